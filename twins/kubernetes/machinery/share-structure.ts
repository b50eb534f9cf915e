import { isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'

/**
 * `after` with every part that equals the same part of `before` replaced by that very reference, so that forks of the
 * world share it and equality is a pointer comparison. Returns `before` itself when nothing differs.
 */
export function shareStructure<T extends Json>(before: Json | undefined, after: T): T
export function shareStructure(before: Json | undefined, after: Json): Json {
  if (before === after || before === undefined) return after
  if (Array.isArray(after)) return Array.isArray(before) ? shareArray(before, after) : after
  if (isObject(after)) return isObject(before) ? shareObject(before, after) : after
  return after
}

function shareArray(before: JsonArray, after: JsonArray): JsonArray {
  const items = after.map((item, index) => shareStructure(before[index], item))
  const same = items.length === before.length && items.every((item, index) => item === before[index])
  return same ? before : items
}

function shareObject(before: JsonObject, after: JsonObject): JsonObject {
  const keys = Object.keys(after)
  let same = keys.length === Object.keys(before).length
  const result: Record<string, Json> = {}
  for (const key of keys) {
    const own = Object.hasOwn(before, key) ? before[key] : undefined
    const value = shareStructure(own, after[key] as Json)
    if (own === undefined || value !== own) same = false
    setKey(result, key, value)
  }
  return same ? before : result
}

/** Sets a member even when it is called `__proto__`, which plain assignment would not store. */
export function setKey(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    target[key] = value
  }
}

/** The own member of an object; undefined also for inherited names such as `constructor`. */
export function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
