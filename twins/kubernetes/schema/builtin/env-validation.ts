import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, required } from '../field-error.js'
import { isConfigMapKey, isDns1123Subdomain, isEnvironmentName } from '../names.js'
import { listAt, objectAt, stringAt } from '../share.js'

/**
 * Validation of `env` and `envFrom`. Equal names are allowed: the last one wins.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/{validation,pods}.go (ValidateEnv, validateEnvVarValueFrom, ValidateEnvFrom).
 */

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']
const MISSING_SOURCE =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
const TWO_SOURCES = 'may not have more than one field specified at a time'

/** Validates the environment of a container; `field` is the container's path. */
export function validateEnvironment(container: JsonObject, field: string): readonly FieldError[] {
  return [
    ...listAt(container, 'env').flatMap((item, index) => validateVariable(item, `${field}.env[${index}]`)),
    ...listAt(container, 'envFrom').flatMap((item, index) =>
      validateEnvFrom(item, index, `${field}.envFrom`),
    ),
  ]
}

function validateVariable(variable: Json, field: string): readonly FieldError[] {
  if (!isObject(variable)) return []
  const name = stringAt(variable, 'name')
  const errors: FieldError[] =
    name === ''
      ? [required(`${field}.name`)]
      : isEnvironmentName(name).map((message) => invalidValue(`${field}.name`, name, message))
  const source = objectAt(variable, 'valueFrom')
  if (source === undefined) return errors
  const withValue = stringAt(variable, 'value') !== ''
  return [...errors, ...validateSource(source, withValue, `${field}.valueFrom`)]
}

function validateSource(source: JsonObject, withValue: boolean, field: string): readonly FieldError[] {
  const present = SOURCES.filter((kind) => objectAt(source, kind) !== undefined)
  const errors: FieldError[] = []
  for (const kind of ['configMapKeyRef', 'secretKeyRef']) {
    const reference = objectAt(source, kind)
    if (reference !== undefined) errors.push(...validateKeyReference(reference, `${field}.${kind}`))
  }
  if (stringAt(source, 'fieldRef', 'fieldPath') === '' && present.includes('fieldRef')) {
    errors.push(required(`${field}.fieldRef.fieldPath`))
  }
  if (present.length === 0) errors.push(invalidValue(field, '', MISSING_SOURCE))
  else if (withValue) errors.push(invalidValue(field, '', 'may not be specified when `value` is not empty'))
  else if (present.length > 1) errors.push(invalidValue(field, '', TWO_SOURCES))
  return errors
}

function validateKeyReference(reference: JsonObject, field: string): readonly FieldError[] {
  const key = stringAt(reference, 'key')
  const name = stringAt(reference, 'name')
  const errors: FieldError[] = isDns1123Subdomain(name).map((message) =>
    invalidValue(`${field}.name`, name, message),
  )
  if (key === '') errors.push(required(`${field}.key`))
  else for (const message of isConfigMapKey(key)) errors.push(invalidValue(`${field}.key`, key, message))
  return errors
}

/** What is wrong with an entry as a whole is reported without its index, as upstream does. */
function validateEnvFrom(source: Json, index: number, field: string): readonly FieldError[] {
  if (!isObject(source)) return []
  const prefix = stringAt(source, 'prefix')
  const errors: FieldError[] =
    prefix === ''
      ? []
      : isEnvironmentName(prefix).map((message) => invalidValue(`${field}[${index}].prefix`, prefix, message))
  const present = ['configMapRef', 'secretRef'].filter((kind) => objectAt(source, kind) !== undefined)
  for (const kind of present) {
    const name = stringAt(source, kind, 'name')
    if (name === '') errors.push(required(`${field}[${index}].${kind}.name`))
    else
      for (const message of isDns1123Subdomain(name))
        errors.push(invalidValue(`${field}[${index}].${kind}.name`, name, message))
  }
  if (present.length === 0) {
    errors.push(invalidValue(field, '', 'must specify one of: `configMapRef` or `secretRef`'))
  } else if (present.length > 1) errors.push(invalidValue(field, '', TWO_SOURCES))
  return errors
}
