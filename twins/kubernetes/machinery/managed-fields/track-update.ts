import type { JsonObject } from '../../../kernel/json.js'
import { asStored } from '../as-stored.js'
import type { TypeSchema } from '../type-schema.js'
import { compareTyped } from './compare.js'
import { EMPTY_SET, type FieldSet, isEmptySet, recursiveDifference, union } from './field-set.js'
import {
  entryOf,
  type ManagedFields,
  type ManagedFieldsEntry,
  type ManagerIdentity,
  managerIdentifier,
  newEntry,
  withEntry,
} from './managed-fields.js'
import { afterChange, tracked, withoutFields } from './take-fields.js'

/** A create, update or patch that was not a server-side apply. */
export interface TrackedUpdate {
  readonly listTypes: TypeSchema
  /** The live object before; undefined for a create. */
  readonly before: JsonObject | undefined
  /** The object as it will be stored. */
  readonly after: JsonObject
  /** Managers before the write. */
  readonly managedFields: ManagedFields
  /** `fieldManager` of the request, or the User-Agent up to the first slash; empty counts as `unknown`. */
  readonly manager: string
  readonly apiVersion: string
  readonly subresource?: string
  /** Virtual time of the write. */
  readonly nowMs: number
  /** Fields this endpoint ignores, such as `status` on the main resource. */
  readonly resetFields?: FieldSet
}

/** Update managers that are kept apart. Source: internal/fieldmanager.go (DefaultMaxUpdateManagers). */
const MAX_UPDATE_MANAGERS = 10

const ANCIENT_CHANGES = 'ancient-changes'

/**
 * The managers after a plain write: it never conflicts, it moves every field it changed to its manager. The same reference
 * when nothing it tracks changed. An existing object that nobody manages stays so, as long as nothing is applied to it.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/{skipnonapplied,capmanagers,managedfieldsupdater,stripmeta}.go,
 * sigs.k8s.io/structured-merge-diff v6.4.2 merge/update.go (Update).
 */
export function trackUpdate(update: TrackedUpdate): ManagedFields {
  if (update.before !== undefined && update.managedFields.length === 0) return update.managedFields
  return capped(recordUpdate(update))
}

/** As `trackUpdate`, without the rule for objects that nobody manages and without the cap. */
export function recordUpdate(update: TrackedUpdate): ManagedFields {
  const { listTypes, before, after, managedFields, nowMs, resetFields = EMPTY_SET } = update
  const from = before === undefined ? emptyObject(after, listTypes) : asStored(listTypes, before)
  const comparison = compareTyped(listTypes, from, asStored(listTypes, after, from))
  const others = afterChange(managedFields, withoutFields(comparison, resetFields), undefined)
  const changed = union(comparison.modified, comparison.added)
  const own = tracked(recursiveDifference(changed, resetFields))
  if (isEmptySet(own)) return others
  const identity = updaterOf(update)
  const previous = entryOf(others, identity)
  const fields = previous === undefined ? own : union(own, previous.fields)
  return withEntry(others, identity, newEntry(identity, fields, nowMs))
}

function updaterOf({ manager, apiVersion, subresource }: TrackedUpdate): ManagerIdentity {
  return {
    manager: manager === '' ? 'unknown' : manager,
    operation: 'Update',
    apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
  }
}

/** What a create is compared with: for a built-in kind the fields Go always writes, for a custom resource only its type. */
function emptyObject({ apiVersion, kind }: JsonObject, { zero }: TypeSchema): JsonObject {
  if (zero !== undefined) return {}
  return { ...(apiVersion === undefined ? {} : { apiVersion }), ...(kind === undefined ? {} : { kind }) }
}

/**
 * Merges the oldest updaters of a version into one called `ancient-changes` until there are at most ten.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/capmanagers.go (capUpdateManagers).
 */
function capped(managers: ManagedFields): ManagedFields {
  if (managers.length <= MAX_UPDATE_MANAGERS) return managers
  const updaters = managers.filter(({ operation }) => operation === 'Update').sort(byAge)
  let excess = updaters.length - MAX_UPDATE_MANAGERS
  let result = managers
  const buckets = new Map<string, ManagedFieldsEntry>()
  for (const entry of updaters) {
    if (excess <= 0) break
    const bucket = buckets.get(entry.apiVersion)
    if (bucket === undefined) {
      buckets.set(entry.apiVersion, entry)
      continue
    }
    const identity: ManagerIdentity = {
      manager: ANCIENT_CHANGES,
      operation: 'Update',
      apiVersion: entry.apiVersion,
    }
    const merged = newEntry(identity, union(entry.fields, bucket.fields), entry.timeMs)
    result = withEntry(withEntry(result, bucket, undefined), entry, undefined)
    result = withEntry(result, identity, merged)
    buckets.set(entry.apiVersion, merged)
    excess -= 1
  }
  return result
}

function byAge(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  const age = Math.floor((a.timeMs ?? 0) / 1000) - Math.floor((b.timeMs ?? 0) / 1000)
  return age !== 0 ? age : managerIdentifier(a) < managerIdentifier(b) ? -1 : 1
}
