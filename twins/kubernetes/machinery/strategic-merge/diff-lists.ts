import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { goText } from '../go-value.js'
import type { DiffOptions } from './diff.js'
import { DIRECTIVE } from './directives.js'
import { deduplicated, inOrderOf, itemKind, mergeKeyOf, sortedByKey, sortedScalars } from './lists.js'

/** What a strategic merge patch says of one list. */
interface ListDiff {
  /** Items added or changed; for objects also `$patch: delete` items. */
  readonly changes: readonly Json[]
  /** Scalars removed. */
  readonly deletions: readonly Json[]
  /** Content of `$setElementOrder`. */
  readonly order: readonly Json[]
}

type DiffItems = (original: JsonObject, modified: JsonObject) => JsonObject

const NO_DIFF: ListDiff = { changes: [], deletions: [], order: [] }

/**
 * The difference of two lists that merge. `mergeKey` is empty for scalars.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (diffLists).
 */
export function diffLists(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  diffItems: DiffItems,
  options: DiffOptions,
): ListDiff {
  if (original.length === 0) {
    return options.ignoreChangesAndAdditions === true ? NO_DIFF : { ...NO_DIFF, changes: modified }
  }
  return itemKind(original, modified) === 'objects'
    ? diffObjectLists(original, modified, mergeKey, diffItems, options)
    : diffScalarLists(original, modified, options)
}

function diffObjectLists(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  diffItems: DiffItems,
  options: DiffOptions,
): ListDiff {
  const { changed, removed } = matchItems(original, modified, mergeKey, diffItems, options)
  const changes = [...inOrderOf(changed, modified, mergeKey), ...removed]
  const reordered = !sameOrder(original, modified, mergeKey)
  const wanted =
    (options.ignoreChangesAndAdditions !== true && (changes.length > 0 || reordered)) ||
    (options.ignoreDeletions !== true && changes.length > 0)
  const order = wanted ? modified.map((item) => ({ [mergeKey]: mergeKeyOf(item, mergeKey) })) : []
  return { changes, deletions: [], order }
}

/** Walks both lists in the order of their merge keys, as upstream does (diffListsOfMaps). */
function matchItems(
  original: readonly Json[],
  modified: readonly Json[],
  mergeKey: string,
  diffItems: DiffItems,
  options: DiffOptions,
): { changed: readonly JsonObject[]; removed: readonly JsonObject[] } {
  const before = sortedByKey(original, mergeKey)
  const after = sortedByKey(modified, mergeKey)
  const changed: JsonObject[] = []
  const removed: JsonObject[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const left = before[i]
    const right = after[j]
    const leftKey = left === undefined ? undefined : mergeKeyOf(left, mergeKey)
    const rightKey = right === undefined ? undefined : mergeKeyOf(right, mergeKey)
    if (left !== undefined && right !== undefined && goText(leftKey) === goText(rightKey)) {
      const inner = diffItems(left, right)
      if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: rightKey as Json })
      i += 1
      j += 1
    } else if (right !== undefined && (left === undefined || goText(leftKey) > goText(rightKey))) {
      if (options.ignoreChangesAndAdditions !== true) changed.push(right)
      j += 1
    } else {
      if (options.ignoreDeletions !== true)
        removed.push({ [mergeKey]: leftKey as Json, [DIRECTIVE]: 'delete' })
      i += 1
    }
  }
  return { changed, removed }
}

function sameOrder(original: readonly Json[], modified: readonly Json[], mergeKey: string): boolean {
  return (
    original.length === modified.length &&
    modified.every(
      (item, index) => mergeKeyOf(original[index] as Json, mergeKey) === mergeKeyOf(item, mergeKey),
    )
  )
}

/** Source: diffListsOfScalars; it sorts the original in place, so that an unsorted list always counts as reordered. */
function diffScalarLists(
  original: readonly Json[],
  modified: readonly Json[],
  options: DiffOptions,
): ListDiff {
  const before = sortedScalars(original)
  const after = sortedScalars(modified)
  const added: Json[] = []
  const removed: Json[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const left = i < before.length ? goText(before[i]) : undefined
    const right = j < after.length ? goText(after[j]) : undefined
    if (left === right) {
      i += 1
      j += 1
    } else if (right !== undefined && (left === undefined || left > right)) {
      if (options.ignoreChangesAndAdditions !== true) added.push(after[j] as Json)
      j += 1
    } else {
      if (options.ignoreDeletions !== true) removed.push(before[i] as Json)
      i += 1
    }
  }
  const deletions = deduplicated(removed)
  const wanted =
    (options.ignoreDeletions !== true && deletions.length > 0) ||
    (options.ignoreChangesAndAdditions !== true && !jsonEqual(before, modified))
  return { changes: inOrderOf(added, modified, ''), deletions, order: wanted ? modified : [] }
}
