import { compareKeys, isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { PatchError } from './patch-error.js'
import { ownValue, setKey, shareStructure } from './share-structure.js'

const NOTHING: JsonObject = {}

/**
 * Applies an RFC 7386 merge patch: null deletes, objects merge, everything else replaces. Returns `doc` itself when
 * nothing changes. As upstream's library does, nulls inside a value that was not there before, or replaces a list or a
 * scalar, are left out, also in objects that are list items.
 * Throws `PatchError` `merge-patch-malformed` when the patch is not an object.
 * Source: RFC 7386; gopkg.in/evanphx/json-patch.v4 merge.go (mergeDocs, pruneNils), which kubernetes/apiserver v0.36.3 uses.
 */
export function applyMergePatch(doc: Json, patch: Json): Json {
  if (!isObject(patch)) throw new PatchError('merge-patch-malformed', 'Invalid JSON Patch')
  return mergeValue(doc, patch)
}

function mergeValue(current: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return shareStructure(current, isObject(current) ? patch : withoutNulls(patch))
  if (!isObject(current)) return withoutNulls(patch)
  let result: Record<string, Json> | undefined
  for (const key of Object.keys(patch)) {
    const change = patch[key] as Json
    const own = ownValue(current, key)
    if (change === null) {
      if (!Object.hasOwn(current, key)) continue
      result ??= { ...current }
      delete result[key]
      continue
    }
    const value = own === undefined || own === null ? withoutNulls(change) : mergeValue(own, change)
    if (value === own) continue
    result ??= { ...current }
    setKey(result, key, value)
  }
  return result ?? current
}

/** The value without null members of objects; null list items stay. Same reference when there are none. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return shareStructure(value, value.map(withoutNulls))
  if (!isObject(value)) return value
  const result: Record<string, Json> = {}
  for (const key of Object.keys(value)) {
    const item = value[key] as Json
    if (item !== null) setKey(result, key, withoutNulls(item))
  }
  return shareStructure(value, result)
}

/**
 * The merge patch that turns `original` into `modified`; `{}` when they are equal. Lists are replaced whole. A null member of `modified` cannot be expressed by a merge patch: it deletes.
 * Source: gopkg.in/evanphx/json-patch.v4 merge.go (CreateMergePatch, getDiff).
 */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  if (original === modified) return NOTHING
  const patch: Record<string, Json> = {}
  for (const key of sortedKeys(modified)) {
    const value = modified[key] as Json
    const before = ownValue(original, key)
    if (before === value) continue
    if (before === undefined) setKey(patch, key, value)
    else if (isObject(before) && isObject(value)) {
      const inner = createMergePatch(before, value)
      if (Object.keys(inner).length > 0) setKey(patch, key, inner)
    } else if (!jsonEqual(before, value)) setKey(patch, key, value)
  }
  for (const key of sortedKeys(original)) {
    if (!Object.hasOwn(modified, key)) setKey(patch, key, null)
  }
  return patch
}

/**
 * The merge patch a three-way apply sends for a custom resource: additions and changes from `current` to `modified`,
 * plus deletions from `original` to `modified`. What neither `original` nor `modified` names stays as it is.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/jsonmergepatch/patch.go (CreateThreeWayJSONMergePatch). Its conflict
 * check is left out: both halves are computed against the same `modified`, so they cannot disagree on a member.
 */
export function createThreeWayMergePatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const additions = keepValues(createMergePatch(current, modified))
  const deletions = keepDeletions(createMergePatch(original, modified))
  return applyMergePatch(deletions, additions) as JsonObject
}

function keepValues(patch: JsonObject): JsonObject {
  const kept: Record<string, Json> = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json
    if (value === null) continue
    if (!isObject(value) || Object.keys(value).length === 0) setKey(kept, key, value)
    else {
      const inner = keepValues(value)
      if (Object.keys(inner).length > 0) setKey(kept, key, inner)
    }
  }
  return kept
}

function keepDeletions(patch: JsonObject): JsonObject {
  const kept: Record<string, Json> = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json
    if (value === null) setKey(kept, key, null)
    else if (isObject(value)) {
      const inner = keepDeletions(value)
      if (Object.keys(inner).length > 0) setKey(kept, key, inner)
    }
  }
  return kept
}

function sortedKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).sort(compareKeys)
}
