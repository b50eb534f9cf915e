import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { objectAt, toTimestamp } from '../client/objects.js'
import { conditionsOf, removeCondition } from './conditions.js'
import { PODS } from './resources.js'
import { writeStatus } from './write-status.js'

const TYPE = 'DisruptionTarget'

/**
 * Says in the status of a pod why it is about to be deleted; the message of a refusal, or undefined. `phase` replaces the
 * pod's.
 * Source: kubernetes/api v0.36.3 core/v1/types.go (DisruptionTarget).
 */
export function* withDisruptionTarget(
  pod: JsonObject,
  reason: string,
  message: string,
  phase?: string,
): Proc<string | undefined> {
  const lastTransitionTime = toTimestamp(yield* now())
  const condition = { type: TYPE, status: 'True', lastTransitionTime, reason, message }
  const conditions = [...removeCondition(conditionsOf(pod), TYPE), condition]
  const status = { ...objectAt(pod, 'status'), conditions, ...(phase === undefined ? {} : { phase }) }
  return (yield* writeStatus(PODS, pod, status)).error
}
