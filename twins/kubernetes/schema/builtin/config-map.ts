import type { JsonObject } from '../../../kernel/json.js'
import { base64SizeBytes } from '../base64.js'
import { type FieldError, invalidValue, tooLong } from '../field-error.js'
import { isConfigMapKey } from '../names.js'
import { objectAt, sortedKeys, stringAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { validateImmutableData } from './immutable-data.js'
import { ageOf, column, nameOf } from './printing.js'

const MAX_SIZE_BYTES = 1024 * 1024

/**
 * Core v1 ConfigMap. It has no defaults that show.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/config_maps.go, pkg/printers/internalversion/printers.go (printConfigMap).
 */
export const configMap = defineBuiltin({
  group: '',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  validate: validateConfigMap,
  validateUpdate: (object, old) => [
    ...validateImmutableData(object, old, ['data', 'binaryData']),
    ...validateConfigMap(object),
  ],
  printerColumns: [column('Name'), column('Data'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    String(
      Object.keys(objectAt(object, 'data') ?? {}).length +
        Object.keys(objectAt(object, 'binaryData') ?? {}).length,
    ),
    ageOf(object, nowMs),
  ],
})

function validateConfigMap(object: JsonObject): readonly FieldError[] {
  const data = objectAt(object, 'data')
  const binaryData = objectAt(object, 'binaryData')
  const errors: FieldError[] = []
  let sizeBytes = 0
  for (const key of sortedKeys(data)) {
    errors.push(...validateKey(key, 'data'))
    if (binaryData?.[key] !== undefined) {
      errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    }
    sizeBytes += Buffer.byteLength(stringAt(data, key))
  }
  for (const key of sortedKeys(binaryData)) {
    errors.push(...validateKey(key, 'binaryData'))
    sizeBytes += base64SizeBytes(stringAt(binaryData, key))
  }
  if (sizeBytes > MAX_SIZE_BYTES) errors.push(tooLong('[]', MAX_SIZE_BYTES))
  return errors
}

function validateKey(key: string, field: string): readonly FieldError[] {
  return isConfigMapKey(key).map((message) => invalidValue(`${field}[${key}]`, key, message))
}
