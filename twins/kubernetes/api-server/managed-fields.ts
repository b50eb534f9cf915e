import { addHash, type Hash128, hashJson, hashString, mixHash, ZERO_HASH } from '../../kernel/hash.js'
import { compareKeys, type Json, type JsonObject } from '../../kernel/json.js'
import type { TableSpec } from '../../kernel/table.js'
import type { Transaction } from '../../kernel/transaction.js'
import { fromTimestamp, metadataOf, toTimestamp } from '../client/objects.js'
import {
  decodeManagedFields,
  encodeManagedFields,
  type ManagedFields,
  type ManagedFieldsEntry,
  ManagedFieldsError,
  managerIdentifier,
  NO_MANAGERS,
  resetsManagedFields,
  trackUpdate,
} from '../machinery/managed-fields/index.js'
import { isEventKey } from './projections/exact.js'
import type { RequestContext } from './request-context.js'

/** Who owns which fields: one row an object, under the object's key; encoded only when a request asks for it. */
export const MANAGED_FIELDS = 'kubernetes.managedFields'

/** Times are absolute, and left out of both fingerprints; so is the order, which follows from them. */
export const managedFieldsTable: TableSpec<ManagedFields> = {
  name: MANAGED_FIELDS,
  fingerprint: (managers, key) => (isEventKey(key) ? null : fingerprintOf(managers)),
  canonical: (managers, key) =>
    isEventKey(key) || managers.length === 0
      ? null
      : [...managers].sort(byIdentity).map(({ timeMs: _time, ...entry }) => entry as unknown as JsonObject),
}

function byIdentity(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return compareKeys(managerIdentifier(a), managerIdentifier(b))
}

function fingerprintOf(managers: ManagedFields): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const { manager, operation, apiVersion, subresource, fields } of managers) {
    const identity = hashString(`${manager}\n${operation}\n${apiVersion}\n${subresource ?? ''}`)
    hash = addHash(hash, mixHash(identity, hashJson(fields)))
  }
  return hash
}

/** Managers of a stored object. */
export function storedManagedFields({ transaction }: RequestContext, key: string): ManagedFields {
  return transaction.get<ManagedFields>(MANAGED_FIELDS, key) ?? NO_MANAGERS
}

/** `metadata.managedFields` of a stored object, as the API shows it. */
export function managedFieldsOf(context: RequestContext, key: string): readonly JsonObject[] {
  return shownManagers(storedManagedFields(context, key))
}

/** `metadata.managedFields` for a set of managers. */
export function shownManagers(managers: ManagedFields): readonly JsonObject[] {
  return encodeManagedFields(managers, toTimestamp)
}

/**
 * The managers a client sent along, `[]` or `[{}]` for none at all; undefined when it sent nothing, or something that
 * cannot be read, and the stored ones stay.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/fieldmanager.go (Update).
 */
export function sentManagedFields(sent: JsonObject): ManagedFields | undefined {
  const json: Json | undefined = metadataOf(sent)['managedFields']
  if (json === undefined || json === null) return undefined
  if (resetsManagedFields(json)) return NO_MANAGERS
  try {
    return decodeManagedFields(json, fromTimestamp)
  } catch (error) {
    if (error instanceof ManagedFieldsError) return undefined
    throw error
  }
}

/** The managers after a plain write; the stored reference when nothing tracked changed. `base` replaces the stored ones. */
export function trackWrite(
  context: RequestContext,
  key: string,
  before: JsonObject | undefined,
  after: JsonObject,
  base?: ManagedFields,
): ManagedFields {
  const { resource, manager, request, transaction } = context
  const managedFields = base ?? (before === undefined ? NO_MANAGERS : storedManagedFields(context, key))
  // Nobody applies Events, and they are two fifths of all writes: their managers are not tracked.
  if (before === after || isEventKey(key)) return managedFields
  return trackUpdate({
    listTypes: resource.typeSchema,
    before,
    after,
    managedFields,
    manager,
    apiVersion: resource.apiVersion,
    nowMs: transaction.now,
    ...(request.subresource === undefined ? {} : { subresource: request.subresource }),
  })
}

/** Controllers of the controller manager by their names here; others are named as they are. */
const CONTROLLER_MANAGER: ReadonlySet<string> = new Set([
  'cronjob',
  'custom-resource-definition',
  'daemonset',
  'deployment',
  'disruption',
  'endpoints',
  'garbage-collector',
  'horizontal-pod-autoscaler',
  'job',
  'namespace',
  'persistentvolume-binder',
  'replicaset',
  'replicationcontroller',
  'resourcequota',
  'serviceaccount',
  'statefulset',
])

/**
 * The manager of a request: `fieldManager`, else what upstream's clients send as User-Agent up to the slash.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/create.go (managerOrUserAgent).
 */
export function managerOf({ system }: Transaction, fieldManager: string | undefined, actor: string): string {
  if (fieldManager !== undefined && fieldManager !== '') return fieldManager
  if (!system.controllers.has(actor)) return 'unknown'
  if (CONTROLLER_MANAGER.has(actor)) return 'kube-controller-manager'
  return actor === 'scheduler' ? 'kube-scheduler' : actor
}
