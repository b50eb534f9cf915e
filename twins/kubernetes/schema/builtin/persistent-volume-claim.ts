import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, notSupported, required } from '../field-error.js'
import { compareQuantities } from '../quantity.js'
import { edit, objectAt, stringAt, stringsAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { canonicalQuantities, defaultClaimSpec } from './pod-defaults.js'
import { ageOf, column, nameOf, wideColumn } from './printing.js'

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const SHORT_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const UPDATE_FORBIDDEN =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/**
 * Core v1 PersistentVolumeClaim.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go, pkg/apis/core/validation/validation.go
 * (ValidatePersistentVolumeClaimSpec, ValidatePersistentVolumeClaimUpdate; upstream appends a diff, which is left out),
 * pkg/printers/internalversion/printers.go (printPersistentVolumeClaim).
 */
export const persistentVolumeClaim = defineBuiltin({
  group: '',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  subresources: ['status'],
  default: defaultClaim,
  prepareForCreate: (object) => withKey(object, 'status', { phase: 'Pending' }),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: validateClaimUpdate,
  printerColumns: [
    column('Name'),
    column('Status'),
    column('Volume'),
    column('Capacity'),
    column('Access Modes'),
    column('StorageClass'),
    column('VolumeAttributesClass'),
    column('Age'),
    wideColumn('VolumeMode'),
  ],
  printRow: printClaim,
})

function defaultClaim(object: JsonObject): JsonObject {
  const defaulted = edit(object, 'spec', defaultClaimSpec)
  return edit(defaulted, 'status', (status) =>
    edit(withDefaults(status, { phase: 'Pending' }), 'capacity', canonicalQuantities),
  )
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const modes = stringsAt(spec, 'accessModes')
  const errors: FieldError[] = []
  if (modes.length === 0) errors.push(required('spec.accessModes', 'at least 1 access mode is required'))
  for (const mode of modes) {
    if (!ACCESS_MODES.includes(mode)) errors.push(notSupported('spec.accessModes', mode, ACCESS_MODES))
  }
  if (stringAt(spec, 'resources', 'requests', 'storage') === '') {
    errors.push(required('spec.resources[storage]'))
  }
  return errors
}

function validateClaimUpdate(object: JsonObject, old: JsonObject): readonly FieldError[] {
  const spec = objectAt(object, 'spec') ?? {}
  const oldSpec = objectAt(old, 'spec') ?? {}
  const bound = stringAt(old, 'status', 'phase') === 'Bound'
  const errors: FieldError[] = [...validateSpec(spec)]
  if (!jsonEqual(fixedPart(spec, bound), fixedPart(oldSpec, bound))) {
    errors.push(forbiddenField('spec', UPDATE_FORBIDDEN))
  }
  const [storage, before] = [spec, oldSpec].map((one) => stringAt(one, 'resources', 'requests', 'storage'))
  const capacity = stringAt(old, 'status', 'capacity', 'storage')
  // A claim may be smaller than its volume; only making it smaller than that is forbidden.
  const shrinks = compareQuantities(storage as string, before as string) < 0
  if (bound && shrinks && capacity !== '' && compareQuantities(storage as string, capacity) <= 0) {
    errors.push(
      forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'),
    )
  }
  return errors
}

/** What cannot change; the volume and class may be filled in once. */
function fixedPart(spec: JsonObject, bound: boolean): JsonObject {
  const fixed: Record<string, Json> = { ...spec }
  delete fixed['volumeName']
  if (bound) {
    delete fixed['resources']
    delete fixed['volumeAttributesClassName']
  }
  return fixed
}

/** `RWO,ROX`. */
export function shortAccessModes(modes: readonly string[]): string {
  return modes.map((mode) => SHORT_MODES[mode] ?? mode).join(',')
}

function printClaim(object: JsonObject, nowMs: number): readonly string[] {
  const spec = objectAt(object, 'spec')
  const status = objectAt(object, 'status')
  const volume = stringAt(spec, 'volumeName')
  const deleted = objectAt(object, 'metadata')?.['deletionTimestamp'] !== undefined
  const modes = shortAccessModes(stringsAt(status, 'accessModes'))
  return [
    nameOf(object),
    deleted ? 'Terminating' : stringAt(status, 'phase'),
    volume,
    volume === '' ? '' : stringAt(status, 'capacity', 'storage'),
    volume === '' ? '' : modes,
    stringAt(spec, 'storageClassName'),
    stringAt(spec, 'volumeAttributesClassName') || '<unset>',
    ageOf(object, nowMs),
    stringAt(spec, 'volumeMode') || '<unset>',
  ]
}
