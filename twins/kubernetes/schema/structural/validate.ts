import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../field-error.js'
import { goQuote } from '../go-text.js'
import type { Alternatives, SchemaNode } from './compile.js'
import { correlatedItem, correlatedMember } from './correlate.js'
import { hasFormat } from './formats.js'
import { validateNumber } from './numbers.js'
import { errorPath, NO_PATH, newResult, type Result } from './result.js'

/**
 * Validates a value as the OpenAPI validator behind custom resources does, adding to `result`. `old` is the stored value
 * it updates, if one corresponds: errors of parts that did not change are dropped (ratcheting, on since 1.30).
 * Source: kubernetes/kube-openapi v0.0.0-20260317 pkg/validation/validate/{schema,type,validator,schema_props,
 * object_validator,slice_validator}.go; ratcheting: apiextensions-apiserver v0.36.3 pkg/apiserver/validation/ratcheting.go.
 */
export function validateValue(
  node: SchemaNode,
  value: Json,
  path: string,
  result: Result,
  old: Json | undefined,
): void {
  if (value === old) return
  const before = result.errors.length
  if (value === null) validateNull(node, path, result)
  else validatePresent(node, value, path, result, old)
  if (old === undefined || result.errors.length === before) return
  if (jsonEqual(value, old)) result.errors.length = before
}

function validateNull(node: SchemaNode, path: string, result: Result): void {
  if (node.types.length > 0 && !node.nullable) result.errors.push(wrongType(path, node.typeText, 'null'))
  else result.matchCount++
  validateEnum(node, null, path, result)
}

function validatePresent(
  node: SchemaNode,
  value: Json,
  path: string,
  result: Result,
  old: Json | undefined,
): void {
  if (node.types.length > 0 || node.format !== '') {
    validateType(node, value, path, result)
    result.matchCount++
  }
  if (node.alternatives !== undefined) validateAlternatives(node.alternatives, value, path, result)
  result.matchCount += 2
  if (typeof value === 'string') validateString(node, value, path, result)
  else if (typeof value === 'number') validateNumber(node, value, path, result)
  else if (Array.isArray(value)) validateList(node, value as JsonArray, path, result, old)
  validateEnum(node, value, path, result)
  result.matchCount++
  if (isObject(value)) validateObject(node, value, path, result, old)
  result.matchCount++
}

function wrongType(path: string, expected: string, found: string): FieldError {
  return typeInvalid(errorPath(path), found, `${path} in body must be of type ${expected}: ${goQuote(found)}`)
}

function schemaType(value: Json): { readonly type: string; readonly format: string } {
  if (Array.isArray(value)) return { type: 'array', format: '' }
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? { type: 'integer', format: 'int64' }
      : { type: 'number', format: 'float64' }
  }
  return { type: typeof value, format: '' }
}

function validateType(node: SchemaNode, value: Json, path: string, result: Result): void {
  const found = schemaType(value)
  const { types, format } = node
  const numeric = types.includes('number') || types.includes('integer')
  const matches = types.includes(found.type) || (found.type === 'integer' && types.includes('number'))
  const textual = typeof value === 'string' || Array.isArray(value)
  if (!textual && format !== '' && !matches && found.format !== format) {
    result.errors.push(wrongType(path, format, found.format))
  } else if (textual && format !== '' && !numeric) {
    result.matchCount++
  } else if (matches) {
    result.matchCount++
  } else {
    result.errors.push(wrongType(path, node.typeText, found.type))
  }
}

function validateString(node: SchemaNode, value: string, path: string, result: Result): void {
  const problem = stringProblem(node, value, path)
  if (problem !== undefined) result.errors.push(problem)
  result.matchCount++
  if (node.format === '') return
  if (!hasFormat(node.format, value)) result.errors.push(wrongType(path, node.format, value))
  result.matchCount++
}

function stringProblem(node: SchemaNode, value: string, path: string): FieldError | undefined {
  const max = node.limit('maxLength')
  if (max !== undefined && value.length > max && [...value].length > max) return tooLong(errorPath(path), max)
  const min = node.limit('minLength')
  if (min !== undefined && [...value].length < min) {
    return invalidValue(errorPath(path), value, `${path} in body should be at least ${min} chars long`)
  }
  if (node.pattern !== undefined && !node.pattern.test(value)) {
    const detail = `${path} in body should match '${String(node.schema['pattern'])}'`
    return invalidValue(errorPath(path), value, detail)
  }
  return undefined
}

function validateEnum(node: SchemaNode, value: Json, path: string, result: Result): void {
  const allowed = node.enumeration
  if (allowed === undefined || allowed.some((item) => jsonEqual(item, value))) return
  const texts = allowed.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  result.errors.push(notSupported(errorPath(path), value, texts))
}

