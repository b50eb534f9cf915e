import { RehearseError } from '../../../../kernel/errors.js'
import type { Json, JsonObject } from '../../../../kernel/json.js'
import type { PatchType } from '../../../client/api.js'
import { applyJsonPatch } from '../../../machinery/json-patch.js'
import { applyMergePatch } from '../../../machinery/merge-patch.js'
import { applyStrategicMergePatch } from '../../../machinery/strategic-merge/index.js'
import { KubectlError } from '../errors.js'
import { isBuiltIn, type Mapping } from '../mappings.js'
import type { Found } from '../sources.js'

/**
 * The object as the patch would leave it, without asking the server (`--dry-run=client`). Kinds that kubectl has not
 * compiled in have no strategic merge patch. Source: kubectl v0.32.0 pkg/cmd/patch/patch.go (getPatchedJSON).
 */
export function patchLocally(type: PatchType, { mapping, object }: Found, patch: Json): JsonObject {
  if (type === 'strategic' && !isBuiltIn(mapping)) {
    const gvk = `${mapping.group}/${mapping.version}, Kind=${mapping.kind}`
    throw new KubectlError(`strategic merge patch is not supported for ${gvk} locally, try --type merge`)
  }
  try {
    return apply(type, mapping, object, patch) as JsonObject
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw new KubectlError(error.message)
  }
}

function apply(type: PatchType, { kind, group }: Mapping, object: JsonObject, patch: Json): Json {
  if (type === 'json') return applyJsonPatch(object, patch)
  if (type === 'merge') return applyMergePatch(object, patch)
  return applyStrategicMergePatch(kind, object, patch, group)
}
