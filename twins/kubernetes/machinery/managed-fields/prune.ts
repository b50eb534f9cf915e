import type { Json } from '../../../kernel/json.js'
import { isObject } from '../../../kernel/json.js'
import type { TypeSchema } from '../type-schema.js'
import { difference, type FieldSet, intersection, isEmptySet, union, withNamedFields } from './field-set.js'
import { fieldSetOf } from './field-set-of.js'
import type { ManagedFields } from './managed-fields.js'
import { removeItems } from './remove-items.js'

/**
 * Removes from a merged object what its applier applied last time, does not apply now, and nobody else owns. What is under
 * a removed list item or map goes with it only if the applier owned that too.
 * `managers` includes the applier with its new fields; `last` is what it owned before.
 * Source: sigs.k8s.io/structured-merge-diff v6.4.2 merge/update.go (prune, addBackOwnedItems, addBackDanglingItems).
 */
export function prune(schema: TypeSchema, merged: Json, managers: ManagedFields, last: FieldSet): Json {
  if (isEmptySet(last)) return merged
  const named = (set: FieldSet): FieldSet => withNamedFields(set, schema)
  const namedLast = named(last)
  const mergedSet = named(setOf(schema, merged))
  const owned = managers.reduce<FieldSet>((set, { fields }) => union(set, fields), {})
  const first = removeItems(schema, merged, namedLast)
  const withOwned = removeItems(
    schema,
    merged,
    difference(mergedSet, union(named(setOf(schema, first)), named(owned))),
  )
  const gone = difference(mergedSet, named(setOf(schema, withOwned)))
  return removeItems(schema, merged, intersection(gone, namedLast))
}

function setOf(schema: TypeSchema, value: Json): FieldSet {
  return isObject(value) ? fieldSetOf(schema, value) : {}
}
