import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, objectAt } from '../../client/objects.js'
import type { DefinitionCondition } from '../../schema/crd-conditions.js'

/** True when the condition holds. Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apihelpers/helpers.go. */
export function isConditionTrue(definition: JsonObject, type: DefinitionCondition['type']): boolean {
  return arrayAt(definition, 'status', 'conditions').some(
    (condition) => isObject(condition) && condition['type'] === type && condition['status'] === 'True',
  )
}

/**
 * The CRD with the condition set; the transition time changes only with the status. The same reference when it says so
 * already. Source: as above (SetCRDCondition).
 */
export function withCondition(
  definition: JsonObject,
  now: string,
  condition: DefinitionCondition,
): JsonObject {
  const conditions = arrayAt(definition, 'status', 'conditions')
  const index = conditions.findIndex((one) => isObject(one) && one['type'] === condition.type)
  const before = conditions[index]
  const next: JsonObject = { lastTransitionTime: transitionTime(before, condition, now), ...condition }
  if (isObject(before) && Object.keys(next).every((key) => before[key] === next[key])) return definition
  const changed = index < 0 ? [...conditions, next] : conditions.map((one) => (one === before ? next : one))
  return { ...definition, status: { ...objectAt(definition, 'status'), conditions: changed } }
}

function transitionTime(before: Json | undefined, condition: DefinitionCondition, now: string): Json {
  if (!isObject(before) || before['status'] !== condition.status) return now
  return before['lastTransitionTime'] ?? now
}
