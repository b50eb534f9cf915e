import type { JsonObject } from '../../kernel/json.js'
import { metadataOf, OBJECTS, objectKey } from '../client/objects.js'
import { storedAs } from '../machinery/as-stored.js'
import type { ManagedFields } from '../machinery/managed-fields/index.js'
import { notFound } from '../status-error.js'
import { MANAGED_FIELDS, managedFieldsOf } from './managed-fields.js'
import { countPod } from './projections/pods-per-node.js'
import type { RequestContext } from './request-context.js'
import type { ServedResource } from './served-resource.js'

/** An object as it is in the store, and as the request's version shows it. */
export interface Existing {
  readonly key: string
  readonly row: JsonObject
  readonly object: JsonObject
}

interface ServedForm {
  readonly resource: ServedResource
  readonly object: JsonObject
}

/** The last version in which each row was shown. */
const servedForms = new WeakMap<JsonObject, ServedForm>()

/**
 * A row in the version of the resource. Custom resources have conversion strategy None: only `apiVersion` changes, and
 * defaults of a newer schema are filled in on reading. Source: kubernetes/apiextensions-apiserver v0.36.3 pkg/apiserver/customresource_handler.go.
 */
export function toServed(resource: ServedResource, row: JsonObject): JsonObject {
  if (!resource.custom && resource.conversion === undefined) return row
  const known = servedForms.get(row)
  if (known?.resource === resource) return known.object
  const object = convert(resource, row)
  servedForms.set(row, { resource, object })
  return object
}

function convert({ apiVersion, type, conversion }: ServedResource, row: JsonObject): JsonObject {
  if (conversion !== undefined) return conversion.toServed(row)
  return type.default(row['apiVersion'] === apiVersion ? row : { ...row, apiVersion })
}

/** What is stored for an object of the resource. */
function toStored(resource: ServedResource, object: JsonObject): JsonObject {
  if (resource.conversion !== undefined) return resource.conversion.toStorage(object)
  const { storageApiVersion: apiVersion } = resource
  return resource.apiVersion === apiVersion ? object : { ...object, apiVersion }
}

/** The object of the request, or undefined. */
export function findExisting(context: RequestContext, namespace: string, name: string): Existing | undefined {
  const { resource, transaction } = context
  const key = objectKey(resource.group, resource.resource, namespace, name)
  const row = transaction.get<JsonObject>(OBJECTS, key)
  return row === undefined ? undefined : { key, row, object: toServed(resource, row) }
}

/** The object of the request. Throws 404. */
export function getExisting(context: RequestContext, namespace: string, name: string): Existing {
  const existing = findExisting(context, namespace, name)
  if (existing === undefined) throw notFound(context.resource, name)
  return existing
}

export interface Write {
  readonly key: string
  readonly existing: Existing | undefined
  readonly object: JsonObject
  readonly managedFields: ManagedFields | undefined
}

/**
 * Stores an object under the next resourceVersion and answers with it. A dry run stores nothing and keeps the
 * resourceVersion of what is there. Source: kubernetes/apiserver v0.36.3 pkg/registry/generic/registry/dryrun.go.
 */
export function writeObject(context: RequestContext, write: Write): JsonObject {
  if (context.request.dryRun === true) return write.object
  const { transaction, resource } = context
  const object = withResourceVersion(write.object, String(transaction.nextRevision()))
  const row = toStored(resource, object)
  if (row === object) storedAs(write.object, row)
  logWrite(context, write.key, write.existing?.row, row)
  transaction.put(OBJECTS, write.key, row)
  countPod(transaction, write.existing?.row, row)
  if (write.managedFields !== undefined) transaction.put(MANAGED_FIELDS, write.key, write.managedFields)
  return object
}

/** Removes an object; `last` is what the answer and watchers see as its last state. */
export function removeObject(context: RequestContext, existing: Existing): void {
  if (context.request.dryRun === true) return
  const { transaction } = context
  transaction.nextRevision()
  logWrite(context, existing.key, existing.row, undefined)
  transaction.delete(OBJECTS, existing.key)
  countPod(transaction, existing.row, undefined)
  transaction.delete(MANAGED_FIELDS, existing.key)
}

function logWrite(
  context: RequestContext,
  key: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): void {
  const { verb } = context.request
  const parts = { table: OBJECTS, key, before: before ?? null, after: after ?? null }
  context.transaction.append({ kind: 'write', verb, ...parts }, context.actor)
}

function withResourceVersion(object: JsonObject, resourceVersion: string): JsonObject {
  return { ...object, metadata: { ...metadataOf(object), resourceVersion } }
}

/** What a client sees: the object, with managedFields only when it asked for them. */
export function shown(context: RequestContext, key: string, object: JsonObject): JsonObject {
  if (context.request.showManagedFields !== true) return object
  const managedFields = managedFieldsOf(context, key)
  return managedFields.length === 0
    ? object
    : { ...object, metadata: { ...metadataOf(object), managedFields } }
}
