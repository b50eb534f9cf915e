import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, required, tooLong } from './field-error.js'
import { goStringSlice } from './go-text.js'
import {
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  type NameRule,
  prefixRule,
} from './names.js'
import { listAt, numberAt, objectAt, sortedKeys, stringAt, stringsAt } from './share.js'

/** Upstream's text for every immutable field (apimachinery pkg/api/validation/objectmeta.go, FieldImmutableErrorMsg). */
export const FIELD_IS_IMMUTABLE = 'field is immutable'

const MAX_ANNOTATIONS_BYTES = 256 * 1024
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** How the metadata of a kind is validated. */
export interface ObjectMetaRules {
  /** True: a namespace is required; false: it is forbidden. */
  readonly namespaced: boolean
  /** False for templates, whose metadata has no name. Default true. */
  readonly requiresName?: boolean
  /** Rule for the name; default a DNS-1123 subdomain. */
  readonly nameRule?: NameRule
  /** Built-in kinds also reject finalizers that are neither standard nor qualified. Default false. */
  readonly builtin?: boolean
}

/**
 * Validates an object's metadata on creation.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/validation/objectmeta.go (ValidateObjectMeta); for built-in kinds also
 * kubernetes v1.36.3 pkg/apis/core/validation/validation.go (ValidateObjectMeta). Go walks maps in random order, we sort keys.
 */
export function validateObjectMeta(metadata: JsonObject, rules: ObjectMetaRules): readonly FieldError[] {
  const errors: FieldError[] = []
  if (rules.requiresName ?? true) errors.push(...validateName(metadata, rules.nameRule ?? isDns1123Subdomain))
  errors.push(...validateNamespace(metadata, rules.namespaced))
  errors.push(...nonNegative(metadata['generation'], 'metadata.generation'))
  errors.push(...validateLabels(objectAt(metadata, 'labels'), 'metadata.labels'))
  errors.push(...validateAnnotations(objectAt(metadata, 'annotations'), 'metadata.annotations'))
  errors.push(...validateOwnerReferences(metadata))
  errors.push(...validateFinalizers(metadata))
  if (rules.builtin === true) errors.push(...validateStandardFinalizers(metadata))
  return errors
}

function validateName(metadata: JsonObject, rule: NameRule): readonly FieldError[] {
  const errors: FieldError[] = []
  const generateName = stringAt(metadata, 'generateName')
  if (generateName !== '') {
    for (const message of prefixRule(rule)(generateName)) {
      errors.push(invalidValue('metadata.generateName', generateName, message))
    }
  }
  const name = stringAt(metadata, 'name')
  if (name === '') return [...errors, required('metadata.name', 'name or generateName is required')]
  for (const message of rule(name)) errors.push(invalidValue('metadata.name', name, message))
  return errors
}

function validateNamespace(metadata: JsonObject, namespaced: boolean): readonly FieldError[] {
  const namespace = stringAt(metadata, 'namespace')
  if (!namespaced) {
    return namespace === '' ? [] : [forbiddenField('metadata.namespace', 'not allowed on this type')]
  }
  if (namespace === '') return [required('metadata.namespace')]
  return isDns1123Label(namespace).map((message) => invalidValue('metadata.namespace', namespace, message))
}

/** `must be greater than or equal to 0` for a negative number. */
export function nonNegative(value: Json | undefined, field: string): readonly FieldError[] {
  return typeof value === 'number' && value < 0
    ? [invalidValue(field, value, 'must be greater than or equal to 0')]
    : []
}

const NO_ERRORS: readonly FieldError[] = Object.freeze([])

/** Maps that were found valid: later versions of an object, and objects made from one template, share them. */
const validLabels = new WeakSet<JsonObject>()
const validAnnotations = new WeakSet<JsonObject>()

/** Validates label keys and values; `field` is the path of the map. */
export function validateLabels(labels: JsonObject | undefined, field: string): readonly FieldError[] {
  if (labels === undefined || validLabels.has(labels)) return NO_ERRORS
  const errors: FieldError[] = []
  for (const key of sortedKeys(labels)) {
    for (const message of isQualifiedName(key)) errors.push(invalidValue(field, key, message))
    const value = stringAt(labels, key)
    for (const message of isLabelValue(value)) errors.push(invalidValue(field, value, message))
  }
  if (errors.length === 0) validLabels.add(labels)
  return errors
}

/** Validates annotation keys (case does not matter) and the total size of 256 KiB. */
export function validateAnnotations(
  annotations: JsonObject | undefined,
  field: string,
): readonly FieldError[] {
  if (annotations === undefined || validAnnotations.has(annotations)) return NO_ERRORS
  const errors: FieldError[] = []
  let sizeBytes = 0
  for (const key of sortedKeys(annotations)) {
    for (const message of isQualifiedName(key.toLowerCase())) errors.push(invalidValue(field, key, message))
    sizeBytes += Buffer.byteLength(key) + Buffer.byteLength(stringAt(annotations, key))
  }
  if (sizeBytes > MAX_ANNOTATIONS_BYTES) errors.push(tooLong(field, MAX_ANNOTATIONS_BYTES))
  if (errors.length === 0) validAnnotations.add(annotations)
  return errors
}

