import { isObject, type Json, type JsonArray, type JsonObject } from '../../../kernel/json.js'
import { compile, type SchemaNode } from './compile.js'

/** An object without what its schema does not know. */
export interface Pruned {
  readonly object: JsonObject
  /** Paths of what was dropped, sorted: `spec.foo`, `spec.list[0].bar`. */
  readonly unknownFields: readonly string[]
}

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

type Path = readonly (string | number)[]

/**
 * Drops the fields that a structural schema does not specify; `apiVersion`, `kind` and `metadata` of the resource and of
 * embedded resources stay. The same reference when nothing is dropped.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/schema/pruning/algorithm.go (PruneWithOptions).
 */
export function pruneUnknown(schema: JsonObject, object: JsonObject): Pruned {
  const unknownFields: string[] = []
  const node = compile(schema)
  const walk: Walk = { unknown: unknownFields, path: [], keepUnknown: node.preserveUnknownFields }
  const pruned = pruneObject(object, node, true, walk)
  return { object: pruned, unknownFields: unknownFields.sort() }
}

/** What a walk carries along; `keepUnknown` below `x-kubernetes-preserve-unknown-fields`. */
interface Walk {
  readonly unknown: string[]
  readonly path: Path
  readonly keepUnknown: boolean
}

function prune(value: Json, node: SchemaNode | undefined, walk: Walk): Json {
  if (Array.isArray(value)) return pruneList(value as JsonArray, node, walk)
  if (!isObject(value)) return value
  return pruneObject(value, node, node?.embeddedResource === true, walk)
}

function pruneList(list: JsonArray, node: SchemaNode | undefined, walk: Walk): Json {
  const items = node?.items
  if (walk.keepUnknown && items === undefined) return list
  let copy: Json[] | undefined
  for (let index = 0; index < list.length; index++) {
    const before = list[index] as Json
    if (typeof before !== 'object') continue
    const keepUnknown = walk.keepUnknown || items?.preserveUnknownFields === true
    const after = prune(before, items, { ...walk, path: [...walk.path, index], keepUnknown })
    if (after === before) continue
    copy ??= [...list]
    copy[index] = after
  }
  return copy ?? list
}

function pruneObject(
  object: JsonObject,
  node: SchemaNode | undefined,
  embedded: boolean,
  walk: Walk,
): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const key in object) {
    if (embedded && META_FIELDS.has(key)) continue
    const before = object[key] as Json
    const after = pruneMember(key, before, node, walk)
    if (after === before) continue
    copy ??= { ...object }
    if (after === undefined) delete copy[key]
    else copy[key] = after
  }
  return copy ?? object
}

function pruneMember(key: string, value: Json, node: SchemaNode | undefined, walk: Walk): Json | undefined {
  const property = node?.property(key)
  const additional = node?.additional
  if (property === undefined && (additional === undefined || additional === false)) {
    if (walk.keepUnknown) return value
    if (!META_FIELDS.has(key) || walk.path.length > 0) walk.unknown.push(pathText([...walk.path, key]))
    return undefined
  }
  if (typeof value !== 'object' || value === null) return value
  const child = property ?? (typeof additional === 'object' ? additional : undefined)
  const keepUnknown = child?.preserveUnknownFields === true
  return prune(value, child, { ...walk, path: [...walk.path, key], keepUnknown })
}

function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}
