import { deepFreeze, type JsonObject } from '../../../kernel/json.js'
import { memoByText } from '../../../kernel/memo.js'
import { isNamedField, type TypeSchema } from '../type-schema.js'
import { compareElements, elementSchema, elementText, fieldName } from './path-element.js'

/**
 * A set of field paths, held in the form of `fieldsV1` itself: each member of the object is a path element; an element
 * with an empty object is in the set, one with `.` is in it together with some of what is below, any other only leads
 * to what is below. The empty object is the empty set.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 fieldpath/{set,serialize}.go.
 */
export type FieldSet = JsonObject

/** The empty set. */
export const EMPTY_SET: FieldSet = Object.freeze({})

/** An element that is in the set, with nothing below. */
export const LEAF: FieldSet = Object.freeze({})

const SELF = '.'

/** Whether there is nothing in the set. */
export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false
  return true
}

function isMember(node: FieldSet): boolean {
  return isEmptySet(node) || Object.hasOwn(node, SELF)
}

function below(node: FieldSet): readonly string[] {
  return Object.keys(node).filter((element) => element !== SELF)
}

function at(node: FieldSet, element: string): FieldSet | undefined {
  return Object.hasOwn(node, element) ? (node[element] as FieldSet) : undefined
}

/** A node from its parts; undefined when it holds nothing. Keeps `same` when that has the very same parts. */
function node(member: boolean, children: Record<string, FieldSet>, same: FieldSet): FieldSet | undefined {
  const elements = Object.keys(children)
  if (elements.length === 0) return member ? (isEmptySet(same) ? same : LEAF) : undefined
  const unchanged = isMember(same) === member && below(same).length === elements.length
  if (unchanged && elements.every((element) => same[element] === children[element])) return same
  return member ? { [SELF]: LEAF, ...children } : children
}

type Combine = (a: FieldSet | undefined, b: FieldSet | undefined) => FieldSet | undefined

function combineChildren(
  a: FieldSet,
  b: FieldSet,
  combine: Combine,
  alsoOnlyInB: boolean,
): Record<string, FieldSet> {
  const children: Record<string, FieldSet> = {}
  for (const element of below(a)) {
    const child = combine(at(a, element), at(b, element))
    if (child !== undefined) children[element] = child
  }
  if (!alsoOnlyInB) return children
  for (const element of below(b)) {
    if (Object.hasOwn(a, element)) continue
    const child = combine(undefined, at(b, element))
    if (child !== undefined) children[element] = child
  }
  return children
}

/** A root is never a member, so its parts are its children alone. */
function root(children: Record<string, FieldSet>, same: FieldSet): FieldSet {
  if (isEmptySet(children)) return EMPTY_SET
  return node(false, children, same) ?? EMPTY_SET
}

/** Paths in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a
  if (isEmptySet(a)) return b
  return knownUnion(a, b)
}

/** Two nodes at the same place as one. */
export function unionOfNodes(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  return unionNode(a, b)
}

const unionNode: Combine = (a, b) => {
  if (a === undefined || b === undefined || a === b) return a ?? b
  return node(isMember(a) || isMember(b), combineChildren(a, b, unionNode, true), a)
}

/** Paths in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a
  return root(combineChildren(a, b, intersectionNode, false), a)
}

const intersectionNode: Combine = (a, b) => {
  if (a === undefined || b === undefined) return undefined
  if (a === b) return a
  return node(isMember(a) && isMember(b), combineChildren(a, b, intersectionNode, false), a)
}

/** Paths in `a` but not in `b`; a path of `b` does not take what is below it along. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a
  return knownDifference(a, b)
}

const differenceNode: Combine = (a, b) => {
  if (a === undefined || b === undefined) return a
  return node(isMember(a) && !isMember(b), combineChildren(a, b, differenceNode, false), a)
}

/** Paths in `a` that are neither in `b` nor below a path of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a
  return knownRecursiveDifference(a, b)
}

const recursiveDifferenceNode: Combine = (a, b) => {
  if (a === undefined || b === undefined) return a
  if (isMember(b)) return undefined
  return node(isMember(a), combineChildren(a, b, recursiveDifferenceNode, false), a)
}

/**
 * The same sets meet again and again: every pod of a workload is written in the same fields by the same managers. What
 * an operation gave for two sets is remembered by reference.
 */
