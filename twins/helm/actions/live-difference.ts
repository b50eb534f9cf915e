import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import type { View } from '../../kernel/world.js'
import {
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  metadataOf,
  resolveResource,
  StatusError,
  createThreeWayJsonMergePatch as threeWayJsonMerge,
  createThreeWayStrategicPatch as threeWayStrategicMerge,
  toServed,
} from '../../kubernetes/index.js'
import type { Info } from './resource-list.js'

/** Enough to see what is wrong; the rest is counted. */
const SHOWN_PATHS = 3

/**
 * The fields in which a live object differs from its manifest, at most three by name; none when merging the manifest
 * into it, three ways, would change nothing that the API server stores. Fields that the manifest does not name do not
 * count, nor other words for the same (`1000m`, `stringData`, what a schema fills in).
 */
export function differingPaths(view: View, info: Info, row: JsonObject): readonly string[] {
  if (metadataOf(row)['deletionTimestamp'] !== undefined) return ['metadata.deletionTimestamp']
  const { resource } = resolveResource(view, info.mapping)
  const live = toServed(resource, row)
  const { kind, group, custom } = info.mapping
  const wanted = info.object
  const patch = custom
    ? threeWayJsonMerge(wanted, wanted, live)
    : threeWayStrategicMerge(kind, wanted, wanted, live, group)
  if (Object.keys(patch).length === 0) return []
  let change: JsonObject
  try {
    const patched = custom ? applyMergePatch(live, patch) : applyStrategicMergePatch(kind, live, patch, group)
    const stored = resource.type.default(resource.type.decode(patched as JsonObject).object)
    change = createMergePatch(withoutStatus(live), withoutStatus(stored))
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    // The manifest does not even fit the type.
    change = patch
  }
  return shorten(leafPaths(change, ''))
}

function shorten(paths: readonly string[]): readonly string[] {
  const hidden = paths.length - SHOWN_PATHS
  return hidden <= 0 ? paths : [...paths.slice(0, SHOWN_PATHS), `${hidden} more`]
}

/** Status is written by others. */
function withoutStatus({ status: _, ...object }: JsonObject): JsonObject {
  return object
}

/** `spec.replicas`; lists are named as a whole, and directives of the patch left out. */
function leafPaths(value: Json, path: string): readonly string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return path === '' ? [] : [path]
  return Object.keys(value)
    .filter((key) => !key.startsWith('$'))
    .sort()
    .flatMap((key) => leafPaths(value[key] ?? null, path === '' ? key : `${path}.${key}`))
}
