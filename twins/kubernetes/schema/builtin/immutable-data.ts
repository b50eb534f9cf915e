import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField } from '../field-error.js'

const DETAIL = 'field is immutable when `immutable` is set'

/**
 * A Secret or ConfigMap with `immutable: true` keeps the flag and its data.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/validation.go (ValidateSecretUpdate, ValidateConfigMapUpdate).
 */
export function validateImmutableData(
  object: JsonObject,
  old: JsonObject,
  fields: readonly string[],
): readonly FieldError[] {
  if (old['immutable'] !== true) return []
  const errors = object['immutable'] === true ? [] : [forbiddenField('immutable', DETAIL)]
  const changed = fields.filter((field) => !jsonEqual(object[field] ?? {}, old[field] ?? {}))
  return [...errors, ...changed.map((field) => forbiddenField(field, DETAIL))]
}
