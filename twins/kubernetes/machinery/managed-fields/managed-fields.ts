import { RehearseError } from '../../../kernel/errors.js'
import { compareKeys, isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { EMPTY_SET, type FieldSet, inWireOrder } from './field-set.js'

/** What one manager owns. `timeMs`: virtual time of its last change; absent when it never changed anything. */
export interface ManagedFieldsEntry {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource?: string
  readonly timeMs?: number
  readonly fields: FieldSet
}

/** All managers of one object: plain frozen JSON, in the order they came; `encodeManagedFields` makes the wire form. */
export type ManagedFields = readonly ManagedFieldsEntry[]

/** An object nobody manages. */
export const NO_MANAGERS: ManagedFields = Object.freeze([])

/** Managed fields in a request that cannot be read; the message is upstream's. */
export class ManagedFieldsError extends RehearseError {
  override readonly name = 'ManagedFieldsError'

  constructor(message: string) {
    super(message, {
      code: 'managed-fields-invalid',
      remedy: 'Correct metadata.managedFields, or leave it out.',
    })
  }
}

/** Who a manager is: by name, operation and subresource, and for updates also the version it wrote in. */
export type ManagerIdentity = Pick<ManagedFieldsEntry, 'manager' | 'operation' | 'apiVersion' | 'subresource'>

/**
 * The identity as one text; two entries with the same text are the same manager.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/managedfields.go (BuildManagerIdentifier).
 */
export function managerIdentifier({ manager, operation, apiVersion, subresource }: ManagerIdentity): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
  })
}

/** Whether two identities are the same manager. */
export function isSameManager(a: ManagerIdentity, b: ManagerIdentity): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    (a.operation === 'Apply' || a.apiVersion === b.apiVersion) &&
    (a.subresource ?? '') === (b.subresource ?? '')
  )
}

/** The entry of a manager, if it has one. */
export function entryOf(managers: ManagedFields, identity: ManagerIdentity): ManagedFieldsEntry | undefined {
  return managers.find((entry) => isSameManager(entry, identity))
}

/** The list with a manager's entry replaced, added, or (undefined) removed. */
export function withEntry(
  managers: ManagedFields,
  identity: ManagerIdentity,
  entry: ManagedFieldsEntry | undefined,
): ManagedFields {
  const at = managers.findIndex((candidate) => isSameManager(candidate, identity))
  if (at < 0) return entry === undefined ? managers : [...managers, entry]
  return managers.flatMap((candidate, index) =>
    index !== at ? [candidate] : entry === undefined ? [] : [entry],
  )
}

/** An entry with other fields; undefined when none are left. The same reference when they are the same. */
export function withFields(entry: ManagedFieldsEntry, fields: FieldSet): ManagedFieldsEntry | undefined {
  if (fields === entry.fields) return entry
  return fields === EMPTY_SET || Object.keys(fields).length === 0 ? undefined : { ...entry, fields }
}

/** An entry for an identity. */
export function newEntry(identity: ManagerIdentity, fields: FieldSet, timeMs?: number): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = identity
  return {
    manager,
    operation,
    apiVersion,
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    ...(timeMs === undefined ? {} : { timeMs }),
    fields,
  }
}

/**
 * `metadata.managedFields` as the API shows it: sorted by operation, time (seconds), manager, version, subresource.
 * `timeOf` renders a virtual time as RFC 3339.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/managedfields.go (encodeManagedFields).
 */
export function encodeManagedFields(
  managers: ManagedFields,
  timeOf: (timeMs: number) => string,
): readonly JsonObject[] {
  return [...managers].sort(compareEntries).map((entry) => ({
    ...(entry.manager === '' ? {} : { manager: entry.manager }),
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.timeMs === undefined ? {} : { time: timeOf(entry.timeMs) }),
    fieldsType: 'FieldsV1',
    fieldsV1: inWireOrder(entry.fields),
    ...(entry.subresource === undefined ? {} : { subresource: entry.subresource }),
  }))
}

function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareKeys(a.operation, b.operation) ||
    seconds(a) - seconds(b) ||
    compareKeys(a.manager, b.manager) ||
    compareKeys(a.apiVersion, b.apiVersion) ||
    compareKeys(a.subresource ?? '', b.subresource ?? '')
  )
}

function seconds({ timeMs }: ManagedFieldsEntry): number {
  // Without a time an entry counts as the start of the epoch, which is before any virtual time.
  return timeMs === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(timeMs / 1000)
}

/**
 * Reads `metadata.managedFields`. `msOf` reads an RFC 3339 time as virtual time; entries keep no time without it.
 * Throws `ManagedFieldsError`; on an update the API server then keeps the managers of the live object.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/managedfields.go (DecodeManagedFields).
 */
export function decodeManagedFields(json: Json | undefined, msOf?: (time: string) => number): ManagedFields {
  if (json === undefined || json === null) return NO_MANAGERS
  const list = Array.isArray(json) ? json : []
  return list.reduce<ManagedFields>((managers, item, index) => {
    const entry = decodeEntry(isObject(item) ? item : {}, index, msOf)
    return withEntry(managers, entry, entry)
  }, NO_MANAGERS)
}

function decodeEntry(item: JsonObject, index: number, msOf?: (time: string) => number): ManagedFieldsEntry {
  const { operation, apiVersion, fieldsType, fieldsV1, manager, subresource, time } = item
  if (operation !== 'Apply' && operation !== 'Update') {
    throw new ManagedFieldsError('operation must be `Apply` or `Update`')
  }
  if (typeof apiVersion !== 'string' || apiVersion === '')
    throw new ManagedFieldsError('apiVersion must not be empty')
  if (fieldsType === undefined || fieldsType === '') {
    throw new ManagedFieldsError(`missing fieldsType in managed fields entry ${index}`)
  }
  if (fieldsType !== 'FieldsV1') {
    throw new ManagedFieldsError(
      `invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`,
    )
  }
  const identity: ManagerIdentity = {
    manager: typeof manager === 'string' ? manager : '',
    operation,
    apiVersion,
    ...(typeof subresource === 'string' ? { subresource } : {}),
  }
  const timeMs = typeof time === 'string' && msOf !== undefined ? msOf(time) : undefined
  return newEntry(identity, isObject(fieldsV1) ? fieldsV1 : EMPTY_SET, timeMs)
}

/**
 * Whether a write asks to forget all managers: `managedFields` is `[]` or `[{}]`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/fieldmanager.go (isResetManagedFields).
 */
export function resetsManagedFields(json: Json | undefined): boolean {
  if (!Array.isArray(json)) return false
  const [first] = json
  return json.length === 0 || (json.length === 1 && isObject(first) && Object.keys(first).length === 0)
}
