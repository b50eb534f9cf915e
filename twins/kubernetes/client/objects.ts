import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { memoByText } from '../../kernel/memo.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'

/** The table of all API objects. A row's value is the object itself, in its storage version. */
export const OBJECTS = 'kubernetes.objects'

/** `deployments.apps`, or `secrets` for core: how upstream's messages name a resource. */
export function groupResource(group: string, resource: string): string {
  return group === '' ? resource : `${resource}.${group}`
}

/** Row key of an object, e.g. `deployments.apps/tracecat/api`; cluster-scoped: `namespaces//tracecat`. */
export function objectKey(group: string, resource: string, namespace: string, name: string): string {
  return `${groupResource(group, resource)}/${namespace}/${name}`
}

/** Prefix of all rows of a resource, or of those in one namespace. */
export function objectPrefix(group: string, resource: string, namespace?: string): string {
  const all = `${groupResource(group, resource)}/`
  return namespace === undefined ? all : `${all}${namespace}/`
}

/** The parts of a row key. */
export function parseObjectKey(key: string): {
  resource: string
  group: string
  namespace: string
  name: string
} {
  // Cut by hand: keys are taken apart for every look of every watch.
  const first = key.indexOf('/')
  const second = first < 0 ? -1 : key.indexOf('/', first + 1)
  const groupAndResource = first < 0 ? key : key.slice(0, first)
  const namespace = first < 0 ? '' : key.slice(first + 1, second < 0 ? undefined : second)
  const dot = groupAndResource.indexOf('.')
  const resource = dot < 0 ? groupAndResource : groupAndResource.slice(0, dot)
  const group = dot < 0 ? '' : groupAndResource.slice(dot + 1)
  return { resource, group, namespace, name: second < 0 ? '' : key.slice(second + 1) }
}

/** Look an object up in a view (watch maps, gates, monitors; programs use the API). */
export function findObject(
  view: View,
  group: string,
  resource: string,
  namespace: string,
  name: string,
): JsonObject | undefined {
  return view.get<JsonObject>(OBJECTS, objectKey(group, resource, namespace, name))
}

/** All objects of a resource in a view, by namespace and name. */
export function listObjects(
  view: View,
  group: string,
  resource: string,
  namespace?: string,
): readonly JsonObject[] {
  return view.list<JsonObject>(OBJECTS, objectPrefix(group, resource, namespace)).map((row) => row.value)
}

/** The object before and after a change. */
export function changedObject(change: Change): {
  before: JsonObject | undefined
  after: JsonObject | undefined
} {
  return { before: change.before as JsonObject | undefined, after: change.after as JsonObject | undefined }
}

/** `namespace/name` of an object (cluster-scoped: `/name`), the usual queue key. */
export function namespacedName(object: JsonObject): string {
  const metadata = metadataOf(object)
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`
}

/** Splits a queue key made by {@link namespacedName}. */
export function splitNamespacedName(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

export function metadataOf(object: JsonObject): JsonObject {
  const { metadata } = object
  return isObject(metadata) ? metadata : EMPTY
}

/** The object at a path, or an empty one. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject {
  const found = walk(value, path)
  return isObject(found) ? found : EMPTY
}

/** The array at a path, or an empty one. */
export function arrayAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = walk(value, path)
  return Array.isArray(found) ? (found as readonly Json[]) : NONE
}

/** The string at a path, or ''. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = walk(value, path)
  return typeof found === 'string' ? found : ''
}

/** The number at a path, or `fallback`. */
export function numberAt(value: Json | undefined, fallback: number, ...path: readonly string[]): number {
  const found = walk(value, path)
  return typeof found === 'number' ? found : fallback
}

/** The value at a path of object keys, or undefined. */
export function valueAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return walk(value, path)
}

/** The most frequent function of a run: no copy of the path, no call for each step. */
function walk(value: Json | undefined, path: readonly string[]): Json | undefined {
  let current = value
  for (let index = 0; index < path.length; index++) {
    if (typeof current !== 'object' || current === null || Array.isArray(current)) return undefined
    current = (current as JsonObject)[path[index] as string]
  }
  return current
}

const EMPTY: JsonObject = Object.freeze({})
const NONE: readonly Json[] = Object.freeze([])

/** Virtual time as the API writes it: RFC 3339, seconds, UTC. Virtual time 0 is 2026-01-01T00:00:00Z. */
export function toTimestamp(nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
  const day = Math.floor(seconds / SECONDS_A_DAY)
  const rest = seconds - day * SECONDS_A_DAY
  const minutes = Math.floor(rest / 60)
  return `${dateOf(String(day))}T${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}:${padded(rest % 60)}Z`
}

const SECONDS_A_DAY = 86_400
/** Days remembered: most runs end on the first. */
const DAY_LIMIT = 64
const dateOf = memoByText(DAY_LIMIT, (day) =>
  new Date(VIRTUAL_EPOCH_MS + Number(day) * SECONDS_A_DAY * 1000).toISOString().slice(0, 10),
)

function padded(part: number): string {
  return part < 10 ? `0${part}` : String(part)
}

/** Virtual milliseconds of an API timestamp; NaN if it is not one. */
export function fromTimestamp(timestamp: string): number {
  return Date.parse(timestamp) - VIRTUAL_EPOCH_MS
}

/** 2026-01-01T00:00:00Z in Unix milliseconds: where virtual time 0 lies on the calendar. */
export const VIRTUAL_EPOCH_MS = 1_767_225_600_000
