import { isObject } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { send } from '../client.js'
import { rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'
import { describeLimitRanges, describeResourceQuotas } from './quotas.js'

const QUOTAS = { verb: 'list', group: '', version: 'v1', resource: 'resourcequotas' } as const
const LIMIT_RANGES = { verb: 'list', group: '', version: 'v1', resource: 'limitranges' } as const

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeNamespace). */
export const describeNamespace: Describer = {
  events: false,
  *write(text, object, invocation) {
    const metadata = metadataOf(object)
    text.line(0, `Name:\t${textAt(metadata, 'name')}`)
    text.labels('Labels', objectAt(metadata, 'labels'))
    text.annotations('Annotations', objectAt(metadata, 'annotations'))
    text.line(0, `Status:\t${textAt(object, 'status', 'phase')}`)
    const conditions = arrayAt(object, 'status', 'conditions').filter(isObject)
    if (conditions.length > 0) {
      text.line(0, 'Conditions:')
      text.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
      text.line(1, '----\t------\t------------------\t------\t-------')
      for (const condition of conditions) {
        const at = rfc1123(textAt(condition, 'lastTransitionTime'))
        const cells = [
          textAt(condition, 'type'),
          textAt(condition, 'status'),
          at,
          textAt(condition, 'reason'),
        ]
        text.line(1, `${cells.join('\t')}\t${textAt(condition, 'message')}`)
      }
    }
    const namespace = textAt(metadata, 'name')
    text.line(0, '')
    describeResourceQuotas(
      text,
      arrayAt(yield* send(invocation, { ...QUOTAS, namespace }), 'items').filter(isObject),
    )
    text.line(0, '')
    describeLimitRanges(
      text,
      arrayAt(yield* send(invocation, { ...LIMIT_RANGES, namespace }), 'items').filter(isObject),
    )
  },
}
