import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, required } from '../field-error.js'
import { stringAt, valueAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/** Marks the class of claims that name none. */
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'
const BETA_DEFAULT_CLASS = 'storageclass.beta.kubernetes.io/is-default-class'
const DEFAULTS: JsonObject = { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }
const FIXED = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const

/** Whether claims without a class get this one. Source: kubernetes v1.36 pkg/volume/util/storageclass.go. */
export function isDefaultClass(storageClass: JsonObject): boolean {
  return [DEFAULT_CLASS, BETA_DEFAULT_CLASS].some(
    (name) => valueAt(storageClass, 'metadata', 'annotations', name) === 'true',
  )
}

/**
 * storage.k8s.io/v1 StorageClass.
 * Source: kubernetes v1.36.3 pkg/apis/storage/v1/defaults.go, pkg/apis/storage/validation/validation.go
 * (ValidateStorageClass, ValidateStorageClassUpdate), pkg/printers/internalversion/printers.go (printStorageClass).
 */
export const storageClass = defineBuiltin({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  default: (object) => withDefaults(object, DEFAULTS),
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...validateClass(object),
    ...FIXED.filter((field) => !jsonEqual(shown(object[field]), shown(old[field]))).map((field) =>
      forbiddenField(field, `updates to ${field} are forbidden.`),
    ),
  ],
  printerColumns: [
    column('Name'),
    column('Provisioner'),
    column('ReclaimPolicy'),
    column('VolumeBindingMode'),
    column('AllowVolumeExpansion'),
    column('Age'),
  ],
  printRow: (object, nowMs) => [
    isDefaultClass(object) ? `${nameOf(object)} (default)` : nameOf(object),
    stringAt(object, 'provisioner'),
    stringAt(object, 'reclaimPolicy'),
    stringAt(object, 'volumeBindingMode'),
    String(object['allowVolumeExpansion'] === true),
    ageOf(object, nowMs),
  ],
})

function validateClass(object: JsonObject): readonly FieldError[] {
  return stringAt(object, 'provisioner') === '' ? [required('provisioner')] : []
}

function shown(value: Json | undefined): Json {
  return value ?? null
}
