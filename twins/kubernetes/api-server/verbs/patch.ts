import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { ApiResponse, PatchType } from '../../client/api.js'
import { metadataOf } from '../../client/objects.js'
import { applyJsonPatch } from '../../machinery/json-patch.js'
import { applyMergePatch } from '../../machinery/merge-patch.js'
import { PatchError } from '../../machinery/patch-error.js'
import { applyStrategicMergePatch } from '../../machinery/strategic-merge/index.js'
import { badRequest, unsupportedMediaType } from '../../status-error.js'
import { decodePatched } from '../decode-patched.js'
import { managedFieldsOf, sentManagedFields } from '../managed-fields.js'
import { checkName, dedupOwnerReferences, inRequestNamespace, withMetadata } from '../object-metadata.js'
import { patchStatusError } from '../patch-status-error.js'
import { answer, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { type Existing, getExisting, shown } from '../store.js'
import { apply } from './apply.js'
import { replaceObject } from './update.js'

const CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
}

/** PATCH in any of the four formats. Throws 415 for a strategic merge patch of a custom resource. */
export function patch(context: RequestContext): ApiResponse {
  const type = patchTypeOf(context)
  if (type === 'apply') return apply(context)
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  const document = withManagedFields(context, existing)
  const patched = applyPatch(context, type, document, context.request.body as Json)
  if (patched === document) {
    return answer(context, 200, shown(context, existing.key, existing.object))
  }
  const decoded = decodePatched(context, type, patched, document)
  const object = dedupOwnerReferences(context, inRequestNamespace(context, decoded))
  checkName(object, nameOf(context))
  const base = document === existing.object ? undefined : sentManagedFields(patched)
  return replaceObject(context, existing, object, { base })
}

function patchTypeOf({ request, resource }: RequestContext): PatchType {
  const type = request.patchType
  const accepted = resource.custom
    ? (['json', 'merge', 'apply'] as const)
    : (Object.keys(CONTENT_TYPES) as PatchType[])
  if (type === undefined || !accepted.includes(type as 'json')) {
    throw unsupportedMediaType(accepted.map((one) => CONTENT_TYPES[one]))
  }
  return type
}

/** The document a patch works on; with managedFields only for a patch that touches them. */
function withManagedFields(context: RequestContext, existing: Existing): JsonObject {
  if (!touchesManagedFields(context.request.body as Json)) return existing.object
  const managedFields = managedFieldsOf(context, existing.key)
  return withMetadata(existing.object, { ...metadataOf(existing.object), managedFields })
}

function touchesManagedFields(body: Json): boolean {
  if (!Array.isArray(body)) return isObject(body) && metadataOf(body)['managedFields'] !== undefined
  return body.some(
    (operation) => isObject(operation) && String(operation['path']).startsWith('/metadata/managedFields'),
  )
}

/**
 * Applies a patch. Throws what upstream answers when it cannot.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/patch.go (applyPatchToCurrentObject).
 */
export function applyPatch(
  context: RequestContext,
  type: Exclude<PatchType, 'apply'>,
  document: JsonObject,
  body: Json,
): JsonObject {
  try {
    const patched = runPatch(context, type, document, body)
    if (isObject(patched)) return patched
  } catch (error) {
    throw error instanceof PatchError ? patchStatusError(error) : error
  }
  throw badRequest('the patched document is not an object')
}

function runPatch(
  { resource }: RequestContext,
  type: Exclude<PatchType, 'apply'>,
  document: JsonObject,
  body: Json,
): Json {
  switch (type) {
    case 'json':
      return applyJsonPatch(document, body)
    case 'merge':
      return applyMergePatch(document, body)
    case 'strategic':
      return applyStrategicMergePatch(resource.kind, document, body, resource.group)
  }
}
