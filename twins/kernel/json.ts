import { configure } from 'safe-stable-stringify'

const stringify = configure({ deterministic: compareKeys, bigint: false, circularValue: Error })

/** Plain JSON as the world holds it: frozen, shared between forks, never mutated. */
export type Json = string | number | boolean | null | JsonArray | JsonObject
export type JsonArray = readonly Json[]
export interface JsonObject {
  readonly [key: string]: Json
}

/** True for a JSON object; false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Order by UTF-16 code unit: the one comparison used for keys everywhere (never `localeCompare`). */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Deep equality of JSON values; key order does not matter. Shared references compare in O(1). */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a)) {
    const other = b as JsonArray
    return a.length === other.length && a.every((item, index) => jsonEqual(item, other[index]))
  }
  const left = a as JsonObject
  const right = b as JsonObject
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key], right[key]))
  )
}

/** Freeze a value and everything below it. Used in tests and for values that leave the kernel. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) deepFreeze(child)
  }
  return value
}

/** JSON text with sorted keys: equal values give equal text. */
export function stableStringify(value: Json, space?: number): string {
  return stringify(value, undefined, space) ?? 'null'
}
