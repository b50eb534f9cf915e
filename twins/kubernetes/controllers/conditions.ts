import { isObject, type JsonObject } from '../../kernel/json.js'
import { arrayAt, textAt } from '../client/objects.js'

/** Conditions of `status.conditions`. */
export function conditionsOf(object: JsonObject): readonly JsonObject[] {
  return arrayAt(object, 'status', 'conditions').filter(isObject)
}

/** The condition of a type, or undefined. */
export function findCondition(conditions: readonly JsonObject[], type: string): JsonObject | undefined {
  return conditions.find((condition) => condition['type'] === type)
}

/** True when the condition's status is "True". */
export function isConditionTrue(conditions: readonly JsonObject[], type: string): boolean {
  return textAt(findCondition(conditions, type), 'status') === 'True'
}

/** The list without a type; the same reference when there is none. */
export function removeCondition(conditions: readonly JsonObject[], type: string): readonly JsonObject[] {
  if (findCondition(conditions, type) === undefined) return conditions
  return conditions.filter((condition) => condition['type'] !== type)
}
