import { isObject, type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { goText, goType } from '../go-value.js'
import { ownValue, setKey } from '../share-structure.js'
import { fieldSchema, itemSchema, type TypeSchema } from '../type-schema.js'
import {
  asList,
  badDirective,
  DELETE_FROM_PRIMITIVE_LIST,
  DIRECTIVE,
  failed,
  listOfDirective,
  malformed,
  RETAIN_KEYS,
  SET_ELEMENT_ORDER,
  withoutDirectives,
} from './directives.js'
import { type MergeItems, mergeLists } from './merge-lists.js'
import type { MergeMode } from './merge-options.js'
import { setElementOrder } from './set-element-order.js'

type Draft = Record<string, Json>

/**
 * Merges a patch into an object.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (mergeMap).
 */
export function mergeObjects(
  original: JsonObject,
  patch: JsonObject,
  schema: TypeSchema,
  mode: MergeMode,
): JsonObject {
  if (Object.hasOwn(patch, DIRECTIVE)) return carryOutDirective(patch)
  const draft: Draft = { ...original }
  const rest: Draft = { ...patch }
  retainKeys(draft, rest, mode)
  const mergeItems: (list: TypeSchema) => MergeItems = (list) => (a, b) =>
    mergeObjects(a, b, itemSchema(list), mode)
  for (const key of Object.keys(rest).sort()) {
    if (key.startsWith(SET_ELEMENT_ORDER)) orderList(draft, rest, key, { schema, mode, mergeItems })
  }
  for (const key of Object.keys(rest).sort())
    mergeMember(draft, key, rest[key] as Json, { schema, mode, mergeItems })
  return draft
}

interface Context {
  readonly schema: TypeSchema
  readonly mode: MergeMode
  readonly mergeItems: (list: TypeSchema) => MergeItems
}

/** Source: handleDirectiveInMergeMap. */
function carryOutDirective(patch: JsonObject): JsonObject {
  const directive = patch[DIRECTIVE] as Json
  if (directive === 'delete') return {}
  if (directive !== 'replace') throw badDirective(directive, patch)
  const { [DIRECTIVE]: _, ...rest } = patch
  return rest
}

/** Source: applyRetainKeysDirective. */
function retainKeys(draft: Draft, patch: Draft, mode: MergeMode): void {
  const wanted = patch[RETAIN_KEYS]
  if (wanted === undefined) return
  delete patch[RETAIN_KEYS]
  if (mode === 'combine') {
    const present = draft[RETAIN_KEYS]
    if (present !== undefined && !jsonEqual(present, wanted)) {
      throw failed(
        `${goText(present)} and ${goText(wanted)} are not deep equal: this may happen when calculating the 3-way diff patch`,
      )
    }
    draft[RETAIN_KEYS] = wanted
    return
  }
  if (!Array.isArray(wanted)) throw malformed('retainKeys')
  for (const key of Object.keys(patch)) {
    const isDirective = key.startsWith(DELETE_FROM_PRIMITIVE_LIST) || key.startsWith(SET_ELEMENT_ORDER)
    if (patch[key] !== null && !isDirective && !wanted.includes(key)) throw malformed('retainKeys')
  }
  for (const key of Object.keys(draft)) if (!wanted.includes(key)) delete draft[key]
}

/** Source: mergePatchIntoOriginal. */
function orderList(draft: Draft, patch: Draft, key: string, { schema, mode, mergeItems }: Context): void {
  const order = patch[key] as Json
  delete patch[key]
  if (mode === 'combine') {
    const present = draft[key]
    if (present !== undefined && !jsonEqual(present, order)) throw malformed('setElementOrder list')
    draft[key] = order
  }
  const wanted = asList(order)
  const name = listOfDirective(key, SET_ELEMENT_ORDER)
  const listSchema = fieldSchema(schema, name)
  const original = ownValue(draft, name)
  const change = ownValue(patch, name)
  if (original === undefined && change === undefined) return
  const result = setElementOrder({
    original: original === undefined ? undefined : asList(original),
    change: change === undefined ? undefined : asList(change),
    order: wanted,
    mergeKey: listSchema.patchMergeKey ?? '',
    merges: listSchema.patchStrategy === 'merge',
    mergeItems: mergeItems(listSchema),
  })
  setKey(draft, name, result)
  delete patch[name]
}

/** Source: mergeMap, the loop over the patch. */
function mergeMember(draft: Draft, patchKey: string, value: Json, context: Context): void {
  const { schema, mode, mergeItems } = context
  const deletes = patchKey.startsWith(DELETE_FROM_PRIMITIVE_LIST)
  if (deletes && mode === 'combine') {
    draft[patchKey] = value
    return
  }
  const key = deletes ? listOfDirective(patchKey, DELETE_FROM_PRIMITIVE_LIST) : patchKey
  if (value === null) {
    delete draft[key]
    if (mode === 'apply') return
  }
  const before = ownValue(draft, key)
  if (before === undefined || goType(before) !== goType(value)) {
    if (!deletes) assign(draft, key, mode === 'apply' ? withoutNulls(value) : value)
    return
  }
  const member = fieldSchema(schema, key)
  if (isObject(before) && isObject(value)) {
    const merged = member.patchStrategy === 'replace' ? value : mergeObjects(before, value, member, mode)
    setKey(draft, key, merged)
  } else if (Array.isArray(before) && Array.isArray(value)) {
    const mergeKey = member.patchMergeKey ?? ''
    const merges = member.patchStrategy === 'merge' || deletes
    setKey(draft, key, merges ? mergeLists(before, value, mergeKey, mergeItems(member), deletes) : value)
  } else assign(draft, key, value)
}

function assign(draft: Draft, key: string, value: Json): void {
  const clean = withoutDirectives(value)
  if (clean === undefined) delete draft[key]
  else setKey(draft, key, clean)
}

/** Source: discardNullValuesFromPatch. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const clean: Draft = {}
  for (const key of Object.keys(value)) {
    const item = value[key] as Json
    if (item !== null) setKey(clean, key, withoutNulls(item))
  }
  return clean
}
