import { addHash, type Hash128, hashJson, hashString, mixHash } from '../../../kernel/hash.js'
import type { Json, JsonArray, JsonObject } from '../../../kernel/json.js'

/** RFC 3339, with or without a fraction, in any zone: how the API and Go write an instant. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

const cache = new WeakMap<object, Hash128>()
const INSTANT_HASH = hashString('\u0004instant')

/** True for a text that is an instant and nothing else. */
export function isInstant(text: string): boolean {
  return text.length >= 20 && text.charCodeAt(4) === 45 && text.charCodeAt(13) === 58 && INSTANT.test(text)
}

/**
 * As `hashJson`, but every string that is an instant counts as the same one: absolute times are left out of
 * fingerprints, their presence is not. Objects must be frozen: results are cached.
 */
export function hashTimeless(value: Json | undefined): Hash128 {
  if (typeof value === 'string') return isInstant(value) ? INSTANT_HASH : hashString(value)
  if (typeof value !== 'object' || value === null) return hashJson(value)
  const known = cache.get(value)
  if (known !== undefined) return known
  const hash = Array.isArray(value) ? hashItems(value) : hashMembers(value as JsonObject)
  cache.set(value, hash)
  return hash
}

function hashItems(items: JsonArray): Hash128 {
  let hash = hashString(`\u0002${items.length}`)
  for (const item of items) hash = mixHash(hash, hashTimeless(item))
  return hash
}

function hashMembers(object: JsonObject): Hash128 {
  let sum = hashString('\u0003')
  for (const key in object) sum = addHash(sum, mixHash(hashString(key), hashTimeless(object[key])))
  return sum
}

/** A value with every instant replaced by the word `instant`. */
export function withoutInstants(value: Json): Json {
  if (typeof value === 'string') return isInstant(value) ? 'instant' : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => withoutInstants(item as Json))
  const result: Record<string, Json> = {}
  for (const key of Object.keys(value)) result[key] = withoutInstants((value as JsonObject)[key] as Json)
  return result
}
