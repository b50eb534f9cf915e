import type { JsonObject } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { badRequest, conflict, methodNotAllowed, uidMismatchOnUpdate } from '../../status-error.js'
import { isTerminating, withMetadata } from '../object-metadata.js'
import {
  answerCreated,
  bodyObject,
  nameOf,
  namespaceOf,
  type RequestContext,
  timestampOf,
} from '../request-context.js'
import { type Existing, getExisting, writeObject } from '../store.js'

const BINDING = { group: '', resource: 'pods/binding' } as const

/**
 * POST pods/<name>/binding: puts a pod on a node, once.
 * Throws 409 for a pod that is bound, is being deleted, or is another incarnation.
 * Source: kubernetes pkg/registry/core/pod/storage/storage.go (BindingREST, setPodNodeAndMetadata), v1.36.
 */
export function bind(context: RequestContext): ApiResponse {
  const { request, resource } = context
  if (request.verb !== 'create' || resource.resource !== 'pods')
    throw methodNotAllowed(resource, request.verb)
  const body = bodyObject(context)
  const node = textAt(body, 'target', 'name')
  if (node === '') throw badRequest('Binding "" is invalid: target.name: Required value')
  const existing = getExisting(context, namespaceOf(context), nameOf(context))
  checkBinding(context, existing, textAt(body, 'metadata', 'uid'))
  const object = bound(context, existing.object, body, node)
  writeObject(context, { key: existing.key, existing, object, managedFields: undefined })
  return answerCreated(context)
}

function checkBinding(context: RequestContext, { object }: Existing, uid: string): void {
  const name = nameOf(context)
  const metadata = metadataOf(object)
  if (uid !== '' && uid !== metadata['uid']) {
    const key = `/registry/pods/${namespaceOf(context)}/${name}`
    throw uidMismatchOnUpdate(BINDING, name, key, uid, textAt(metadata, 'uid'))
  }
  if (isTerminating(object)) {
    throw conflict(BINDING, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  }
  const assigned = textAt(object, 'spec', 'nodeName')
  if (assigned !== '') {
    throw conflict(BINDING, name, `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`)
  }
}

/** The pod on its node, with the condition PodScheduled and the annotations of the binding. */
function bound(context: RequestContext, pod: JsonObject, body: JsonObject, nodeName: string): JsonObject {
  const status = objectAt(pod, 'status')
  const others = arrayAt(status, 'conditions').filter((one) => textAt(one, 'type') !== 'PodScheduled')
  const scheduled = { type: 'PodScheduled', status: 'True', lastTransitionTime: timestampOf(context) }
  const placed = {
    ...pod,
    spec: { ...objectAt(pod, 'spec'), nodeName },
    status: { ...status, conditions: [...others, scheduled] },
  }
  const added = objectAt(body, 'metadata', 'annotations')
  if (Object.keys(added).length === 0) return placed
  const metadata = metadataOf(pod)
  const annotations = { ...objectAt(metadata, 'annotations'), ...added }
  return withMetadata(placed, { ...metadata, annotations })
}
