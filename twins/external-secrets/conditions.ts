import { isObject, type JsonObject } from '../kernel/json.js'
import { arrayAt, toTimestamp } from '../kubernetes/index.js'
import type { ConditionText } from './messages.js'

/**
 * A status with its Ready condition set; the same reference when the condition stands already. `lastTransitionTime`
 * moves only when the condition's status flips. external-secrets v2.9.0 pkg/controllers/externalsecret/util.go
 * (SetExternalSecretCondition), pkg/controllers/secretstore/util.go.
 */
export function withReadyCondition(
  status: JsonObject,
  ready: 'True' | 'False',
  text: ConditionText,
  nowMs: number,
): JsonObject {
  const conditions = arrayAt(status, 'conditions')
  const current = conditions.find((item): item is JsonObject => isObject(item) && item['type'] === 'Ready')
  const flips = current === undefined || current['status'] !== ready
  if (!flips && current['reason'] === text.reason && current['message'] === text.message) return status
  const condition = {
    type: 'Ready',
    status: ready,
    reason: text.reason,
    message: text.message,
    lastTransitionTime: flips ? toTimestamp(nowMs) : (current['lastTransitionTime'] ?? toTimestamp(nowMs)),
  }
  return { ...status, conditions: [...conditions.filter((item) => item !== current), condition] }
}
