import { isObject, type Json, type JsonObject, jsonEqual } from '../../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../client/objects.js'
import { LAST_APPLIED } from '../last-applied.js'

/** Entries of managedFields of one operation. */
export function managersOf(object: JsonObject, operation: 'Apply' | 'Update'): readonly JsonObject[] {
  return entriesOf(object).filter((entry) => entry['operation'] === operation)
}

/** True when the entry owns the annotation of client-side apply (client-go v0.32.0 util/csaupgrade, FindFieldsOwners). */
export function ownsLastApplied(entry: JsonObject): boolean {
  return objectAt(entry, 'fieldsV1', 'f:metadata', 'f:annotations')[`f:${LAST_APPLIED}`] !== undefined
}

/**
 * A JSON patch that moves the fields of client-side managers to a server-side one, or undefined when there is nothing
 * to move. Source: client-go v0.32.0 util/csaupgrade/upgrade.go (UpgradeManagedFieldsPatch).
 */
export function upgradeManagers(
  object: JsonObject,
  clientSide: readonly string[],
  serverSide: string,
): readonly Json[] | undefined {
  const before = entriesOf(object)
  const after = [...new Set(clientSide)]
    .sort()
    .reduce((entries, name) => upgraded(entries, name, serverSide), before)
  if (jsonEqual(before, after)) return undefined
  return [
    { op: 'replace', path: '/metadata/managedFields', value: after },
    {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: textAt(metadataOf(object), 'resourceVersion'),
    },
  ]
}

function entriesOf(object: JsonObject): readonly JsonObject[] {
  return arrayAt(metadataOf(object), 'managedFields').filter(isObject)
}

function upgraded(
  entries: readonly JsonObject[],
  clientSide: string,
  serverSide: string,
): readonly JsonObject[] {
  const isClientSide = (entry: JsonObject): boolean => isEntry(entry, clientSide, 'Update')
  const existing = entries.findIndex((entry) => isEntry(entry, serverSide, 'Apply'))
  const index = existing >= 0 ? existing : entries.findIndex(isClientSide)
  const target = entries[index]
  if (target === undefined) return entries
  const source = entries.find((entry) => isClientSide(entry) && entry['apiVersion'] === target['apiVersion'])
  const fieldsV1 = union(objectAt(target, 'fieldsV1'), objectAt(source ?? {}, 'fieldsV1'))
  const merged: JsonObject = { ...target, manager: serverSide, operation: 'Apply', fieldsV1 }
  return entries.map((entry, at) => (at === index ? merged : entry)).filter((entry) => !isClientSide(entry))
}

function isEntry(entry: JsonObject, manager: string, operation: string): boolean {
  const subresource = textAt(entry, 'subresource')
  return entry['manager'] === manager && entry['operation'] === operation && subresource === ''
}

/** The union of two field sets in their JSON form. */
function union(left: JsonObject, right: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...left }
  for (const [key, value] of Object.entries(right)) {
    const own = result[key]
    result[key] = isObject(own) && isObject(value) ? union(own, value) : (own ?? value)
  }
  return result
}
