import { compareKeys, isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { memoByText } from '../../../kernel/memo.js'
import { goJsonEscape, goQuote } from '../../schema/go-text.js'
import { itemSchema, type TypeSchema } from '../type-schema.js'

/*
 * Path elements in their serialised form, which is what a field set is made of: `f:name` a field, `k:{"name":"x"}` a list
 * item by its keys, `v:"x"` an item of a set, `i:0` an index.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 fieldpath/{element,serialize-pe}.go.
 */

/** Names remembered: those of the fields of the written kinds, and some keys of maps. */
const NAME_LIMIT = 4096

/** The element of a field or map key. Remembered by name: a text that was a key before is compared by reference. */
export const fieldElement: (name: string) => string = memoByText(NAME_LIMIT, (name) => `f:${name}`)

/** What makes an item unusable as an element of a keyed list or set; upstream's text. */
export interface ElementProblem {
  readonly problem: string
}

/**
 * The element of a list item: by its keys, with defaults for those it leaves out, or by its value.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 typed/helpers.go (listItemToPathElement).
 */
export function itemElement(list: TypeSchema, item: Json): string | ElementProblem {
  return list.list === 'map' ? keyedElement(list, item) : valueElement(item)
}

function keyedElement(list: TypeSchema, item: Json): string | ElementProblem {
  if (item === null) return { problem: 'associative list with keys may not have a null element' }
  if (!isObject(item)) return { problem: 'associative list with keys may not have non-map elements' }
  const keys: Record<string, Json> = {}
  for (const { name, default: fallback } of list.keys) {
    const value = Object.hasOwn(item, name) ? item[name] : fallback
    if (value !== undefined) keys[name] = value
  }
  const names = Object.keys(keys).sort(compareKeys)
  if (names.length === 0) {
    const quoted = list.keys.map(({ name }) => goQuote(name)).join(' ')
    return {
      problem: `associative list with keys has an element that omits all key fields [${quoted}] (and doesn't have default values for any key fields)`,
    }
  }
  return `k:{${names.map((name) => `${jsonText(name)}:${jsonText(keys[name] as Json)}`).join(',')}}`
}

function valueElement(item: Json): string | ElementProblem {
  if (item === null)
    return { problem: "associative list without keys has an element that's an explicit null" }
  if (Array.isArray(item)) return { problem: 'not supported: associative list with lists as elements' }
  if (isObject(item)) return { problem: "associative list without keys has an element that's a map type" }
  return `v:${jsonText(item)}`
}

function jsonText(value: Json): string {
  return goJsonEscape(JSON.stringify(value))
}

/** The name of a field element; undefined for the others. */
export function fieldName(element: string): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined
}

/** The type below an element. */
export function elementSchema(schema: TypeSchema, element: string): TypeSchema {
  const name = fieldName(element)
  if (name === undefined) return itemSchema(schema)
  return Object.hasOwn(schema.fields, name) ? (schema.fields[name] as TypeSchema) : itemSchema(schema)
}

/** An element as messages show it: `.name`, `[name="x"]`, `[="x"]`, `[0]`. */
export function elementText(element: string): string {
  const body = element.slice(2)
  if (element.startsWith('f:')) return `.${body}`
  if (element.startsWith('i:')) return `[${body}]`
  if (element.startsWith('v:')) return `[=${valueText(JSON.parse(body) as Json)}]`
  const keys = JSON.parse(body) as JsonObject
  const names = Object.keys(keys).sort(compareKeys)
  return `[${names.map((name) => `${name}=${valueText(keys[name] as Json)}`).join(',')}]`
}

function valueText(value: Json): string {
  if (typeof value === 'string') return goQuote(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Order of elements: fields, keys, values, indices; numbers by value. */
export function compareElements(a: string, b: string): number {
  const byKind = compareKeys(a.slice(0, 2), b.slice(0, 2))
  const kinds = 'fkvi'
  if (byKind !== 0) return kinds.indexOf(a.charAt(0)) - kinds.indexOf(b.charAt(0))
  if (a.startsWith('k:'))
    return compareKeyed(JSON.parse(a.slice(2)) as JsonObject, JSON.parse(b.slice(2)) as JsonObject)
  if (a.startsWith('f:')) return compareKeys(a, b)
  return compareScalars(JSON.parse(a.slice(2)) as Json, JSON.parse(b.slice(2)) as Json)
}

function compareKeyed(a: JsonObject, b: JsonObject): number {
  const left = Object.keys(a).sort(compareKeys)
  const right = Object.keys(b).sort(compareKeys)
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const [x, y] = [left[i] as string, right[i] as string]
    const order = compareKeys(x, y) || compareScalars(a[x] as Json, b[y] as Json)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** Numbers before strings before booleans. Source: structured-merge-diff v6.4.2 value/value.go (Compare). */
function compareScalars(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const ranks = ['number', 'string', 'boolean', 'object']
  const byType = ranks.indexOf(typeof a) - ranks.indexOf(typeof b)
  return byType !== 0 ? byType : compareKeys(String(a), String(b))
}
