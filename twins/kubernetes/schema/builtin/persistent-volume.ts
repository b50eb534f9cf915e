import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, required } from '../field-error.js'
import { edit, objectAt, stringAt, stringsAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { shortAccessModes } from './persistent-volume-claim.js'
import { canonicalQuantities } from './pod-defaults.js'
import { ageOf, column, nameOf, wideColumn } from './printing.js'

const SPEC_DEFAULTS: JsonObject = { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }
const SOURCE_FIXED = 'spec.persistentvolumesource is immutable after creation'
/** Fields of the spec that are no source. */
const NO_SOURCES: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
])

/**
 * Core v1 PersistentVolume.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_PersistentVolume), pkg/apis/core/validation/validation.go
 * (ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate), pkg/printers/internalversion/printers.go
 * (printPersistentVolume).
 */
export const persistentVolume = defineBuiltin({
  group: '',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  subresources: ['status'],
  default: (object) =>
    edit(
      edit(object, 'spec', (spec) =>
        edit(withDefaults(spec, SPEC_DEFAULTS), 'capacity', canonicalQuantities),
      ),
      'status',
      (status) => withDefaults(status, { phase: 'Pending' }),
    ),
  prepareForCreate: (object) => withKey(object, 'status', { phase: 'Pending' }),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: (object, old) => [
    ...validateSpec(objectAt(object, 'spec') ?? {}),
    ...(jsonEqual(sourceOf(object), sourceOf(old))
      ? []
      : [forbiddenField('spec.persistentvolumesource', SOURCE_FIXED)]),
  ],
  printerColumns: [
    column('Name'),
    column('Capacity'),
    column('Access Modes'),
    column('Reclaim Policy'),
    column('Status'),
    column('Claim'),
    column('StorageClass'),
    column('VolumeAttributesClass'),
    column('Reason'),
    column('Age'),
    wideColumn('VolumeMode'),
  ],
  printRow: (object, nowMs) => {
    const spec = objectAt(object, 'spec')
    const claim = objectAt(spec, 'claimRef')
    const deleted = objectAt(object, 'metadata')?.['deletionTimestamp'] !== undefined
    return [
      nameOf(object),
      stringAt(spec, 'capacity', 'storage'),
      shortAccessModes(stringsAt(spec, 'accessModes')),
      stringAt(spec, 'persistentVolumeReclaimPolicy'),
      deleted ? 'Terminating' : stringAt(object, 'status', 'phase'),
      claim === undefined ? '' : `${stringAt(claim, 'namespace')}/${stringAt(claim, 'name')}`,
      stringAt(spec, 'storageClassName'),
      stringAt(spec, 'volumeAttributesClassName') || '<unset>',
      stringAt(object, 'status', 'reason'),
      ageOf(object, nowMs),
      stringAt(spec, 'volumeMode') || '<unset>',
    ]
  },
})

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = []
  if (stringsAt(spec, 'accessModes').length === 0) errors.push(required('spec.accessModes'))
  if (objectAt(spec, 'capacity') === undefined) errors.push(required('spec.capacity'))
  if (Object.keys(sourceOf({ spec })).length === 0)
    errors.push(required('spec', 'must specify a volume type'))
  return errors
}

function sourceOf(object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec') ?? {}
  return Object.fromEntries(Object.entries(spec).filter(([key]) => !NO_SOURCES.has(key)))
}
