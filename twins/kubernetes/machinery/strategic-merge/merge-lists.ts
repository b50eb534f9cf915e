import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { asObject, badDirective, DIRECTIVE, failed, noMergeKey } from './directives.js'
import { deduplicated, itemKind, mergeKeyOf, partition, positionByKey, weave } from './lists.js'

/** Merges one item of a list with its change. */
export type MergeItems = (original: JsonObject, patch: JsonObject) => JsonObject

/**
 * Merges a list that merges by key, or a list of scalars (`mergeKey` empty); `deletes`: the patch names scalars to remove.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (mergeSlice).
 */
export function mergeLists(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
  mergeItems: MergeItems,
  deletes: boolean,
): readonly Json[] {
  if (original.length === 0 && patch.length === 0) return original
  if (itemKind(original, patch) === 'scalars') {
    if (deletes) return original.filter((item) => !patch.includes(item))
    const merged = deduplicated([...original, ...patch])
    return weave(partition(merged, patch, mergeKey), { patch, server: original }, mergeKey)
  }
  if (mergeKey === '') {
    throw new NotModelled(
      '$deleteFromPrimitiveList on a list of objects',
      'Delete items with `$patch: delete` and the merge key.',
    )
  }
  const special = carryOutItems(original, patch, mergeKey)
  const merged = mergeByKey(special.original, special.patch, mergeKey, mergeItems)
  return weave(
    partition(merged, special.patch, mergeKey),
    { patch: special.patch, server: special.original },
    mergeKey,
  )
}

/**
 * The order the server's items are taken to have after a merge. Upstream deletes and appends in the very list it later
 * reads the order from, so as many new items as were deleted count as items of the server, at its end.
 */
export function serverOrder(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
): readonly Json[] {
  if (mergeKey === '') return original
  const special = carryOutItems(original, patch, mergeKey)
  if (special.patch.length === 0) return original
  const isNew = (item: Json): boolean =>
    positionByKey(special.original, mergeKey, mergeKeyOf(item, mergeKey)) < 0
  const deleted = original.length - special.original.length
  return [...special.original, ...special.patch.filter(isNew).slice(0, deleted)]
}

/** Carries out `$patch` of list items. Source: mergeSliceWithSpecialElements. */
function carryOutItems(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
): { original: readonly Json[]; patch: readonly Json[] } {
  const plain: Json[] = []
  let kept = original
  let replaced = false
  for (const entry of patch) {
    const item = asObject(entry)
    const directive = item[DIRECTIVE]
    if (directive === undefined) plain.push(item)
    else if (directive === 'delete') kept = withoutKey(kept, mergeKey, item)
    else if (directive === 'replace') replaced = true
    else if (directive === 'merge') throw failed('merging lists cannot yet be specified in the patch')
    else throw badDirective(directive, item)
  }
  return replaced ? { original: plain, patch: [] } : { original: kept, patch: plain }
}

function withoutKey(list: readonly Json[], mergeKey: string, item: JsonObject): readonly Json[] {
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey)
  const value = item[mergeKey]
  if (positionByKey(list, mergeKey, value as Json) < 0) return list
  return list.filter((candidate) => !(isObject(candidate) && candidate[mergeKey] === value))
}

/** Source: mergeSliceWithoutSpecialElements; a new item is taken as it is, directives inside included. */
function mergeByKey(
  original: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
  mergeItems: MergeItems,
): readonly Json[] {
  const merged = [...original]
  for (const entry of patch) {
    const item = asObject(entry)
    const at = positionByKey(merged, mergeKey, mergeKeyOf(item, mergeKey))
    if (at < 0) merged.push(item)
    else merged[at] = mergeItems(asObject(merged[at]), item)
  }
  return merged
}
