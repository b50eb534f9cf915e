import type { JsonObject } from '../../kernel/json.js'
import { type FieldError, sortErrors } from './field-error.js'
import { blockedRules, celRules, validateTransitions } from './structural/cel.js'
import { compile } from './structural/compile.js'
import { applyDefaults } from './structural/default.js'
import { validateEmbedded } from './structural/embedded.js'
import { validateListTypes } from './structural/list-types.js'
import { pruneUnknown } from './structural/prune.js'
import { newResult } from './structural/result.js'
import { validateValue } from './structural/validate.js'

/**
 * Structural schemas: the JSON of a CRD's `openAPIV3Schema`. Compiled once per schema object, so pass the same object.
 */
export { applyDefaults, celRules, pruneUnknown }

/**
 * Validates an object on creation: OpenAPI rules, embedded resources, list types. CEL rules are not evaluated (see
 * `celRules`), but their absence is reported as upstream does when other errors come first.
 * Upstream's order within the OpenAPI errors is random (Go maps); here they are sorted by text.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresource/strategy.go (Validate).
 */
export function validate(schema: JsonObject, object: JsonObject): readonly FieldError[] {
  const node = compile(schema)
  const errors = [
    ...openApiErrors(schema, object, undefined),
    ...validateEmbedded(node, object),
    ...validateListTypes(node, object),
  ]
  const blocked = blockedRules(schema, errors)
  return blocked === undefined ? errors : [...errors, blocked]
}

/**
 * Validates an update: as `validate`, but what did not change is not reported again (ratcheting, default since 1.30),
 * and immutability rules (`self == oldSelf`) are evaluated.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresource/strategy.go (ValidateUpdate).
 */
export function validateUpdate(
  schema: JsonObject,
  object: JsonObject,
  old: JsonObject,
): readonly FieldError[] {
  if (object === old) return []
  const node = compile(schema)
  const errors: FieldError[] = [...openApiErrors(schema, object, old), ...validateEmbedded(node, object)]
  const lists = validateListTypes(node, object)
  if (lists.length > 0 && validateListTypes(node, old).length === 0) errors.push(...lists)
  const blocked = blockedRules(schema, errors)
  if (blocked !== undefined) return [...errors, blocked]
  return [...errors, ...validateTransitions(schema, object, old)]
}

/**
 * Validates a part of an object (`status`) against its own schema; paths start at `path`.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresource/validator.go (ValidateStatusUpdate).
 */
export function validatePart(
  schema: JsonObject,
  value: JsonObject,
  old: JsonObject | undefined,
  path: string,
): readonly FieldError[] {
  return openApiErrors(schema, value, old).map((error) => ({
    ...error,
    field: error.field === '<nil>' ? path : `${path}.${error.field}`,
  }))
}

function openApiErrors(
  schema: JsonObject,
  object: JsonObject,
  old: JsonObject | undefined,
): readonly FieldError[] {
  const result = newResult()
  validateValue(compile(schema), object, '', result, old)
  return result.errors.length < 2 ? result.errors : sortErrors(dedupe(result.errors))
}

/** Upstream keeps one of several errors with the same text (result.go, AddErrors). */
function dedupe(errors: readonly FieldError[]): readonly FieldError[] {
  const seen = new Map<string, FieldError>()
  for (const error of errors) {
    const key = `${error.type} ${error.field} ${error.detail}`
    if (!seen.has(key)) seen.set(key, error)
  }
  return [...seen.values()]
}
