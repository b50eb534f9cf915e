import type { Comparison } from './compare.js'
import {
  difference,
  type FieldSet,
  intersection,
  isEmptySet,
  recursiveDifference,
  union,
} from './field-set.js'
import {
  isSameManager,
  type ManagedFields,
  type ManagedFieldsEntry,
  type ManagerIdentity,
  managerIdentifier,
  withFields,
} from './managed-fields.js'

/** Fields of one manager that a write would change. */
export interface OwnedFields {
  readonly entry: ManagedFieldsEntry
  readonly fields: FieldSet
}

/**
 * Never part of a field set. Source: kubernetes/apimachinery v0.36.3 pkg/util/managedfields/internal/stripmeta.go.
 */
const UNTRACKED: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:clusterName': {},
    'f:creationTimestamp': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:name': {},
    'f:namespace': {},
    'f:resourceVersion': {},
    'f:selfLink': {},
    'f:uid': {},
  },
}

/** A set without the fields that are never tracked. */
export function tracked(set: FieldSet): FieldSet {
  return difference(set, UNTRACKED)
}

/** A comparison without the fields this endpoint resets, such as `status` on the main resource, and all below. */
export function withoutFields({ added, modified, removed }: Comparison, reset: FieldSet): Comparison {
  return {
    added: recursiveDifference(added, reset),
    modified: recursiveDifference(modified, reset),
    removed: recursiveDifference(removed, reset),
  }
}

/**
 * The fields that other managers own and whose value changes, in the order of the managers' identifiers.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 merge/update.go (update).
 */
export function contestedFields(
  managers: ManagedFields,
  comparison: Comparison,
  self: ManagerIdentity | undefined,
): readonly OwnedFields[] {
  const changed = union(comparison.modified, comparison.added)
  return others(managers, self)
    .map((entry) => ({ entry, fields: intersection(entry.fields, changed) }))
    .filter(({ fields }) => !isEmptySet(fields))
    .sort((a, b) => (managerIdentifier(a.entry) < managerIdentifier(b.entry) ? -1 : 1))
}

/**
 * The managers after a change: whoever owned a changed or removed field does no longer; without fields a manager is gone.
 * `self` keeps what it has.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 merge/update.go (update).
 */
export function afterChange(
  managers: ManagedFields,
  { added, modified, removed }: Comparison,
  self: ManagerIdentity | undefined,
): ManagedFields {
  if (isEmptySet(added) && isEmptySet(modified) && isEmptySet(removed)) return managers
  const lost = union(union(modified, added), removed)
  return managers.flatMap((entry) => {
    if (self !== undefined && isSameManager(entry, self)) return [entry]
    return withFields(entry, difference(entry.fields, lost)) ?? []
  })
}

function others(managers: ManagedFields, self: ManagerIdentity | undefined): readonly ManagedFieldsEntry[] {
  if (self === undefined) return managers
  return managers.filter((entry) => !isSameManager(entry, self))
}