function remembered(
  operation: (a: FieldSet, b: FieldSet) => FieldSet,
): (a: FieldSet, b: FieldSet) => FieldSet {
  const known = new WeakMap<FieldSet, WeakMap<FieldSet, FieldSet>>()
  return (a, b) => {
    let results = known.get(a)
    if (results === undefined) {
      results = new WeakMap()
      known.set(a, results)
    }
    const result = results.get(b) ?? operation(a, b)
    results.set(b, result)
    return result
  }
}

const knownUnion = remembered((a, b) => root(combineChildren(a, b, unionNode, true), a))
const knownDifference = remembered((a, b) => root(combineChildren(a, b, differenceNode, false), a))
const knownRecursiveDifference = remembered((a, b) =>
  root(combineChildren(a, b, recursiveDifferenceNode, false), a),
)

/** Sets kept so that equal ones are the same reference. */
const INTERNED_LIMIT = 4096
const internedByText = memoByText(INTERNED_LIMIT, (text) => deepFreeze(JSON.parse(text) as FieldSet))

/** The one set that stands for all with the same paths in the same order. */
export function interned(set: FieldSet): FieldSet {
  return isEmptySet(set) ? EMPTY_SET : internedByText(JSON.stringify(set))
}

/** The set with every named field that leads to a member made a member too; map keys and list items are left as they are. */
export function withNamedFields(set: FieldSet, schema: TypeSchema): FieldSet {
  return root(namedChildren(set, schema), set)
}

function namedChildren(parent: FieldSet, schema: TypeSchema): Record<string, FieldSet> {
  const children: Record<string, FieldSet> = {}
  for (const element of below(parent)) {
    const child = at(parent, element) as FieldSet
    const name = fieldName(element)
    const named = name !== undefined && isNamedField(schema, name)
    const inner = namedChildren(child, elementSchema(schema, element))
    children[element] = node(named || isMember(child), inner, child) ?? LEAF
  }
  return children
}

/** Whether the set holds the path of one element. */
export function hasElement(set: FieldSet, element: string): boolean {
  const child = at(set, element)
  return child !== undefined && isMember(child)
}

/** What is below an element, as a set. */
export function belowElement(set: FieldSet, element: string): FieldSet {
  const child = at(set, element)
  if (child === undefined || !Object.hasOwn(child, SELF)) return child ?? EMPTY_SET
  const { [SELF]: _, ...rest } = child
  return rest
}

/** Whether the set holds a path, given by its elements. */
export function hasPath(set: FieldSet, path: readonly string[]): boolean {
  let current: FieldSet | undefined = set
  for (const element of path) {
    if (current === undefined) return false
    current = at(current, element)
  }
  return path.length > 0 && current !== undefined && isMember(current)
}

/** All paths: at each level first those that end there, in the order of the elements, then what is below. */
export function pathsOf(set: FieldSet): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  collect(set, [], found)
  return found
}

function collect(parent: FieldSet, prefix: readonly string[], found: (readonly string[])[]): void {
  const elements = [...below(parent)].sort(compareElements)
  for (const element of elements) {
    if (isMember(parent[element] as FieldSet)) found.push([...prefix, element])
  }
  for (const element of elements) collect(parent[element] as FieldSet, [...prefix, element], found)
}

/** A path as messages show it: `.spec.template.spec.containers[name="c"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('')
}

/** The same set with its elements in upstream's order, as it is written to the wire. */
export function inWireOrder(set: FieldSet): FieldSet {
  const ordered: Record<string, FieldSet> = {}
  if (Object.hasOwn(set, SELF)) ordered[SELF] = LEAF
  for (const element of [...below(set)].sort(compareElements))
    ordered[element] = inWireOrder(set[element] as FieldSet)
  return ordered
}
