import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue } from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { objectAt, stringAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/**
 * coordination.k8s.io/v1 Lease.
 * Source: kubernetes v1.36.3 pkg/apis/coordination/validation/validation.go (ValidateLeaseSpec),
 * pkg/registry/coordination/lease/strategy.go, pkg/printers/internalversion/printers.go (printLease).
 */
export const lease = defineBuiltin({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [column('Name'), column('Holder'), column('Age')],
  printRow: (object, nowMs) => [
    nameOf(object),
    stringAt(object, 'spec', 'holderIdentity'),
    ageOf(object, nowMs),
  ],
})

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const duration = spec['leaseDurationSeconds']
  const errors: FieldError[] = []
  if (typeof duration === 'number' && duration <= 0) {
    errors.push(invalidValue('spec.leaseDurationSeconds', duration, 'must be greater than 0'))
  }
  return [...errors, ...nonNegative(spec['leaseTransitions'], 'spec.leaseTransitions')]
}
