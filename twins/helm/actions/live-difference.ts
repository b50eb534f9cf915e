import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { metadataOf, textAt } from '../../kubernetes/client/objects.js'
import { createThreeWayMergePatch as threeWayJsonMerge } from '../../kubernetes/machinery/merge-patch.js'
import { applyStrategicMergePatch } from '../../kubernetes/machinery/strategic-merge/index.js'
import { builtinKind } from '../../kubernetes/schema/builtin/index.js'
import { StatusError } from '../../kubernetes/status-error.js'
import { createPatch, isUnstructured } from './create-patch.js'
import type { Info } from './resource-list.js'

/** Enough to see what is wrong; the rest is counted. */
const SHOWN_PATHS = 3

/**
 * The fields in which a live object differs from its manifest, at most three by name; none when an upgrade to the same
 * manifest, merged three ways, would change nothing. Fields that the manifest does not name do not count.
 */
export function differingPaths(info: Info, live: JsonObject): readonly string[] {
  if (metadataOf(live)['deletionTimestamp'] !== undefined) return ['metadata.deletionTimestamp']
  const patch = isUnstructured(info)
    ? additions(info, live)
    : createPatch({ original: info.object, target: info, current: live, threeWayForUnstructured: true }).body
  if (isUnstructured(info) ? Object.keys(patch).length === 0 : !changesBuiltin(info, live, patch)) return []
  const paths = leafPaths(patch, '')
  const hidden = paths.length - SHOWN_PATHS
  return hidden <= 0 ? paths : [...paths.slice(0, SHOWN_PATHS), `${hidden} more`]
}

/** The stored version of a custom resource is not the manifest's business. */
function additions(info: Info, live: JsonObject): JsonObject {
  const shown = { ...live, apiVersion: textAt(info.object, 'apiVersion') }
  return threeWayJsonMerge(info.object, info.object, shown)
}

/** Whether the API server would store anything: a patch may only say otherwise what is there (`1000m`, `stringData`). */
function changesBuiltin({ mapping }: Info, live: JsonObject, patch: JsonObject): boolean {
  if (Object.keys(patch).length === 0) return false
  const kind = builtinKind(mapping.group, mapping.kind)
  if (kind === undefined) return true
  try {
    const patched = applyStrategicMergePatch(mapping.kind, live, patch, mapping.group) as JsonObject
    const decoded = kind.default(kind.decode(patched).object)
    return !jsonEqual(wanted(decoded), wanted(live))
  } catch (error) {
    if (error instanceof StatusError) return true
    throw error
  }
}

/** Status is written by others. */
function wanted({ status: _, ...object }: JsonObject): JsonObject {
  return object
}

/** `spec.replicas`; lists are named as a whole, and directives of the patch left out. */
function leafPaths(value: Json, path: string): readonly string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [path]
  return Object.keys(value)
    .filter((key) => !key.startsWith('$'))
    .sort()
    .flatMap((key) => leafPaths(value[key] ?? null, path === '' ? key : `${path}.${key}`))
}
