import { Buffer } from 'node:buffer'
import { compareKeys, isObject, type Json, type JsonObject, jsonEqual } from '../../twins/kernel/json.js'
import { objectAt, textAt } from '../../twins/kubernetes/index.js'
import type { FieldChange, ObjectDiff } from './outcome.js'
import type { Redact } from './redact.js'

/** Fields of one write that are told; how many more there are is told as well. */
export const MOST_FIELDS = 30
/** Characters of a value that are told. */
export const MOST_CHARACTERS = 200

/** What an object says of its own history and not of itself, and what the subject of an entry says already. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.creationTimestamp',
  // A copy of the object, Secret data included.
  'metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]',
])

/** What tells the items of a list apart, as far as they have it: containers, conditions, tolerations. */
const NAMES = ['name', 'type', 'key']

/** Leaves of the object a write was about; a Secret's values are named by the redactor, and none is ever shown. */
type Leaves = ReadonlyMap<string, Json>

/**
 * What a write changed in its object, field by field: `spec.template.spec.containers[app].image`. Items of lists are named by what tells
 * them apart, else by their place; lists of texts and numbers are one value. Values are redacted and then cut, so that no part of a secret
 * is left; an object that is gone has no fields. Fields that hold times come last.
 */
export function diffObject(before: JsonObject | null, after: JsonObject | null, redact: Redact): ObjectDiff {
  const kind = before === null ? 'created' : after === null ? 'deleted' : 'changed'
  if (after === null) return { kind, changes: [], more: 0 }
  const [was, is] = [leavesOf(before, redact), leavesOf(after, redact)]
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter(
    (path) => !LEFT_OUT.has(path) && !jsonEqual(was.get(path), is.get(path)),
  )
  const changes = paths
    .sort((x, y) => rankOf(x) - rankOf(y) || compareKeys(x, y))
    .slice(0, MOST_FIELDS)
    .map(
      (path): FieldChange => ({
        path: redact(path),
        before: textOf(was.get(path), redact),
        after: textOf(is.get(path), redact),
      }),
    )
  return { kind, changes, more: Math.max(0, paths.length - MOST_FIELDS) }
}

function leavesOf(object: JsonObject | null, redact: Redact): Leaves {
  const leaves = new Map<string, Json>()
  if (object !== null) addLeaves(leaves, '', hidden(object, redact))
  return leaves
}

/** A Secret with names in the place of its values. */
function hidden(object: JsonObject, redact: Redact): JsonObject {
  if (textAt(object, 'kind') !== 'Secret') return object
  const entries = Object.entries(objectAt(object, 'data')).map(([key, value]) => [key, nameOf(value, redact)])
  const { stringData: _never, ...rest } = object
  return { ...rest, data: Object.fromEntries(entries) as JsonObject }
}

/** The name that a value has in the whole report: equal names are equal values. One that the redactor does not know gets none. */
function nameOf(value: Json, redact: Redact): string {
  const meant = Buffer.from(String(value), 'base64').toString('utf8')
  const name = [redact(meant), redact(String(value))].find((text) => /^<secret [0-9a-f]+>$/.test(text))
  return name ?? '<secret>'
}

function addLeaves(leaves: Map<string, Json>, path: string, value: Json): void {
  if (LEFT_OUT.has(path)) return
  if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, member] of Object.entries(value)) addLeaves(leaves, memberPath(path, key), member)
  } else if (Array.isArray(value) && value.length > 0 && value.every(isObject)) {
    const name = NAMES.find((candidate) => tellsApart(value, candidate))
    value.forEach((item, index) => {
      addLeaves(leaves, `${path}[${name === undefined ? index : textAt(item, name)}]`, without(item, name))
    })
  } else leaves.set(path, value)
}

/** What names an item stands in its path; an item that is nothing else is told all the same. */
function without(item: JsonObject, name: string | undefined): JsonObject {
  if (name === undefined) return item
  const { [name]: _name, ...rest } = item
  return Object.keys(rest).length === 0 ? item : rest
}

function tellsApart(items: readonly JsonObject[], name: string): boolean {
  const names = items.map((item) => textAt(item, name))
  return names.every((each) => each !== '') && new Set(names).size === names.length
}

function memberPath(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

/** What an object has become first, then what it is to be, what it says of itself, and times. */
function rankOf(path: string): number {
  if (/(Time|Timestamp|At)$/.test(path)) return 3
  if (path.startsWith('metadata.')) return 2
  return path.startsWith('status.') ? 0 : 1
}

/** As YAML would have it: texts bare, unless that would be another value. */
function textOf(value: Json | undefined, redact: Redact): string | null {
  if (value === undefined) return null
  const bare = typeof value === 'string' && !/^$|^[[{"\s]|^(true|false|null|-?\d+(\.\d+)?)$|\s$/.test(value)
  const text = redact(bare ? value : JSON.stringify(value))
  if (text.length <= MOST_CHARACTERS) return text
  return `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)`
}
