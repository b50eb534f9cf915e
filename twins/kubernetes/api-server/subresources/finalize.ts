import type { ApiResponse } from '../../client/api.js'
import { arrayAt, metadataOf, objectAt } from '../../client/objects.js'
import { methodNotAllowed } from '../../status-error.js'
import { withMembers, withMetadata } from '../object-metadata.js'
import { bodyObject, nameOf, type RequestContext } from '../request-context.js'
import { getExisting } from '../store.js'
import { replaceObject } from '../verbs/update.js'

/**
 * PUT namespaces/<name>/finalize: sets `spec.finalizers`, and nothing else. A terminating namespace without finalizers is
 * gone with this request.
 * Source: kubernetes pkg/registry/core/namespace/strategy.go (namespaceFinalizeStrategy), v1.36.
 */
export function finalize(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.verb !== 'update' || resource.resource !== 'namespaces' || resource.group !== '') {
    throw methodNotAllowed(resource, request.verb)
  }
  const body = bodyObject(context)
  const existing = getExisting(context, '', nameOf(context))
  const finalizers = arrayAt(body, 'spec', 'finalizers')
  const spec = withMembers(objectAt(existing.object, 'spec'), {
    finalizers: finalizers.length === 0 ? undefined : finalizers,
  })
  const { uid, resourceVersion } = metadataOf(body)
  const stored = metadataOf(existing.object)
  const metadata = withMembers(stored, { uid: uid ?? stored['uid'], resourceVersion })
  return replaceObject(context, existing, withMetadata({ ...existing.object, spec }, metadata))
}
