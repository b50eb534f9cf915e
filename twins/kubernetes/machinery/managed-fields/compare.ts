import { isObject, type Json, type JsonArray, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { fieldSchema, itemSchema, type TypeSchema, withZeroFields } from '../type-schema.js'
import type { FieldSet } from './field-set.js'
import { FieldSetBuilder } from './field-set-builder.js'
import { fieldElement, itemElement } from './path-element.js'
import { wholeValue } from './whole-value.js'

/** The fields in which two objects differ; no field is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet
  readonly modified: FieldSet
  readonly added: FieldSet
}

interface Builders {
  readonly removed: FieldSetBuilder
  readonly modified: FieldSetBuilder
  readonly added: FieldSetBuilder
}

type Side = Json | undefined

/**
 * Compares two objects of one type. Parts that are the same reference are not walked.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/compare.go.
 */
export function compareTyped(schema: TypeSchema, before: JsonObject, after: JsonObject): Comparison {
  const out: Builders = {
    removed: new FieldSetBuilder(),
    modified: new FieldSetBuilder(),
    added: new FieldSetBuilder(),
  }
  compare(schema, before, after, [], out)
  return { removed: out.removed.build(), modified: out.modified.build(), added: out.added.build() }
}

function compare(
  schema: TypeSchema,
  before: Side,
  after: Side,
  path: readonly string[],
  out: Builders,
): void {
  if (before === after) return
  if (before === undefined) {
    out.added.insertWhole(path, wholeValue(schema, after as Json))
    return
  }
  if (after === undefined) {
    out.removed.insertWhole(path, wholeValue(schema, before))
    return
  }
  const shape = sharedShape(before, after)
  if (shape === 'mixed') compareMixed(schema, before, after, path, out)
  else if (shape === 'scalar') compareLeaf(before, after, path, out)
  else if (shape === 'list') compareLists(schema, before as MaybeList, after as MaybeList, path, out)
  else compareObjects(schema, before as MaybeObject, after as MaybeObject, path, out)
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

function compareLeaf(before: Json, after: Json, path: readonly string[], out: Builders): void {
  if (!jsonEqual(before, after)) out.modified.insert(path)
}

/** Only in a type about which nothing is known: what was below goes, what is below now comes, the place itself changes. */
function compareMixed(
  schema: TypeSchema,
  before: Json,
  after: Json,
  path: readonly string[],
  out: Builders,
): void {
  if (isLeaf(schema, before) || isLeaf(schema, after)) out.modified.insert(path)
  if (!isLeaf(schema, before)) compare(schema, before, null, path, out)
  if (!isLeaf(schema, after)) compare(schema, null, after, path, out)
}

function isLeaf(schema: TypeSchema, value: Json): boolean {
  if (Array.isArray(value)) return schema.list === 'atomic'
  return !isObject(value) || schema.object === 'atomic'
}

function compareObjects(
  schema: TypeSchema,
  before: MaybeObject,
  after: MaybeObject,
  path: readonly string[],
  out: Builders,
): void {
  if (schema.object === 'atomic') {
    compareLeaf(before, after, path, out)
    return
  }
  const left = isObject(before) ? withZeroFields(schema, before) : {}
  const right = isObject(after) ? withZeroFields(schema, after) : {}
  const leftNames = Object.keys(left)
  const rightNames = Object.keys(right)
  if (leftNames.length === 0 && rightNames.length === 0) {
    compareLeaf(before, after, path, out)
    return
  }
  for (const name of leftNames) {
    const other = Object.hasOwn(right, name) ? right[name] : undefined
    compare(fieldSchema(schema, name), left[name], other, [...path, fieldElement(name)], out)
  }
  for (const name of rightNames) {
    if (Object.hasOwn(left, name)) continue
    compare(fieldSchema(schema, name), undefined, right[name], [...path, fieldElement(name)], out)
  }
}

function compareLists(
  schema: TypeSchema,
  before: MaybeList,
  after: MaybeList,
  path: readonly string[],
  out: Builders,
): void {
  const left = before ?? []
  const right = after ?? []
  if (schema.list === 'atomic' || (left.length === 0 && right.length === 0)) {
    compareLeaf(before, after, path, out)
    return
  }
  const leftItems = byElement(schema, left)
  const rightItems = byElement(schema, right)
  for (const element of new Set([...leftItems.keys(), ...rightItems.keys()])) {
    const sides = [leftItems.get(element) ?? [], rightItems.get(element) ?? []] as const
    compareItems(itemSchema(schema), sides, [...path, element], out)
  }
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
  [left, right]: readonly [readonly Json[], readonly Json[]],
  path: readonly string[],
  out: Builders,
): void {
  if (left.length <= 1 && right.length <= 1) compare(schema, left[0], right[0], path, out)
  else if (left.length >= 2 && right.length >= 2) {
    if (!jsonEqual(left, right)) out.modified.insert(path)
  } else if (left.length >= 2) {
    if (right.length > 0) compare(schema, undefined, right[0], path, out)
    out.removed.insert(path)
  } else {
    if (left.length > 0) compare(schema, left[0], undefined, path, out)
    out.added.insert(path)
  }
}
