// twins/kernel/json.ts
import { configure } from "safe-stable-stringify";
var stringify = configure({ deterministic: compareKeys, bigint: false, circularValue: Error });
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function compareKeys(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
function jsonEqual(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    const other = b;
    return a.length === other.length && a.every((item, index) => jsonEqual(item, other[index]));
  }
  const left = a;
  const right = b;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key], right[key]));
}
function deepFreeze(value) {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
function stableStringify(value, space) {
  return stringify(value, void 0, space) ?? "null";
}

// twins/kernel/hash.ts
var ZERO_HASH = { a: 0, b: 0, c: 0, d: 0 };
var STRING_CACHE_LIMIT = 5e4;
var stringCache = /* @__PURE__ */ new Map();
var objectCache = /* @__PURE__ */ new WeakMap();
var filteredCache = /* @__PURE__ */ new WeakMap();
function addHash(x, y) {
  return { a: x.a + y.a >>> 0, b: x.b + y.b >>> 0, c: x.c + y.c >>> 0, d: x.d + y.d >>> 0 };
}
function subtractHash(x, y) {
  return { a: x.a - y.a >>> 0, b: x.b - y.b >>> 0, c: x.c - y.c >>> 0, d: x.d - y.d >>> 0 };
}
function hashEquals(x, y) {
  return x.a === y.a && x.b === y.b && x.c === y.c && x.d === y.d;
}
function hashToHex(hash) {
  return [hash.a, hash.b, hash.c, hash.d].map((lane) => lane.toString(16).padStart(8, "0")).join("");
}
function mixHash(x, y) {
  return {
    a: avalanche(Math.imul(x.a, 2654435761) ^ y.a + 2135587861),
    b: avalanche(Math.imul(x.b, 2246822507) ^ y.b + 374761393),
    c: avalanche(Math.imul(x.c, 3266489909) ^ y.c + 668265263),
    d: avalanche(Math.imul(x.d, 668265261) ^ y.d + 1640531527)
  };
}
function hashString(text) {
  if (text.length > 80) return computeStringHash(text);
  const known = stringCache.get(text);
  if (known !== void 0) return known;
  const hash = computeStringHash(text);
  if (stringCache.size >= STRING_CACHE_LIMIT) stringCache.clear();
  stringCache.set(text, hash);
  return hash;
}
function hashJson(value) {
  if (typeof value !== "object" || value === null) return hashScalar(value);
  const known = objectCache.get(value);
  if (known !== void 0) return known;
  const hash = Array.isArray(value) ? hashArray(value, hashJson) : hashObject(value, hashJson);
  objectCache.set(value, hash);
  return hash;
}
function hashJsonWithout(value, keys) {
  if (typeof value !== "object" || value === null) return hashScalar(value);
  let cache = filteredCache.get(keys);
  if (cache === void 0) {
    cache = /* @__PURE__ */ new WeakMap();
    filteredCache.set(keys, cache);
  }
  const known = cache.get(value);
  if (known !== void 0) return known;
  const inner = (child) => hashJsonWithout(child, keys);
  const hash = Array.isArray(value) ? hashArray(value, inner) : hashObject(value, inner, keys);
  cache.set(value, hash);
  return hash;
}
function hashScalar(value) {
  if (typeof value === "string") return hashString(value);
  return hashString(value === void 0 ? "undefined" : `${String(value)}`);
}
function hashArray(value, inner) {
  let hash = hashString(`${value.length}`);
  for (const item of value) hash = mixHash(hash, inner(item));
  return hash;
}
function hashObject(value, inner, without) {
  let sum = hashString("");
  for (const key of Object.keys(value)) {
    if (without?.has(key)) continue;
    sum = addHash(sum, mixHash(hashString(key), inner(value[key])));
  }
  return sum;
}
function computeStringHash(text) {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    a = a << 13 | a >>> 19;
    b = Math.imul(b ^ code, 2246822507);
    b = b << 15 | b >>> 17;
    c = Math.imul(c ^ code, 3266489909);
    c = c << 16 | c >>> 16;
    d = Math.imul(d ^ code, 668265263);
    d = d << 17 | d >>> 15;
  }
  const length = text.length;
  return {
    a: avalanche(a ^ length),
    b: avalanche(b ^ length),
    c: avalanche(c ^ length),
    d: avalanche(d ^ length)
  };
}
function avalanche(value) {
  let x = value;
  x = Math.imul(x ^ x >>> 16, 2146121005);
  x = Math.imul(x ^ x >>> 15, 2221713035);
  return (x ^ x >>> 16) >>> 0;
}

export {
  isObject,
  compareKeys,
  jsonEqual,
  deepFreeze,
  stableStringify,
  ZERO_HASH,
  addHash,
  subtractHash,
  hashEquals,
  hashToHex,
  mixHash,
  hashString,
  hashJson,
  hashJsonWithout
};