function validateList(
  node: SchemaNode,
  list: JsonArray,
  path: string,
  result: Result,
  old: Json | undefined,
): void {
  const items = node.items
  if (items !== undefined) {
    list.forEach((item, index) => {
      validateValue(items, item, `${path}[${index}]`, result, correlatedItem(node, item, old))
    })
  }
  const min = node.limit('minItems')
  if (min !== undefined && list.length < min) {
    const detail = `${path} in body should have at least ${min} items`
    result.errors.push(invalidValue(errorPath(path), list.length, detail))
  }
  const max = node.limit('maxItems')
  if (max !== undefined && list.length > max) result.errors.push(tooMany(errorPath(path), list.length, max))
  if (node.schema['uniqueItems'] === true && hasDuplicates(list)) {
    result.errors.push(invalidValue(errorPath(path), '', `${path} in body shouldn't contain duplicates`))
  }
  result.matchCount += 2
}

function hasDuplicates(list: JsonArray): boolean {
  return list.some((item, index) => list.slice(0, index).some((earlier) => jsonEqual(earlier, item)))
}

function validateObject(
  node: SchemaNode,
  object: JsonObject,
  path: string,
  result: Result,
  old: Json | undefined,
): void {
  validateSize(node, object, path, result)
  for (const key in object) {
    const child = node.child(key)
    if (child === undefined) {
      if (node.additional === false) result.errors.push(forbiddenProperty(path, key))
      continue
    }
    const declared = node.property(key) !== undefined
    const childPath = path === '' && declared ? key : `${path}.${key}`
    validateValue(child, object[key] as Json, childPath, result, correlatedMember(node, key, path, old))
  }
  for (const key of node.required) {
    if (!Object.hasOwn(object, key)) result.errors.push(required(errorPath(`${path}.${key}`)))
  }
  result.matchCount++
}

function forbiddenProperty(path: string, key: string): FieldError {
  return invalidValue(errorPath(path), key, `${path}.${key} in body is a forbidden property`)
}

function validateSize(node: SchemaNode, object: JsonObject, path: string, result: Result): void {
  const min = node.limit('minProperties')
  const max = node.limit('maxProperties')
  if (min === undefined && max === undefined) return
  const size = Object.keys(object).length
  if (min !== undefined && size < min) {
    const detail = `${path} in body should have at least ${min} properties`
    result.errors.push(invalidValue(errorPath(path), size, detail))
  }
  if (max !== undefined && size > max) result.errors.push(tooMany(errorPath(path), size, max))
}

function validateAlternatives(nodes: Alternatives, value: Json, path: string, result: Result): void {
  if (nodes.anyOf.length > 0) validateAnyOf(nodes.anyOf, value, path, result)
  if (nodes.oneOf.length > 0) validateOneOf(nodes.oneOf, value, path, result)
  if (nodes.allOf.length > 0) validateAllOf(nodes.allOf, value, path, result)
  if (nodes.not !== undefined && run(nodes.not, value, path).errors.length === 0) {
    result.errors.push(composite(`${goQuote(path)} must not validate the schema (not)`))
  }
}

function run(node: SchemaNode, value: Json, path: string): Result {
  const result = newResult()
  validateValue(node, value, path, result, undefined)
  return result
}

function merge(result: Result, other: Result): void {
  result.errors.push(...other.errors)
  result.matchCount += other.matchCount
}

function composite(text: string): FieldError {
  return invalidValue(NO_PATH, '', text)
}

function validateAnyOf(nodes: readonly SchemaNode[], value: Json, path: string, result: Result): void {
  let best: Result | undefined
  for (const node of nodes) {
    const attempt = run(node, value, path)
    if (attempt.errors.length === 0) {
      merge(result, attempt)
      return
    }
    if (best === undefined || attempt.matchCount > best.matchCount) best = attempt
  }
  result.errors.push(composite(`${goQuote(path)} must validate at least one schema (anyOf)`))
  if (best !== undefined) merge(result, best)
}

function validateOneOf(nodes: readonly SchemaNode[], value: Json, path: string, result: Result): void {
  let best: Result | undefined
  const passed: Result[] = []
  for (const node of nodes) {
    const attempt = run(node, value, path)
    if (attempt.errors.length === 0) passed.push(attempt)
    else if (best === undefined || attempt.matchCount > best.matchCount) best = attempt
  }
  if (passed.length === 1) {
    merge(result, passed[0] as Result)
    return
  }
  const found = passed.length === 0 ? 'Found none valid' : `Found ${passed.length} valid alternatives`
  result.errors.push(composite(`${goQuote(path)} must validate one and only one schema (oneOf). ${found}`))
  if (passed.length === 0 && best !== undefined) merge(result, best)
}

function validateAllOf(nodes: readonly SchemaNode[], value: Json, path: string, result: Result): void {
  let passed = 0
  for (const node of nodes) {
    const attempt = run(node, value, path)
    if (attempt.errors.length === 0) passed++
    merge(result, attempt)
  }
  if (passed === nodes.length) return
  const suffix = passed === 0 ? '. None validated' : ''
  result.errors.push(composite(`${goQuote(path)} must validate all the schemas (allOf)${suffix}`))
}
