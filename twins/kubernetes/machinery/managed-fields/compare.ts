import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { fieldSchema, itemSchema, type TypeSchema, withZeroFields } from '../type-schema.js'
import { EMPTY_SET, type FieldSet, interned, LEAF, unionOfNodes } from './field-set.js'
import { fieldElement, itemElement } from './path-element.js'
import { wholeValue } from './whole-value.js'

/** The fields in which two objects differ; no field is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet
  readonly modified: FieldSet
  readonly added: FieldSet
}

/** What differs at one place and below it: a node of each set that has something there. */
interface Difference {
  readonly removed?: FieldSet
  readonly modified?: FieldSet
  readonly added?: FieldSet
}

type Side = Json | undefined

const MODIFIED: Difference = { modified: LEAF }

/**
 * Compares two objects of one type. Parts that are the same reference are not walked. Equal sets are the same
 * reference, so that what is made from them can be remembered.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/compare.go.
 */
export function compareTyped(schema: TypeSchema, before: JsonObject, after: JsonObject): Comparison {
  const { removed, modified, added } = compare(schema, before, after) ?? {}
  return { removed: whole(removed), modified: whole(modified), added: whole(added) }
}

function whole(set: FieldSet | undefined): FieldSet {
  return set === undefined ? EMPTY_SET : interned(set)
}

function compare(schema: TypeSchema, before: Side, after: Side): Difference | undefined {
  if (before === after) return undefined
  if (before === undefined) return { added: wholeValue(schema, after as Json) }
  if (after === undefined) return { removed: wholeValue(schema, before) }
  switch (sharedShape(before, after)) {
    case 'mixed':
      return compareMixed(schema, before, after)
    case 'scalar':
      return compareLeaf(before, after)
    case 'list':
      return compareLists(schema, before as MaybeList, after as MaybeList)
    case 'object':
      return compareObjects(schema, before as MaybeObject, after as MaybeObject)
  }
}

type MaybeList = JsonArray | null
type MaybeObject = JsonObject | null

function shapeOf(value: Json): 'none' | 'object' | 'list' | 'scalar' {
  if (value === null) return 'none'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' ? 'object' : 'scalar'
}

/** Null takes whatever shape the other side has. */
function sharedShape(before: Json, after: Json): 'object' | 'list' | 'scalar' | 'mixed' {
  const left = shapeOf(before)
  const right = shapeOf(after)
  if (left === 'none') return right === 'none' ? 'scalar' : right
  return right === 'none' || left === right ? left : 'mixed'
}

function compareLeaf(before: Json, after: Json): Difference | undefined {
  return jsonEqual(before, after) ? undefined : MODIFIED
}

/** Only in a type about which nothing is known: what was below goes, what is below now comes, the place itself changes. */
function compareMixed(schema: TypeSchema, before: Json, after: Json): Difference | undefined {
  const leaf = isLeaf(schema, before) || isLeaf(schema, after) ? MODIFIED : undefined
  const gone = isLeaf(schema, before) ? undefined : compare(schema, before, null)
  const come = isLeaf(schema, after) ? undefined : compare(schema, null, after)
  return together(leaf, together(gone, come))
}

function isLeaf(schema: TypeSchema, value: Json): boolean {
  if (Array.isArray(value)) return schema.list === 'atomic'
  return !isObject(value) || schema.object === 'atomic'
}

function compareObjects(schema: TypeSchema, before: MaybeObject, after: MaybeObject): Difference | undefined {
  if (schema.object === 'atomic') return compareLeaf(before, after)
  const left = isObject(before) ? withZeroFields(schema, before) : {}
  const right = isObject(after) ? withZeroFields(schema, after) : {}
  if (isEmpty(left) && isEmpty(right)) return compareLeaf(before, after)
  const children = new Children()
  for (const name of Object.keys(left)) {
    const value = left[name]
    const other = Object.hasOwn(right, name) ? right[name] : undefined
    if (value !== other) children.add(fieldElement(name), compare(fieldSchema(schema, name), value, other))
  }
  for (const name of Object.keys(right)) {
    if (Object.hasOwn(left, name)) continue
    children.add(fieldElement(name), compare(fieldSchema(schema, name), undefined, right[name]))
  }
  return children.found()
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false
  return true
}

function compareLists(schema: TypeSchema, before: MaybeList, after: MaybeList): Difference | undefined {
  const left = before ?? []
  const right = after ?? []
  if (schema.list === 'atomic' || (left.length === 0 && right.length === 0)) return compareLeaf(before, after)
  const leftItems = byElement(schema, left)
  const rightItems = byElement(schema, right)
  const children = new Children()
  for (const [element, items] of leftItems)
    children.add(element, compareItems(itemSchema(schema), items, rightItems.get(element) ?? []))
  for (const [element, items] of rightItems)
    if (!leftItems.has(element)) children.add(element, compareItems(itemSchema(schema), [], items))
  return children.found()
}

function byElement(schema: TypeSchema, list: JsonArray): ReadonlyMap<string, readonly Json[]> {
  const items = new Map<string, Json[]>()
  for (const item of list) {
    const element = itemElement(schema, item)
    if (typeof element !== 'string') continue
    const present = items.get(element)
    if (present === undefined) items.set(element, [item])
    else present.push(item)
  }
  return items
}

/** Items that share an element are compared as one value. */
function compareItems(
  schema: TypeSchema,
  left: readonly Json[],
  right: readonly Json[],
): Difference | undefined {
  if (left.length <= 1 && right.length <= 1) return compare(schema, left[0], right[0])
  if (left.length >= 2 && right.length >= 2) return jsonEqual(left, right) ? undefined : MODIFIED
  if (left.length >= 2) {
    const come = right.length > 0 ? compare(schema, undefined, right[0]) : undefined
    return together(come, { removed: LEAF })
  }
  const gone = left.length > 0 ? compare(schema, left[0], undefined) : undefined
  return together(gone, { added: LEAF })
}

/** Two differences at the same place. */
function together(a: Difference | undefined, b: Difference | undefined): Difference | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return differenceOf(
    unionOfNodes(a.removed, b.removed),
    unionOfNodes(a.modified, b.modified),
    unionOfNodes(a.added, b.added),
  )
}

function differenceOf(
  removed: FieldSet | undefined,
  modified: FieldSet | undefined,
  added: FieldSet | undefined,
): Difference | undefined {
  if (removed === undefined && modified === undefined && added === undefined) return undefined
  return {
    ...(removed === undefined ? {} : { removed }),
    ...(modified === undefined ? {} : { modified }),
    ...(added === undefined ? {} : { added }),
  }
}

/** Collects what differs below a place. */
class Children {
  #removed: Record<string, FieldSet> | undefined
  #modified: Record<string, FieldSet> | undefined
  #added: Record<string, FieldSet> | undefined

  add(element: string, difference: Difference | undefined): void {
    if (difference === undefined) return
    const { removed, modified, added } = difference
    if (removed !== undefined) {
      this.#removed ??= {}
      this.#removed[element] = removed
    }
    if (modified !== undefined) {
      this.#modified ??= {}
      this.#modified[element] = modified
    }
    if (added !== undefined) {
      this.#added ??= {}
      this.#added[element] = added
    }
  }

  found(): Difference | undefined {
    return differenceOf(this.#removed, this.#modified, this.#added)
  }
}
