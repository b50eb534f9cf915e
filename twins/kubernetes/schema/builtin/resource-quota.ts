import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { isQualifiedName } from '../names.js'
import { compareQuantities } from '../quantity.js'
import { edit, objectAt, sortedKeys, stringAt, stringsAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { canonicalQuantities } from './pod-defaults.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * Core v1 ResourceQuota. That scopes fit the resources is not validated.
 * Source: kubernetes v1.36.3 pkg/apis/core/validation/validation.go (ValidateResourceQuotaSpec,
 * ValidateResourceQuotaUpdate), pkg/printers/internalversion/printers.go (printResourceQuota).
 */
export const resourceQuota = defineBuiltin({
  group: '',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  subresources: ['status'],
  default: (object) =>
    ['spec', 'status'].reduce(
      (changed, part) => edit(changed, part, (amounts) => edit(amounts, 'hard', canonicalQuantities)),
      object,
    ),
  validate: validateHard,
  validateUpdate: (object, old) => [
    ...validateHard(object),
    ...validateImmutable(scopesOf(object), scopesOf(old), 'spec.scopes'),
  ],
  printerColumns: [column('Name'), column('Request'), column('Limit'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    amounts(object, (resource) => !resource.startsWith('limits.')),
    amounts(object, (resource) => resource.startsWith('limits.')),
    ageOf(object, nowMs),
  ],
})

function scopesOf(object: JsonObject): readonly string[] {
  return [...stringsAt(object, 'spec', 'scopes')].sort()
}

function validateHard(object: JsonObject): readonly FieldError[] {
  const hard = objectAt(objectAt(object, 'spec'), 'hard')
  return sortedKeys(hard).flatMap((resource) => {
    const field = `spec.hard[${resource}]`
    const amount = stringAt(hard, resource)
    const errors = isQualifiedName(resource).map((message) => invalidValue(field, resource, message))
    return compareQuantities(amount, '0') < 0
      ? [...errors, invalidValue(field, amount, 'must be greater than or equal to 0')]
      : errors
  })
}

/** `pods: 1/4, requests.cpu: 100m/1`, of the resources wanted. */
function amounts(object: JsonObject, wanted: (resource: string) => boolean): string {
  const status = objectAt(object, 'status')
  const hard = objectAt(status, 'hard')
  const used = objectAt(status, 'used')
  return sortedKeys(hard)
    .filter(wanted)
    .map((resource) => `${resource}: ${stringAt(used, resource) || '0'}/${stringAt(hard, resource)}`)
    .join(', ')
}
