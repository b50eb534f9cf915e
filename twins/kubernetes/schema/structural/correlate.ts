import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { SchemaNode } from './compile.js'

/**
 * The stored value that corresponds to a part of the new one; undefined when nothing does. Members of objects correspond
 * by key, items of lists only in `x-kubernetes-list-type: map`, by their keys.
 * Source: kubernetes/apiserver v0.36.3 pkg/cel/common/equality.go (CorrelatedObject.Key, Index).
 */
export function correlatedMember(
  node: SchemaNode,
  key: string,
  path: string,
  old: Json | undefined,
): Json | undefined {
  if (!isObject(old) || node.atomicMap) return undefined
  if (path === '' && (key === 'kind' || key === 'apiVersion')) return undefined
  return old[key]
}

/** The item of the old list with the same list-map keys. */
export function correlatedItem(node: SchemaNode, item: Json, old: Json | undefined): Json | undefined {
  if (!Array.isArray(old) || node.listType !== 'map' || !isObject(item)) return undefined
  return (old as JsonArray).find((candidate) => isObject(candidate) && sameKeys(node, candidate, item))
}

function sameKeys(node: SchemaNode, left: JsonObject, right: JsonObject): boolean {
  return node.listMapKeys.every((key) => jsonEqual(keyOf(node, left, key), keyOf(node, right, key)))
}

function keyOf(node: SchemaNode, item: JsonObject, key: string): Json | undefined {
  return item[key] ?? node.items?.property(key)?.defaultValue
}
