import { isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'
import { ownValue, setKey } from './share-structure.js'
import { fieldSchema, itemSchema, type TypeSchema } from './type-schema.js'

const cache = new WeakMap<JsonObject, JsonObject>()

/**
 * An object as it comes out of the API server's own types: a built-in kind loses nulls, empty lists and empty maps, which
 * Go's encoder leaves out; a custom resource loses nulls its schema does not call `nullable`. The same reference when
 * there is nothing to lose. Parts shared with `before`, which went through here itself, are not looked at again. An object must always come with the same schema: the result is remembered by reference.
 * Source: `omitempty` in kubernetes/api v0.36.3; kubernetes/apiextensions-apiserver v0.36.3
 * pkg/apiserver/schema/defaulting/prune.go (PruneNonNullableNullsWithoutDefaults).
 */
export function asStored(schema: TypeSchema, object: JsonObject, before?: JsonObject): JsonObject {
  const known = cache.get(object)
  if (known !== undefined) return known
  const trusted = before !== undefined && cache.get(before) === before ? before : undefined
  const stored = storedObject(schema, object, trusted)
  cache.set(object, stored)
  cache.set(stored, stored)
  return stored
}

/** Says that `next`, which differs from `object` in its resourceVersion alone, has nothing to lose if `object` has not. */
export function storedAs(object: JsonObject, next: JsonObject): void {
  if (cache.get(object) === object) cache.set(next, next)
}

function storedObject(schema: TypeSchema, object: JsonObject, before?: Json): JsonObject {
  let kept: Record<string, Json> | undefined
  for (const name of Object.keys(object)) {
    const member = object[name] as Json
    const same = isObject(before) ? ownValue(before, name) : undefined
    if (member === same) continue
    const type = fieldSchema(schema, name)
    const value = storedValue(type, member, same)
    const always = schema.zero !== undefined && Object.hasOwn(schema.zero, name)
    if (isLeftOut(type, value, always)) {
      kept ??= { ...object }
      delete kept[name]
    } else if (value !== member) {
      kept ??= { ...object }
      setKey(kept, name, value)
    }
  }
  return kept ?? object
}

function storedValue(schema: TypeSchema, value: Json, before?: Json): Json {
  if (Array.isArray(value)) return storedList(itemSchema(schema), value)
  return isObject(value) ? storedObject(schema, value, before) : value
}

function storedList(schema: TypeSchema, list: JsonArray): JsonArray {
  const stored = list.map((item) => storedValue(schema, item))
  return stored.every((item, index) => item === list[index]) ? list : stored
}

function isLeftOut(schema: TypeSchema, value: Json, always: boolean): boolean {
  if (value === null) return schema.nullable !== true
  if (schema.keepsEmpty === true || always) return false
  if (Array.isArray(value)) return value.length === 0
  const isGoMap = schema.object === 'map' || (schema.object === 'atomic' && schema.element !== undefined)
  return isObject(value) && isGoMap && Object.keys(value).length === 0
}
