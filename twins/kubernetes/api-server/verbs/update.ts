import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { ApiResponse } from '../../client/api.js'
import { arrayAt, metadataOf, textAt } from '../../client/objects.js'
import type { ManagedFields } from '../../machinery/managed-fields/index.js'
import { shareStructure } from '../../machinery/share-structure.js'
import { invalidValue } from '../../schema/field-error.js'
import { conflict, invalid, notFound, uidMismatchOnUpdate } from '../../status-error.js'
import { admit } from '../admission.js'
import { decodeBody } from '../decode-body.js'
import { bumpsGeneration, withNextGeneration } from '../generation.js'
import { sentManagedFields, shownManagers, storedManagedFields, trackWrite } from '../managed-fields.js'
import {
  checkName,
  dedupOwnerReferences,
  gracePeriodOf,
  inRequestNamespace,
  isTerminating,
  restoreSystemFields,
  withMembers,
  withMetadata,
} from '../object-metadata.js'
import { answer, bodyObject, nameOf, namespaceOf, type RequestContext } from '../request-context.js'
import { kindRules } from '../resources/kind-rules.js'
import type { ServedResource } from '../served-resource.js'
import { type Existing, findExisting, removeObject, shown, writeObject } from '../store.js'
import { createObject } from './create.js'

/** PUT: replaces the object by the one in the body; some kinds (Lease, Event, Service, RBAC) are created when missing. */
export function update(context: RequestContext): ApiResponse {
  const name = nameOf(context)
  const existing = findExisting(context, namespaceOf(context), name)
  const sent = inRequestNamespace(context, decodeBody(context, bodyObject(context), existing?.object))
  checkName(sent, name)
  if (existing !== undefined) {
    const base = sentManagedFields(sent)
    return replaceObject(context, existing, dedupOwnerReferences(context, sent), { base })
  }
  if (!context.resource.type.allowCreateOnUpdate) throw notFound(context.resource, name)
  return createObject(context, sent)
}

/** Where the managed fields of the result come from. */
export interface Ownership {
  /** Of a server-side apply: final. */
  readonly applied?: ManagedFields
  /** Sent by the client instead of the stored ones; `undefined`: the stored ones. */
  readonly base?: ManagedFields | undefined
}

/**
 * The one way in which an object changes: optimistic lock, what a client cannot change, generation, validation,
 * admission, no-op, deletion when the last finalizer is gone.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/store.go (Update), pkg/registry/rest/update.go.
 */
export function replaceObject(
  context: RequestContext,
  existing: Existing,
  sent: JsonObject,
  ownership: Ownership = {},
): ApiResponse {
  checkPreconditions(context, existing, sent)
  const object = prepare(context, existing.object, sent)
  validate(context, object, existing.object)
  admit(context, 'UPDATE', object, existing.object)
  const managedFields =
    ownership.applied ?? trackWrite(context, existing.key, existing.object, object, ownership.base)
  if (mustDelete(context.resource, object, existing.object)) {
    removeObject(context, existing)
    return answer(context, 200, object)
  }
  if (jsonEqual(object, existing.object) && sameManagers(context, existing, managedFields)) {
    return answer(context, 200, shown(context, existing.key, existing.object))
  }
  const written = writeObject(context, { key: existing.key, existing, object, managedFields })
  return answer(context, 200, shown(context, existing.key, written))
}

/** The order of managers does not count, nor do parts of a second: neither can be seen. */
function sameManagers(context: RequestContext, existing: Existing, managers: ManagedFields): boolean {
  const stored = storedManagedFields(context, existing.key)
  return managers === stored || jsonEqual(shownManagers(managers), shownManagers(stored))
}

/** Throws 409 or 422. Source: store.go (Update), apiserver v0.36.3 pkg/storage/interfaces.go (Preconditions.Check). */
function checkPreconditions(context: RequestContext, existing: Existing, sent: JsonObject): void {
  const { resource } = context
  const stored = metadataOf(existing.object)
  const name = textAt(stored, 'name')
  const uid = textAt(sent, 'metadata', 'uid')
  if (uid !== '' && uid !== stored['uid']) {
    throw uidMismatchOnUpdate(resource, name, storagePath(resource, stored), uid, textAt(stored, 'uid'))
  }
  const version = textAt(sent, 'metadata', 'resourceVersion')
  if (version === '' && !resource.type.allowUnconditionalUpdate && context.request.verb === 'update') {
    const error = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')
    throw invalid(resource, name, [error])
  }
  if (version !== '' && version !== '0' && version !== stored['resourceVersion']) {
    throw conflict(resource, name)
  }
}

/** The key in etcd, as it appears in one error text. Source: kubernetes pkg/registry/.../storage (prefixes), v1.36. */
function storagePath(resource: ServedResource, metadata: JsonObject): string {
  const prefix = resource.custom ? `${resource.group}/${resource.resource}` : resource.resource
  const namespace = textAt(metadata, 'namespace')
  return `/registry/${prefix}/${namespace === '' ? '' : `${namespace}/`}${textAt(metadata, 'name')}`
}

function prepare(context: RequestContext, old: JsonObject, sent: JsonObject): JsonObject {
  const { resource, request } = context
  const metadata = restoreSystemFields(metadataOf(sent), metadataOf(old))
  const object = withMetadata(sent, metadata)
  if (request.subresource === 'status') return prepareStatus(resource, object, old)
  if (request.subresource === 'finalize') return object
  const kept = resource.type.prepareForUpdate(object, old)
  const prepared = kindRules(resource.group, resource.kind).update?.(kept, old, context.transaction) ?? kept
  return bumpsGeneration(resource, prepared, old) ? withNextGeneration(prepared) : prepared
}

/**
 * A status update: of a custom resource only `status` counts, of a built-in also metadata.
 * Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/registry/customresource/status_strategy.go; the status
 * strategies of kubernetes v1.36.
 */
function prepareStatus(resource: ServedResource, object: JsonObject, old: JsonObject): JsonObject {
  const status = object['status'] === undefined ? undefined : shareStructure(old['status'], object['status'])
  if (resource.custom) return withMembers(old, { status })
  const kept = withMetadata(withMembers(old, { status }), metadataOf(object))
  return kindRules(resource.group, resource.kind).updateStatus?.(kept, old) ?? kept
}

function validate({ request, resource }: RequestContext, object: JsonObject, old: JsonObject): void {
  if (object === old) return
  const { type } = resource
  const status = request.subresource === 'status'
  const errors = status ? type.validateStatusUpdate(object, old) : type.validateUpdate(object, old)
  if (errors.length > 0) throw invalid(resource, textAt(old, 'metadata', 'name'), errors)
}

/**
 * An object that is being deleted goes with its last finalizer, once its grace period is over.
 * Source: store.go (ShouldDeleteDuringUpdate); for namespaces kubernetes pkg/registry/core/namespace/storage/storage.go.
 */
function mustDelete(resource: ServedResource, object: JsonObject, old: JsonObject): boolean {
  if (!isTerminating(old) || gracePeriodOf(old) !== 0) return false
  if (arrayAt(object, 'metadata', 'finalizers').length > 0) return false
  const namespace = resource.group === '' && resource.resource === 'namespaces'
  return !namespace || arrayAt(object, 'spec', 'finalizers').length === 0
}
