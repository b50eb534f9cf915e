import { compareKeys, isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'

/**
 * Copy-on-write edits of frozen JSON: each returns the reference it was given when nothing changes.
 */

/** A member as an object; undefined when it is missing or something else. */
export function objectAt(value: Json | undefined, key: string): JsonObject | undefined {
  const member = isObject(value) ? value[key] : undefined
  return isObject(member) ? member : undefined
}

/** A member reached through several keys; undefined as soon as one is missing. */
export function valueAt(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return walk(value, keys)
}

function walk(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let current = value
  for (let index = 0; index < keys.length; index++) {
    if (!isObject(current)) return undefined
    current = current[keys[index] as string]
  }
  return current
}

/** A string member, `''` when it is missing or something else. */
export function stringAt(value: Json | undefined, ...keys: readonly string[]): string {
  const member = walk(value, keys)
  return typeof member === 'string' ? member : ''
}

/** A numeric member, `fallback` (default 0) when it is missing or something else. */
export function numberAt(value: Json | undefined, key: string, fallback = 0): number {
  const member = isObject(value) ? value[key] : undefined
  return typeof member === 'number' ? member : fallback
}

/** A list member; an empty list when it is missing or something else. */
export function listAt(value: Json | undefined, ...keys: readonly string[]): JsonArray {
  const member = walk(value, keys)
  return Array.isArray(member) ? member : EMPTY
}

const EMPTY: JsonArray = Object.freeze([])

/** The strings of a list member. */
export function stringsAt(value: Json | undefined, ...keys: readonly string[]): readonly string[] {
  return listAt(value, ...keys).filter((item) => typeof item === 'string')
}

/** Sets a key, or removes it when the value is undefined. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (object[key] === value && (value !== undefined || !Object.hasOwn(object, key))) return object
  if (value !== undefined) return { ...object, [key]: value }
  const { [key]: _removed, ...rest } = object
  return rest
}

/** Adds the members that are missing. */
export function withDefaults(object: JsonObject, defaults: JsonObject): JsonObject {
  for (const key in defaults) {
    if (object[key] === undefined) return { ...defaults, ...object }
  }
  return object
}

/** Replaces a member by its edit; a missing member stays missing. */
export function edit(object: JsonObject, key: string, change: (value: JsonObject) => JsonObject): JsonObject {
  const member = object[key]
  return isObject(member) ? withKey(object, key, change(member)) : object
}

/** Edits every object in a list member. */
export function editEach(
  object: JsonObject,
  key: string,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  const list = object[key]
  if (!Array.isArray(list)) return object
  const edited = mapShared(list as JsonArray, (item) => (isObject(item) ? change(item) : item))
  return withKey(object, key, edited)
}

/** Maps a list; the same list when every item stays the same reference. */
export function mapShared(list: JsonArray, change: (item: Json, index: number) => Json): JsonArray {
  let copy: Json[] | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index] as Json
    const after = change(before, index)
    if (after !== before) {
      copy ??= [...list]
      copy[index] = after
    }
  }
  return copy ?? list
}

/** Keys in byte order: where upstream walks a Go map in random order. */
export function sortedKeys(object: JsonObject | undefined): readonly string[] {
  return object === undefined ? [] : Object.keys(object).sort(compareKeys)
}
