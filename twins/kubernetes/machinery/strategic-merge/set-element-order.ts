import type { Json } from '../../../kernel/json.js'
import { goText } from '../go-value.js'
import { asObject, DIRECTIVE, failed, SET_ELEMENT_ORDER, withoutDirectives } from './directives.js'
import { itemKind, mergeKeyOf, partition, splitDeletes, weave } from './lists.js'
import { type MergeItems, mergeLists, serverOrder } from './merge-lists.js'

/** A list, its change and the order the patch asks for; at least one of `original` and `change` is there. */
interface OrderedMerge {
  readonly original: readonly Json[] | undefined
  readonly change: readonly Json[] | undefined
  readonly order: readonly Json[]
  /** Empty for scalars. */
  readonly mergeKey: string
  /** Whether the type of the list merges; otherwise the change replaces. */
  readonly merges: boolean
  readonly mergeItems: MergeItems
}

/**
 * Merges a list and puts it in the order of `$setElementOrder`; what only the server has keeps its place relative to its
 * neighbours.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/strategicpatch/patch.go (mergePatchIntoOriginal).
 */
export function setElementOrder({
  original,
  change,
  order,
  mergeKey,
  merges,
  mergeItems,
}: OrderedMerge): readonly Json[] {
  checkOrder(change ?? [], order, mergeKey)
  const merged = mergedList(original, change, { mergeKey, merges, mergeItems })
  const items = partition(merged, order, mergeKey)
  itemKind(original ?? [], change ?? [])
  const server =
    merges && original !== undefined ? serverOrder(original, change ?? [], mergeKey) : (original ?? [])
  return weave(items, { patch: order, server }, mergeKey)
}

function mergedList(
  original: readonly Json[] | undefined,
  change: readonly Json[] | undefined,
  { mergeKey, merges, mergeItems }: Pick<OrderedMerge, 'mergeKey' | 'merges' | 'mergeItems'>,
): readonly Json[] {
  if (change === undefined) return original ?? []
  if (original === undefined) return change.map(withoutDirectives).filter((item) => item !== undefined)
  return merges ? mergeLists(original, change, mergeKey, mergeItems, false) : change
}

/** The changed items must come in the order that is asked for. Source: validatePatchWithSetOrderList. */
function checkOrder(change: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (change.length === 0 || order.length === 0) return
  const kept = mergeKey === '' ? change : splitDeletes(change).kept
  let at = 0
  let orderAt = 0
  while (at < kept.length && orderAt < order.length) {
    const item = kept[at] as Json
    if (mergeKey !== '' && Object.hasOwn(asObject(item), DIRECTIVE)) {
      at += 1
      continue
    }
    if (sameItem(item, order[orderAt] as Json, mergeKey)) at += 1
    orderAt += 1
  }
  if (at < kept.length) {
    throw failed(
      `The order in patch list:\n${goText(change)}\n doesn't match ${SET_ELEMENT_ORDER} list:\n${goText(order)}\n`,
    )
  }
}

function sameItem(left: Json, right: Json, mergeKey: string): boolean {
  return mergeKey === '' ? left === right : mergeKeyOf(left, mergeKey) === mergeKeyOf(right, mergeKey)
}
