import { compareKeys, isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { goText, goType } from '../go-value.js'
import { asObject, DIRECTIVE, failed, listOfLists, noMergeKey } from './directives.js'

/*
 * Lists of a strategic merge: what their items are, how two orders are woven into one.
 * `mergeKey` is empty for a list of scalars.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go.
 */

/** What the items of one or more lists are; they must all be of one type. Source: sliceElementType. */
export function itemKind(...lists: readonly (readonly Json[])[]): 'objects' | 'scalars' {
  let first: string | undefined
  for (const item of lists.flat(1)) {
    const type = Array.isArray(item) ? 'list' : goType(item)
    if (type === 'list' && first === undefined) throw listOfLists()
    if (first !== undefined && type !== first) {
      throw failed(`list element types are not identical: ${goText(lists)}`)
    }
    first = type
  }
  if (first === undefined) throw failed('no elements in any of the given slices')
  return first.startsWith('map') ? 'objects' : 'scalars'
}

/** What identifies an item: its merge key value, or the scalar itself. */
export function identity(item: Json, mergeKey: string): Json | undefined {
  if (mergeKey === '') return item
  return isObject(item) ? item[mergeKey] : undefined
}

/** Position of the item with the same identity; -1 when there is none. */
export function positionOf(list: readonly Json[], item: Json, mergeKey: string): number {
  const wanted = identity(item, mergeKey)
  return list.findIndex((candidate) => identity(candidate, mergeKey) === wanted)
}

/** The item with a merge key value. Source: findMapInSliceBasedOnKeyValue. */
export function positionByKey(list: readonly Json[], mergeKey: string, value: Json): number {
  return list.findIndex((item, index) => {
    if (!isObject(item)) throw failed(`value for key ${index} is not a map`)
    return Object.hasOwn(item, mergeKey) && item[mergeKey] === value
  })
}

/** Merge key value of an item; an item without one is an error. */
export function mergeKeyOf(item: Json, mergeKey: string): Json {
  const object = asObject(item)
  if (!Object.hasOwn(object, mergeKey)) throw noMergeKey(object, mergeKey)
  return object[mergeKey] as Json
}

/** Splits off the items that carry `$patch: delete`. Source: extractToDeleteItems. */
export function splitDeletes(list: readonly Json[]): { kept: readonly Json[]; deleted: readonly Json[] } {
  const isDelete = (item: Json): boolean => asObject(item)[DIRECTIVE] === 'delete'
  return { kept: list.filter((item) => !isDelete(item)), deleted: list.filter(isDelete) }
}

/** Items in the order of another list, deletions last. Source: normalizeSliceOrder. */
export function inOrderOf(list: readonly Json[], order: readonly Json[], mergeKey: string): readonly Json[] {
  if (mergeKey === '') return sortByPosition(list, order, mergeKey)
  for (const item of [...list, ...order]) mergeKeyOf(item, mergeKey)
  const { kept, deleted } = splitDeletes(list)
  return [...sortByPosition(kept, order, mergeKey), ...deleted]
}

/**
 * Upstream's comparison puts an item that is not in the order before everything it is compared with; that is no
 * ordering, so the outcome depends on the algorithm: insertion sort, as Go uses for up to twenty items.
 */
function sortByPosition(list: readonly Json[], order: readonly Json[], mergeKey: string): readonly Json[] {
  const ranked = list.map((item) => ({ item, rank: positionOf(order, item, mergeKey) }))
  return insertionSort(ranked, (a, b) => a.rank < 0 || b.rank < 0 || a.rank < b.rank).map(({ item }) => item)
}

function insertionSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): readonly T[] {
  const sorted = [...items]
  for (let i = 1; i < sorted.length; i += 1) {
    for (let j = i; j > 0 && less(sorted[j] as T, sorted[j - 1] as T); j -= 1) {
      const moved = sorted[j] as T
      sorted[j] = sorted[j - 1] as T
      sorted[j - 1] = moved
    }
  }
  return sorted
}

/** Items sorted by the text of their merge key; equal ones end up reversed, as with Go's insertion sort. */
export function sortedByKey(list: readonly Json[], mergeKey: string): readonly JsonObject[] {
  const keyed = list.map((item) => ({ item: asObject(item), text: goText(asObject(item)[mergeKey]) }))
  return insertionSort(keyed, (a, b) => a.text <= b.text).map(({ item }) => item)
}

/** Scalars sorted by their text. */
export function sortedScalars(list: readonly Json[]): readonly Json[] {
  return [...list].sort((a, b) => compareKeys(goText(a), goText(b)))
}

/** Scalars without repetition, in upstream's order: a repeated one is replaced by the last. Source: deduplicateScalars. */
export function deduplicated(list: readonly Json[]): readonly Json[] {
  const items = [...list]
  for (let i = 0; i < items.length - 1; i += 1) {
    for (let j = i + 1; j < items.length; j += 1) {
      if (items[i] !== items[j]) continue
      const last = items.pop() as Json
      if (j < items.length) {
        items[j] = last
        j -= 1
      }
    }
  }
  return items
}

/**
 * Weaves the items a patch is about with those only the server has: the former in the order of the patch, the latter
 * in the server's. Source: normalizeElementOrder, mergeSortedSlice.
 */
export function weave(
  items: { readonly ofPatch: readonly Json[]; readonly serverOnly: readonly Json[] },
  order: { readonly patch: readonly Json[]; readonly server: readonly Json[] },
  mergeKey: string,
): readonly Json[] {
  const right = inOrderOf(items.ofPatch, order.patch, mergeKey)
  const left = inOrderOf(items.serverOnly, order.server, mergeKey)
  const result: Json[] = []
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    const leftAt = positionOf(order.server, left[i] as Json, mergeKey)
    const rightAt = positionOf(order.server, right[j] as Json, mergeKey)
    if (leftAt >= 0 && rightAt >= 0 && leftAt < rightAt) {
      result.push(left[i] as Json)
      i += 1
    } else {
      result.push(right[j] as Json)
      j += 1
    }
  }
  return [...result, ...left.slice(i), ...right.slice(j)]
}

/** Splits a merged list into what another list names and the rest. Source: partitionMapsByPresentInList. */
export function partition(
  merged: readonly Json[],
  by: readonly Json[],
  mergeKey: string,
): { ofPatch: readonly Json[]; serverOnly: readonly Json[] } {
  const named = (item: Json): boolean =>
    mergeKey === '' ? by.includes(item) : positionByKey(by, mergeKey, mergeKeyOf(item, mergeKey)) >= 0
  return { ofPatch: merged.filter(named), serverOnly: merged.filter((item) => !named(item)) }
}
