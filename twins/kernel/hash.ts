import type { Json, JsonArray, JsonObject } from './json.js'

/**
 * A 128-bit hash as four unsigned 32-bit lanes. Lanes of independent parts are added, so the hash of a world is
 * the sum of the hashes of its rows and follows each write in constant time.
 */
export interface Hash128 {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

export const ZERO_HASH: Hash128 = { a: 0, b: 0, c: 0, d: 0 }

/** Bounds the memo of short strings (keys and names recur); it is emptied when full. */
const STRING_CACHE_LIMIT = 50_000
const stringCache = new Map<string, Hash128>()
const objectCache = new WeakMap<object, Hash128>()
const filteredCache = new WeakMap<ReadonlySet<string>, WeakMap<object, Hash128>>()

export function addHash(x: Hash128, y: Hash128): Hash128 {
  return { a: (x.a + y.a) >>> 0, b: (x.b + y.b) >>> 0, c: (x.c + y.c) >>> 0, d: (x.d + y.d) >>> 0 }
}

export function subtractHash(x: Hash128, y: Hash128): Hash128 {
  return { a: (x.a - y.a) >>> 0, b: (x.b - y.b) >>> 0, c: (x.c - y.c) >>> 0, d: (x.d - y.d) >>> 0 }
}

export function hashEquals(x: Hash128, y: Hash128): boolean {
  return x.a === y.a && x.b === y.b && x.c === y.c && x.d === y.d
}

/** 32 hexadecimal digits. */
export function hashToHex(hash: Hash128): string {
  return [hash.a, hash.b, hash.c, hash.d].map((lane) => lane.toString(16).padStart(8, '0')).join('')
}

/** An order-sensitive combination: `mix(x, y)` differs from `mix(y, x)`. */
export function mixHash(x: Hash128, y: Hash128): Hash128 {
  return {
    a: avalanche(Math.imul(x.a, 0x9e3779b1) ^ (y.a + 0x7f4a7c15)),
    b: avalanche(Math.imul(x.b, 0x85ebca6b) ^ (y.b + 0x165667b1)),
    c: avalanche(Math.imul(x.c, 0xc2b2ae35) ^ (y.c + 0x27d4eb2f)),
    d: avalanche(Math.imul(x.d, 0x27d4eb2d) ^ (y.d + 0x61c88647)),
  }
}

export function hashString(text: string): Hash128 {
  if (text.length > 80) return computeStringHash(text)
  const known = stringCache.get(text)
  if (known !== undefined) return known
  const hash = computeStringHash(text)
  if (stringCache.size >= STRING_CACHE_LIMIT) stringCache.clear()
  stringCache.set(text, hash)
  return hash
}

/** Structural hash of a JSON value. Key order does not matter. Objects must be frozen: the result is cached. */
export function hashJson(value: Json | undefined): Hash128 {
  if (typeof value !== 'object' || value === null) return hashScalar(value)
  const known = objectCache.get(value)
  if (known !== undefined) return known
  const hash = Array.isArray(value) ? hashArray(value, hashJson) : hashObject(value as JsonObject, hashJson)
  objectCache.set(value, hash)
  return hash
}

/** As {@link hashJson}, but members whose key is in `keys` are left out at every depth. */
export function hashJsonWithout(value: Json | undefined, keys: ReadonlySet<string>): Hash128 {
  if (typeof value !== 'object' || value === null) return hashScalar(value)
  let cache = filteredCache.get(keys)
  if (cache === undefined) {
    cache = new WeakMap()
    filteredCache.set(keys, cache)
  }
  const known = cache.get(value)
  if (known !== undefined) return known
  const inner = (child: Json | undefined) => hashJsonWithout(child, keys)
  const hash = Array.isArray(value) ? hashArray(value, inner) : hashObject(value as JsonObject, inner, keys)
  cache.set(value, hash)
  return hash
}

function hashScalar(value: string | number | boolean | null | undefined): Hash128 {
  if (typeof value === 'string') return hashString(value)
  return hashString(value === undefined ? '\u0001undefined' : `\u0001${String(value)}`)
}

function hashArray(value: JsonArray, inner: (child: Json | undefined) => Hash128): Hash128 {
  let hash = hashString(`\u0002${value.length}`)
  for (const item of value) hash = mixHash(hash, inner(item))
  return hash
}

function hashObject(
  value: JsonObject,
  inner: (child: Json | undefined) => Hash128,
  without?: ReadonlySet<string>,
): Hash128 {
  let sum: Hash128 = hashString('\u0003')
  for (const key of Object.keys(value)) {
    if (without?.has(key)) continue
    sum = addHash(sum, mixHash(hashString(key), inner(value[key])))
  }
  return sum
}

function computeStringHash(text: string): Hash128 {
  let a = 0x6a09e667
  let b = 0xbb67ae85
  let c = 0x3c6ef372
  let d = 0xa54ff53a
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    a = Math.imul(a ^ code, 0x9e3779b1)
    a = (a << 13) | (a >>> 19)
    b = Math.imul(b ^ code, 0x85ebca6b)
    b = (b << 15) | (b >>> 17)
    c = Math.imul(c ^ code, 0xc2b2ae35)
    c = (c << 16) | (c >>> 16)
    d = Math.imul(d ^ code, 0x27d4eb2f)
    d = (d << 17) | (d >>> 15)
  }
  const length = text.length
  return {
    a: avalanche(a ^ length),
    b: avalanche(b ^ length),
    c: avalanche(c ^ length),
    d: avalanche(d ^ length),
  }
}

function avalanche(value: number): number {
  let x = value
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}
