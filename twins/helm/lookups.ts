import { isObject, type Json, type JsonObject, jsonEqual } from '../kernel/json.js'

/** What a template asks the cluster with `lookup`; `name` is '' for a list, `namespace` '' for all or none. */
export type Lookup = {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/**
 * A question and its answer without what the server writes into every object (see {@link comparable}); null for
 * nothing found, which the template sees as an empty map.
 */
export type AnsweredLookup = Lookup & { readonly answer: JsonObject | null }

/** Fields the server sets anew for each object. A render that shows one of them is not recorded. */
const SERVER_FIELDS: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
])

/** An answer as records hold it: without metadata that differs from cluster to cluster. */
export function comparable(answer: JsonObject): JsonObject {
  const { metadata, items } = answer
  return {
    ...answer,
    ...(isObject(metadata) ? { metadata: withoutServerFields(metadata) } : {}),
    ...(Array.isArray(items)
      ? { items: items.map((item: Json) => (isObject(item) ? comparable(item) : item)) }
      : {}),
  }
}

function withoutServerFields(metadata: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_FIELDS.has(name)))
}

/** Whether both ask the same. */
export function isSameLookup(a: Lookup, b: Lookup): boolean {
  return (
    a.apiVersion === b.apiVersion && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name
  )
}

/** Every question once, in their order. */
export function distinctLookups(lookups: readonly Lookup[]): readonly Lookup[] {
  return lookups.filter((one, index) => lookups.findIndex((other) => isSameLookup(one, other)) === index)
}

/** The call as a template writes it: `lookup "v1" "Secret" "shop" "auth"`. */
export function lookupText({ apiVersion, kind, namespace, name }: Lookup): string {
  return ['lookup', ...[apiVersion, kind, namespace, name].map((word) => JSON.stringify(word))].join(' ')
}

/** Where two answers differ, never what stands there: `nothing found`, `found`, `data.password`. Empty: they agree. */
export function answerDifferences(recorded: JsonObject | null, live: JsonObject | null): readonly string[] {
  if (recorded === null || live === null) {
    if (recorded === live) return []
    return [live === null ? 'nothing found' : 'found']
  }
  return differences(recorded, live, '')
}

function differences(a: Json | undefined, b: Json | undefined, path: string): readonly string[] {
  if (a !== undefined && b !== undefined && jsonEqual(a, b)) return []
  if (!isObject(a) || !isObject(b)) return [path]
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  return keys.flatMap((key) => differences(a[key], b[key], path === '' ? key : `${path}.${key}`))
}