function validateOwnerReferences(metadata: JsonObject): readonly FieldError[] {
  const field = 'metadata.ownerReferences'
  const references = listAt(metadata, 'ownerReferences')
  if (references.length === 0) return NO_ERRORS
  const errors: FieldError[] = []
  let controller = ''
  for (const reference of references) {
    if (!isObject(reference)) continue
    errors.push(...validateOwnerReference(reference, field))
    if (reference['controller'] !== true) continue
    const current = `${stringAt(reference, 'kind')}/${stringAt(reference, 'name')}`
    if (controller === '') controller = current
    else errors.push(invalidValue(field, references, twoControllers(controller, current)))
  }
  return errors
}

function twoControllers(first: string, second: string): string {
  return `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`
}

function validateOwnerReference(reference: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const apiVersion = stringAt(reference, 'apiVersion')
  const version = apiVersion.includes('/') ? apiVersion.slice(apiVersion.indexOf('/') + 1) : apiVersion
  if (version === '')
    errors.push(invalidValue(`${field}.apiVersion`, apiVersion, 'version must not be empty'))
  for (const key of ['kind', 'name', 'uid']) {
    if (stringAt(reference, key) === '') errors.push(invalidValue(`${field}.${key}`, '', 'must not be empty'))
  }
  if (apiVersion === 'v1' && reference['kind'] === 'Event') {
    errors.push(invalidValue(field, reference, '/v1, Kind=Event is disallowed from being an owner'))
  }
  return errors
}

function validateFinalizers(metadata: JsonObject): readonly FieldError[] {
  const field = 'metadata.finalizers'
  const finalizers = stringsAt(metadata, 'finalizers')
  const errors = finalizers.flatMap((name) =>
    isQualifiedName(name).map((message) => invalidValue(field, name, message)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const message = 'finalizer orphan and foregroundDeletion cannot be both set'
    errors.push(invalidValue(field, finalizers, message))
  }
  return errors
}

function validateStandardFinalizers(metadata: JsonObject): readonly FieldError[] {
  const message = 'name is neither a standard finalizer name nor is it fully qualified'
  return stringsAt(metadata, 'finalizers').flatMap((name, index) =>
    name.includes('/') || STANDARD_FINALIZERS.has(name)
      ? []
      : [invalidValue(`metadata.finalizers[${index}]`, name, message)],
  )
}

/** `<field>: Invalid value: …: field is immutable` when the values differ. */
export function validateImmutable(
  value: Json | undefined,
  old: Json | undefined,
  field: string,
): readonly FieldError[] {
  return jsonEqual(value, old) ? [] : [invalidValue(field, value ?? null, FIELD_IS_IMMUTABLE)]
}

const IMMUTABLE_STRINGS = ['name', 'namespace', 'uid'] as const
const IMMUTABLE_SYSTEM_FIELDS = [
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

/**
 * Validates an object's metadata on update against the stored one. The caller has already filled in what the server
 * fills in (resourceVersion of an unconditional update, system fields).
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/validation/objectmeta.go (ValidateObjectMetaAccessorUpdate).
 */
export function validateObjectMetaUpdate(metadata: JsonObject, old: JsonObject): readonly FieldError[] {
  const errors: FieldError[] = [...validateNoNewFinalizers(metadata, old)]
  if (stringAt(metadata, 'resourceVersion') === '') {
    errors.push(invalidValue('metadata.resourceVersion', '', 'must be specified for an update'))
  }
  const generation = numberAt(metadata, 'generation')
  if (generation < numberAt(old, 'generation')) {
    errors.push(invalidValue('metadata.generation', generation, 'must not be decremented'))
  }
  for (const key of IMMUTABLE_STRINGS) {
    errors.push(...validateImmutable(stringAt(metadata, key), stringAt(old, key), `metadata.${key}`))
  }
  for (const key of IMMUTABLE_SYSTEM_FIELDS) {
    errors.push(...validateImmutable(metadata[key], old[key], `metadata.${key}`))
  }
  errors.push(...validateLabels(objectAt(metadata, 'labels'), 'metadata.labels'))
  errors.push(...validateAnnotations(objectAt(metadata, 'annotations'), 'metadata.annotations'))
  errors.push(...validateOwnerReferences(metadata))
  return errors
}

function validateNoNewFinalizers(metadata: JsonObject, old: JsonObject): readonly FieldError[] {
  if (old['deletionTimestamp'] === undefined) return []
  const before = new Set(stringsAt(old, 'finalizers'))
  const added = [...new Set(stringsAt(metadata, 'finalizers'))].filter((name) => !before.has(name)).sort()
  if (added.length === 0) return []
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${goStringSlice(added)}`
  return [forbiddenField('metadata.finalizers', detail)]
}
