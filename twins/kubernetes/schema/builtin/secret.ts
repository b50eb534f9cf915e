import type { Json, JsonObject } from '../../../kernel/json.js'
import { base64SizeBytes, encodeBase64 } from '../base64.js'
import { type FieldError, invalidValue, required, tooLong } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { isConfigMapKey } from '../names.js'
import { objectAt, sortedKeys, stringAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { validateImmutableData } from './immutable-data.js'
import { ageOf, column, nameOf } from './printing.js'

const MAX_SIZE_BYTES = 1024 * 1024

/** Keys a Secret of a type must have; one of several for basic-auth. */
const TYPE_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

/**
 * Core v1 Secret. `data` is base64 (refused with 400 when it is not), `stringData` is merged into it.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/secrets.go, pkg/apis/core/v1/{conversion,defaults}.go,
 * pkg/apis/core/validation/validation.go (ValidateSecretUpdate); the JSON inside docker config keys is not parsed.
 */
export const secret = defineBuiltin({
  group: '',
  kind: 'Secret',
  plural: 'secrets',
  default: defaultSecret,
  validate: validateSecret,
  validateUpdate: (object, old) => [
    ...validateImmutable(object['type'], old['type'], 'type'),
    ...validateImmutableData(object, old, ['data']),
    ...validateSecret(object),
  ],
  printerColumns: [column('Name'), column('Type'), column('Data'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    stringAt(object, 'type'),
    String(Object.keys(objectAt(object, 'data') ?? {}).length),
    ageOf(object, nowMs),
  ],
})

function defaultSecret(object: JsonObject): JsonObject {
  const stringData = objectAt(object, 'stringData')
  const typed = withDefaults(object, { type: 'Opaque' })
  if (stringData === undefined) return withKey(typed, 'stringData', undefined)
  const data: Record<string, Json> = { ...objectAt(typed, 'data') }
  for (const key of Object.keys(stringData)) data[key] = encodeBase64(stringAt(stringData, key))
  return withKey(withKey(typed, 'stringData', undefined), 'data', data)
}

function validateSecret(object: JsonObject): readonly FieldError[] {
  const data = objectAt(object, 'data')
  const errors: FieldError[] = []
  let sizeBytes = 0
  for (const key of sortedKeys(data)) {
    for (const message of isConfigMapKey(key)) errors.push(invalidValue(`data[${key}]`, key, message))
    sizeBytes += base64SizeBytes(stringAt(data, key))
  }
  if (sizeBytes > MAX_SIZE_BYTES) errors.push(tooLong('data', MAX_SIZE_BYTES))
  return [...errors, ...validateType(object, data ?? {})]
}

function validateType(object: JsonObject, data: JsonObject): readonly FieldError[] {
  const type = stringAt(object, 'type')
  if (type === 'kubernetes.io/service-account-token') {
    const key = 'kubernetes.io/service-account.name'
    const name = stringAt(object, 'metadata', 'annotations', key)
    return name === '' ? [required(`metadata.annotations[${key}]`)] : []
  }
  if (type === 'kubernetes.io/basic-auth') {
    const present = data['username'] !== undefined || data['password'] !== undefined
    return present ? [] : [required('data[username]'), required('data[password]')]
  }
  if (type === 'kubernetes.io/ssh-auth') {
    return stringAt(data, 'ssh-privatekey') === '' ? [required('data[ssh-privatekey]')] : []
  }
  return (TYPE_KEYS[type] ?? [])
    .filter((key) => data[key] === undefined)
    .map((key) => required(`data[${key}]`))
}
