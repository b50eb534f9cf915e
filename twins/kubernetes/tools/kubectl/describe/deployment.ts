import type { JsonObject } from '../../../../kernel/json.js'
import { metadataOf, numberAt, objectAt, textAt, valueAt } from '../../../client/objects.js'
import { formatLabelSelector } from '../../../schema/builtin/printing.js'
import { hasTemplateOf, replicaSetsOf } from '../commands/replica-sets.js'
import { describeReasons } from './controlled.js'
import { type DescribeText, rfc1123 } from './describe-text.js'
import type { Describer } from './describers.js'
import { describePodTemplate } from './pod-template.js'

/** Source: kubectl v0.32.0 pkg/describe/describe.go (describeDeployment). */
export const describeDeployment: Describer = {
  events: true,
  *write(text, object, invocation) {
    text.head(object, `CreationTimestamp:\t${rfc1123(textAt(object, 'metadata', 'creationTimestamp'))}`)
    text.line(0, `Selector:\t${formatLabelSelector(objectAt(object, 'spec', 'selector'))}`)
    describeReplicas(text, object)
    describePodTemplate(text, objectAt(object, 'spec', 'template'))
    describeReasons(text, object)
    describeReplicaSets(text, object, yield* replicaSetsOf(invocation, object))
  },
}

function describeReplicas(text: DescribeText, deployment: JsonObject): void {
  const spec = objectAt(deployment, 'spec')
  const status = objectAt(deployment, 'status')
  const counts = [
    `${numberAt(spec, 0, 'replicas')} desired`,
    `${numberAt(status, 0, 'updatedReplicas')} updated`,
    `${numberAt(status, 0, 'replicas')} total`,
    `${numberAt(status, 0, 'availableReplicas')} available`,
    `${numberAt(status, 0, 'unavailableReplicas')} unavailable`,
  ]
  text.line(0, `Replicas:\t${counts.join(' | ')}`)
  text.line(0, `StrategyType:\t${textAt(spec, 'strategy', 'type')}`)
  text.line(0, `MinReadySeconds:\t${numberAt(spec, 0, 'minReadySeconds')}`)
  const rolling = valueAt(spec, 'strategy', 'rollingUpdate')
  if (rolling === undefined || rolling === null) return
  const { maxUnavailable, maxSurge } = rolling as JsonObject
  text.line(
    0,
    `RollingUpdateStrategy:\t${String(maxUnavailable)} max unavailable, ${String(maxSurge)} max surge`,
  )
}

function describeReplicaSets(
  text: DescribeText,
  deployment: JsonObject,
  replicaSets: readonly JsonObject[],
): void {
  if (replicaSets.length === 0) return
  const current = replicaSets.find((replicaSet) => hasTemplateOf(replicaSet, deployment))
  const old = replicaSets.filter((replicaSet) => replicaSet !== current)
  text.line(0, `OldReplicaSets:\t${listText(old)}`)
  text.line(0, `NewReplicaSet:\t${listText(current === undefined ? [] : [current])}`)
}

function listText(replicaSets: readonly JsonObject[]): string {
  const texts = replicaSets.map((replicaSet) => {
    const created = numberAt(replicaSet, 0, 'status', 'replicas')
    const wanted = numberAt(replicaSet, 0, 'spec', 'replicas')
    return `${textAt(metadataOf(replicaSet), 'name')} (${created}/${wanted} replicas created)`
  })
  return texts.length === 0 ? '<none>' : texts.join(', ')
}
