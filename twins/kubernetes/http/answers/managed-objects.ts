import type { JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { MANAGED_FIELDS, shownManagers } from '../../api-server/managed-fields.js'
import { metadataOf } from '../../client/objects.js'
import type { ManagedFields } from '../../machinery/managed-fields/index.js'

/** Encoding is a pure function of the stored managers, which are frozen. */
const encoded = new WeakMap<ManagedFields, readonly JsonObject[]>()

/** An object with the `metadata.managedFields` a view has for its key. */
export function withManagedFields(view: View, key: string, object: JsonObject): JsonObject {
  return withManagers(object, view.get<ManagedFields>(MANAGED_FIELDS, key))
}

/** An object with these `metadata.managedFields`; the same reference when there are none. */
export function withManagers(object: JsonObject, managers: ManagedFields | undefined): JsonObject {
  if (managers === undefined || managers.length === 0) return object
  let managedFields = encoded.get(managers)
  if (managedFields === undefined) {
    managedFields = shownManagers(managers)
    encoded.set(managers, managedFields)
  }
  return { ...object, metadata: { ...metadataOf(object), managedFields } }
}
