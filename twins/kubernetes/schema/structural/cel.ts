import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { duplicate, type FieldError, forbiddenField, invalidValue, required } from '../field-error.js'
import { type CelRule, compile, type SchemaNode } from './compile.js'
import { correlatedItem, correlatedMember } from './correlate.js'

/** A validation rule of a schema and where it applies. */
export interface ListedRule {
  /** Path of the schema: `spec.size`, `spec.list[*].name`, `spec.map[*]`. */
  readonly path: string
  readonly rule: string
  /** True for rules the twin evaluates: immutability, `self == oldSelf`. */
  readonly evaluated: boolean
}

const IMMUTABLE = /^(self\s*==\s*oldSelf|oldSelf\s*==\s*self)$/

const listed = new WeakMap<JsonObject, readonly ListedRule[]>()

/**
 * All CEL rules (`x-kubernetes-validations`) of a schema, so that the caller can name those that are not evaluated.
 */
export function celRules(schema: JsonObject): readonly ListedRule[] {
  const known = listed.get(schema)
  if (known !== undefined) return known
  const rules: ListedRule[] = []
  collect(compile(schema), '', rules)
  listed.set(schema, rules)
  return rules
}

function collect(node: SchemaNode, path: string, rules: ListedRule[]): void {
  for (const { rule } of node.celRules) rules.push({ path, rule, evaluated: IMMUTABLE.test(rule) })
  for (const name of node.propertyNames) {
    const property = node.property(name)
    if (property !== undefined) collect(property, path === '' ? name : `${path}.${name}`, rules)
  }
  if (node.items !== undefined) collect(node.items, `${path}[*]`, rules)
  if (typeof node.additional === 'object') collect(node.additional, `${path}[*]`, rules)
}

/** Error kinds that keep the server from evaluating rules at all. */
const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

/**
 * What the server adds when the schema has rules but earlier errors prevent them from running; undefined otherwise.
 * Source: apiextensions-apiserver v0.36.3 pkg/registry/customresource/strategy.go (hasBlockingErr).
 */
export function blockedRules(schema: JsonObject, errors: readonly FieldError[]): FieldError | undefined {
  if (!errors.some((error) => BLOCKING.has(error.type)) || celRules(schema).length === 0) return undefined
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'
  return invalidValue('<nil>', null, detail)
}

/**
 * Evaluates the immutability rules of a schema for an update; other rules are not evaluated.
 * Source: apiextensions-apiserver v0.36.3 pkg/apiserver/schema/cel/validation.go (validateExpressions): transition rules
 * run only where a stored value corresponds, objects and arrays are left out of the message.
 */
export function validateTransitions(
  schema: JsonObject,
  value: JsonObject,
  old: JsonObject,
): readonly FieldError[] {
  if (!celRules(schema).some((rule) => rule.evaluated)) return []
  const errors: FieldError[] = []
  walk(compile(schema), value, old, '', errors)
  return errors
}

function walk(
  node: SchemaNode,
  value: Json,
  old: Json | undefined,
  path: string,
  errors: FieldError[],
): void {
  // Only transition rules are evaluated, and equal values satisfy all of those.
  if (value === null || old === undefined || old === null || value === old) return
  for (const rule of node.celRules) {
    if (IMMUTABLE.test(rule.rule) && !jsonEqual(value, old)) errors.push(ruleError(rule, value, path))
  }
  if (Array.isArray(value)) {
    const items = node.items
    if (items === undefined) return
    ;(value as JsonArray).forEach((item, index) => {
      walk(items, item, correlatedItem(node, item, old), `${path}[${index}]`, errors)
    })
  } else if (isObject(value)) {
    walkMembers(node, value, old, path, errors)
  }
}

function walkMembers(
  node: SchemaNode,
  object: JsonObject,
  old: Json,
  path: string,
  errors: FieldError[],
): void {
  for (const key in object) {
    const property = node.property(key)
    const child = property ?? (typeof node.additional === 'object' ? node.additional : undefined)
    if (child === undefined) continue
    const declaredPath = path === '' ? key : `${path}.${key}`
    const childPath = property === undefined ? `${path}[${key}]` : declaredPath
    walk(child, object[key] as Json, correlatedMember(node, key, path, old), childPath, errors)
  }
}

function ruleError(rule: CelRule, value: Json, path: string): FieldError {
  const field = rule.fieldPath === '' ? path : `${path}${rule.fieldPath}`
  const detail = rule.message === '' ? `failed rule: ${rule.rule}` : rule.message
  const shown = typeof value === 'object' ? undefined : value
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return forbiddenField(field, detail)
    case 'FieldValueRequired':
      return required(field, detail)
    case 'FieldValueDuplicate':
      return duplicate(field, shown ?? null)
    default:
      return invalidValue(field, shown, detail)
  }
}
