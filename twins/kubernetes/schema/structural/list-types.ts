import {
  isObject,
  type Json,
  type JsonArray,
  type JsonObject,
  stableStringify,
} from '../../../kernel/json.js'
import { duplicate, type FieldError, invalidValue } from '../field-error.js'
import type { SchemaNode } from './compile.js'

/**
 * Checks that lists of type `set` have no equal items and lists of type `map` no equal keys; the second occurrence is
 * reported, further ones are not.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/schema/listtype/validation.go.
 */
export function validateListTypes(node: SchemaNode, object: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = []
  walkObject(node, object, '', errors)
  return errors
}

function walk(node: SchemaNode, value: Json, path: string, errors: FieldError[]): void {
  if (Array.isArray(value)) walkList(node, value as JsonArray, path, errors)
  else if (isObject(value)) walkObject(node, value, path, errors)
}

function walkObject(node: SchemaNode, object: JsonObject, path: string, errors: FieldError[]): void {
  for (const key in object) {
    const value = object[key] as Json
    if (typeof value !== 'object' || value === null) continue
    const property = node.property(key)
    if (property !== undefined) walk(property, value, path === '' ? key : `${path}.${key}`, errors)
    else if (typeof node.additional === 'object') walk(node.additional, value, `${path}[${key}]`, errors)
  }
}

function walkList(node: SchemaNode, list: JsonArray, path: string, errors: FieldError[]): void {
  if (node.listType === 'set') errors.push(...repeated(list, path, (item) => item))
  else if (node.listType === 'map') errors.push(...validateMapKeys(node, list, path))
  const items = node.items
  if (items === undefined) return
  list.forEach((item, index) => {
    walk(items, item, `${path}[${index}]`, errors)
  })
}

function validateMapKeys(node: SchemaNode, list: JsonArray, path: string): readonly FieldError[] {
  const odd = list.findIndex((item) => item !== null && !isObject(item))
  if (odd >= 0) {
    const message = 'must be an object for an array of list-type map'
    return [invalidValue(`${path}[${odd}]`, list[odd], message)]
  }
  return repeated(list, path, (item) => keysOf(node, item))
}

function keysOf(node: SchemaNode, item: Json): JsonObject {
  const keys: Record<string, Json> = {}
  for (const key of node.listMapKeys) {
    const value = isObject(item) ? item[key] : undefined
    if (value !== undefined) keys[key] = value
  }
  return keys
}

function repeated(list: JsonArray, path: string, identity: (item: Json) => Json): readonly FieldError[] {
  if (list.length < 2) return []
  const seen = new Map<string, number>()
  const errors: FieldError[] = []
  list.forEach((item, index) => {
    const key = identity(item)
    const text = stableStringify(key)
    const times = seen.get(text) ?? 0
    if (times === 1) errors.push(duplicate(`${path}[${index}]`, key))
    seen.set(text, times + 1)
  })
  return errors
}
