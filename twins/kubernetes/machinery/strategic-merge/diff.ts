import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { goType } from '../go-value.js'
import { ownValue, setKey } from '../share-structure.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../type-schema.js'
import { diffLists } from './diff-lists.js'
import {
  DELETE_FROM_PRIMITIVE_LIST,
  DIRECTIVE,
  failed,
  RETAIN_KEYS,
  SET_ELEMENT_ORDER,
} from './directives.js'
import { sortedScalars } from './lists.js'

/** Which half of a difference is wanted; both by default. */
export interface DiffOptions {
  readonly ignoreChangesAndAdditions?: boolean
  readonly ignoreDeletions?: boolean
}

type Patch = Record<string, Json>

/**
 * The strategic merge patch from one object to another. `retainKeys`: the object's type asks for `$retainKeys`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (diffMaps).
 */
export function diffObjects(
  original: JsonObject,
  modified: JsonObject,
  schema: TypeSchema,
  options: DiffOptions,
  retainKeys = false,
): JsonObject {
  const patch: Patch = {}
  for (const key of Object.keys(modified).sort()) {
    const value = modified[key] as Json
    const before = ownValue(original, key)
    if (before === undefined) {
      if (options.ignoreChangesAndAdditions !== true) setKey(patch, key, value)
    } else if (key === DIRECTIVE) diffDirective(patch, before, value)
    else diffMember(patch, key, [before, value], fieldSchema(schema, key), options)
  }
  if (options.ignoreDeletions !== true) {
    for (const key of Object.keys(original).sort())
      if (!Object.hasOwn(modified, key)) setKey(patch, key, null)
  }
  if (retainKeys) addRetainKeys(patch, original, modified)
  return patch
}

function diffDirective(patch: Patch, before: Json, value: Json): void {
  if (typeof before !== 'string' || typeof value !== 'string') {
    throw failed(`invalid value for special key: ${DIRECTIVE}`)
  }
  if (before !== value) patch[DIRECTIVE] = value
}

function diffMember(
  patch: Patch,
  key: string,
  [before, value]: readonly [Json, Json],
  schema: TypeSchema,
  options: DiffOptions,
): void {
  if (isObject(before) && isObject(value)) diffObjectMember(patch, key, [before, value], schema, options)
  else if (Array.isArray(before) && Array.isArray(value) && schema.patchStrategy === 'merge') {
    diffListMember(patch, key, [before, value], schema, options)
  } else if (options.ignoreChangesAndAdditions !== true) {
    if (goType(before) !== goType(value) || !jsonEqual(before, value)) setKey(patch, key, value)
  }
}

function diffObjectMember(
  patch: Patch,
  key: string,
  [before, value]: readonly [JsonObject, JsonObject],
  schema: TypeSchema,
  options: DiffOptions,
): void {
  if (schema.patchStrategy === 'replace') {
    // Upstream sends a replaced object even when it did not change.
    if (options.ignoreChangesAndAdditions !== true) setKey(patch, key, value)
    return
  }
  const inner = diffObjects(before, value, schema, options, schema.retainKeys === true)
  if (Object.keys(inner).length > 0) setKey(patch, key, inner)
}

function diffListMember(
  patch: Patch,
  key: string,
  [before, value]: readonly [JsonArray, JsonArray],
  schema: TypeSchema,
  options: DiffOptions,
): void {
  const diffItems = (a: JsonObject, b: JsonObject): JsonObject =>
    diffObjects(a, b, itemSchema(schema), options, schema.retainKeys === true)
  const { changes, deletions, order } = diffLists(
    before,
    value,
    schema.patchMergeKey ?? '',
    diffItems,
    options,
  )
  if (changes.length > 0) patch[key] = changes
  if (deletions.length > 0) patch[`${DELETE_FROM_PRIMITIVE_LIST}/${key}`] = deletions
  if (order.length > 0) patch[`${SET_ELEMENT_ORDER}/${key}`] = order
}

/** Source: diffMaps, hasAdditionalNewField. */
function addRetainKeys(patch: Patch, original: JsonObject, modified: JsonObject): void {
  const kept = Object.keys(modified).filter((key) => modified[key] !== null)
  const dropped = Object.keys(original).some((key) => original[key] !== null && !Object.hasOwn(modified, key))
  if (kept.length > 0 && (Object.keys(patch).length > 0 || dropped)) patch[RETAIN_KEYS] = sortedScalars(kept)
}
