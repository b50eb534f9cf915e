/** Field ownership: managedFields, server-side apply, and the tracking of plain writes. */
export {
  ApplyConflict,
  conflictCauses,
  formatConflicts,
} from './apply-conflict.js'
export { ApplyError } from './apply-error.js'
export { type Applied, applyServerSide, type ServerSideApply } from './apply-server-side.js'
export type { FieldSet } from './field-set.js'
export { fieldSetOf } from './field-set-of.js'
export { LAST_APPLIED_ANNOTATION } from './last-applied.js'
export {
  decodeManagedFields,
  encodeManagedFields,
  type ManagedFields,
  type ManagedFieldsEntry,
  ManagedFieldsError,
  managerIdentifier,
  NO_MANAGERS,
  resetsManagedFields,
} from './managed-fields.js'
export { trackUpdate } from './track-update.js'
