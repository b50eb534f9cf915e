import { isObject, type JsonObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, numberAt, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { podStatusOf } from './controlled.js'
import { type DescribeText, rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'
import { describePodTemplate } from './pod-template.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeStatefulSet, describeVolumeClaimTemplates). */
export const describeStatefulSet: Describer = {
  events: true,
  *write(text, object, invocation) {
    text.head(
      object,
      `CreationTimestamp:\t${rfc1123(textAt(object, 'metadata', 'creationTimestamp'))}`,
      `Selector:\t${formatLabelSelector(objectAt(object, 'spec', 'selector'))}`,
    )
    const total = numberAt(object, 0, 'status', 'replicas')
    text.line(0, `Replicas:\t${numberAt(object, 0, 'spec', 'replicas')} desired | ${total} total`)
    text.line(0, `Update Strategy:\t${textAt(object, 'spec', 'updateStrategy', 'type')}`)
    const partition = valueAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
    if (typeof partition === 'number') text.line(1, `Partition:\t${partition}`)
    text.line(0, `Pods Status:\t${yield* podStatusOf(invocation, object)}`)
    describePodTemplate(text, objectAt(object, 'spec', 'template'))
    describeClaims(text, arrayAt(object, 'spec', 'volumeClaimTemplates').filter(isObject))
  },
}

function describeClaims(text: DescribeText, claims: readonly JsonObject[]): void {
  if (claims.length === 0) {
    text.line(0, 'Volume Claims:\t<none>')
    return
  }
  text.line(0, 'Volume Claims:')
  for (const claim of claims) {
    const metadata = metadataOf(claim)
    text.line(1, `Name:\t${textAt(metadata, 'name')}`)
    text.line(1, `StorageClass:\t${textAt(claim, 'spec', 'storageClassName')}`)
    text.labels('  Labels', objectAt(metadata, 'labels'))
    text.labels('  Annotations', objectAt(metadata, 'annotations'))
    const capacity = textAt(claim, 'spec', 'resources', 'requests', 'storage')
    text.line(1, `Capacity:\t${capacity || '<default>'}`)
    text.line(1, `Access Modes:\t[${arrayAt(claim, 'spec', 'accessModes').join(' ')}]`)
  }
}
