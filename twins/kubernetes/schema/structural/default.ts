import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { compile, type SchemaNode } from './compile.js'

/**
 * Applies the defaults of a structural schema to what exists: only fields inside an existing parent are defaulted. A
 * `null` for a field that is not nullable becomes its default, or disappears when there is none.
 * The same reference when nothing changes; default values are shared, not copied.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/schema/defaulting/{prunenulls,algorithm}.go, in the
 * order of customresource_handler.go (unstructuredDefaulter.Default).
 */
export function applyDefaults(schema: JsonObject, object: JsonObject): JsonObject {
  return defaultObject(object, compile(schema))
}

function defaultValue(value: Json, node: SchemaNode | undefined): Json {
  if (isObject(value)) return defaultObject(value, node)
  if (Array.isArray(value)) return defaultList(value as JsonArray, node)
  return value
}

function defaultObject(object: JsonObject, node: SchemaNode | undefined): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const key in object) {
    const before = object[key] as Json
    if (typeof before !== 'object') continue
    const after = defaultMember(before, node?.child(key))
    if (after === before) continue
    copy ??= { ...object }
    if (after === undefined) delete copy[key]
    else copy[key] = after
  }
  if (node === undefined) return copy ?? object
  for (const [key, value] of node.defaults) {
    if ((copy ?? object)[key] !== undefined) continue
    copy ??= { ...object }
    copy[key] = defaultValue(value, node.property(key))
  }
  return copy ?? object
}

function defaultMember(value: Json, node: SchemaNode | undefined): Json | undefined {
  if (value !== null || node === undefined || node.nullable) return defaultValue(value, node)
  return node.defaultValue === undefined || node.defaultValue === null
    ? undefined
    : defaultValue(node.defaultValue, node)
}

function defaultList(list: JsonArray, node: SchemaNode | undefined): JsonArray {
  const items = node?.items
  if (items === undefined) return list
  let copy: Json[] | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index] as Json
    if (typeof before !== 'object') continue
    // Unlike a member, an item without a default stays null: upstream prunes nulls from maps only.
    const after = defaultMember(before, items) ?? null
    if (after === before) continue
    copy ??= [...list]
    copy[index] = after
  }
  return copy ?? list
}
