import { isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, required, sortErrors } from './field-error.js'
import { listAt, objectAt, stringAt } from './share.js'

type Level = 'root' | 'item' | 'field'

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
}

/** What a junctor (`allOf`, `anyOf`, `oneOf`, `not`) may not say, with the text upstream gives. */
const FORBIDDEN_IN_JUNCTORS: readonly (readonly [string, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
]

const cache = new WeakMap<JsonObject, readonly FieldError[]>()

/**
 * Checks that a schema is structural; `field` is its path. Cached per schema object, since a CRD of a megabyte is
 * written several times (status) with the same schema.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/schema/validation.go (ValidateStructural). Not checked:
 * completeness (fields named only inside a junctor), restrictions on the metadata schema.
 */
export function validateStructural(schema: JsonObject, field: string): readonly FieldError[] {
  const known = cache.get(schema)
  const errors = known ?? structuralErrors(schema)
  if (known === undefined) cache.set(schema, errors)
  return sortErrors(errors.map((error) => ({ ...error, field: `${field}${error.field}` })))
}

function structuralErrors(schema: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = []
  checkNode(schema, 'root', '', errors)
  return errors
}

function checkNode(schema: JsonObject, level: Level, field: string, errors: FieldError[]): void {
  const type = stringAt(schema, 'type')
  const items = schema['items']
  if (type === 'array' && !isObject(items)) errors.push(required(`${field}.items`, 'must be specified'))
  if (isObject(items)) checkNode(items, 'item', `${field}.items`, errors)
  const properties = objectAt(schema, 'properties') ?? {}
  for (const name in properties) {
    const child = properties[name]
    if (isObject(child)) checkNode(child, 'field', `${field}.properties[${name}]`, errors)
  }
  const additional = schema['additionalProperties']
  if (additional !== undefined && level === 'root') {
    errors.push(forbiddenField(`${field}.additionalProperties`, 'must not be used at the root'))
  }
  if (isObject(additional)) checkNode(additional, 'field', `${field}.additionalProperties`, errors)
  checkExtensions(schema, field, errors)
  checkType(schema, type, level, field, errors)
  checkJunctors(schema, field, schema['x-kubernetes-int-or-string'] === true, errors)
}

function checkExtensions(schema: JsonObject, field: string, errors: FieldError[]): void {
  if (schema['x-kubernetes-int-or-string'] !== true) return
  for (const key of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource']) {
    if (schema[key] !== true) continue
    const detail = 'must be false if x-kubernetes-int-or-string is true'
    errors.push(invalidValue(`${field}.${key}`, true, detail))
  }
}

function checkType(
  schema: JsonObject,
  type: string,
  level: Level,
  field: string,
  errors: FieldError[],
): void {
  const embedded = schema['x-kubernetes-embedded-resource'] === true
  const untyped =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  const embeddedText = 'must be object if x-kubernetes-embedded-resource is true'
  if (embedded && type === '') errors.push(required(`${field}.type`, embeddedText))
  else if (embedded && type !== 'object') errors.push(invalidValue(`${field}.type`, type, embeddedText))
  else if (!embedded && type === '' && !untyped) errors.push(required(`${field}.type`, EMPTY_TYPE[level]))
  if (embedded && schema['additionalProperties'] !== undefined) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set'
    errors.push(forbiddenField(`${field}.additionalProperties`, detail))
  }
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true
  if (embedded && !keepsUnknown && Object.keys(objectAt(schema, 'properties') ?? {}).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(required(`${field}.properties`, detail))
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(invalidValue(`${field}.type`, type, 'must be object at the root'))
  }
}

/** `intOrString`: the pattern `anyOf: [integer, string]`, alone or as the first `allOf`, may name types. */
function checkJunctors(schema: JsonObject, field: string, intOrString: boolean, errors: FieldError[]): void {
  listAt(schema, 'anyOf').forEach((item, index) => {
    if (intOrString && isIntOrStringPattern(schema)) return
    checkNested(item, `${field}.anyOf[${index}]`, errors)
  })
  listAt(schema, 'allOf').forEach((item, index) => {
    const skip = intOrString && index === 0 && isObject(item) && isIntOrStringPattern(item)
    if (!skip) checkNested(item, `${field}.allOf[${index}]`, errors)
  })
  listAt(schema, 'oneOf').forEach((item, index) => {
    checkNested(item, `${field}.oneOf[${index}]`, errors)
  })
  checkNested(schema['not'], `${field}.not`, errors)
}

function isIntOrStringPattern(schema: JsonObject): boolean {
  const types = listAt(schema, 'anyOf').map((item) => stringAt(item, 'type'))
  return types.length === 2 && types[0] === 'integer' && types[1] === 'string'
}

function checkNested(schema: Json | undefined, field: string, errors: FieldError[]): void {
  if (!isObject(schema)) return
  for (const [key, detail] of FORBIDDEN_IN_JUNCTORS) {
    if (isSet(schema[key])) errors.push(forbiddenField(`${field}.${key}`, detail))
  }
  checkJunctors(schema, field, false, errors)
  checkNested(schema['items'], `${field}.items`, errors)
  const properties = objectAt(schema, 'properties') ?? {}
  for (const name in properties) {
    if (name === 'metadata') {
      const detail = 'must not be specified in a nested context'
      errors.push(forbiddenField(`${field}.properties[metadata]`, detail))
    }
    checkNested(properties[name], `${field}.properties[${name}]`, errors)
  }
}

function isSet(value: Json | undefined): boolean {
  if (Array.isArray(value)) return (value as JsonArray).length > 0
  return value !== undefined && value !== false && value !== '' && value !== null
}
