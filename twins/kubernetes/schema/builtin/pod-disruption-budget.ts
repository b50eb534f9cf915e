import type { Json, JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, withStructValue } from '../field-error.js'
import { validateLabelSelector } from '../label-selector.js'
import { objectAt } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf, statusCount } from './printing.js'
import { validateIntOrPercent } from './workload-validation.js'

/**
 * policy/v1 PodDisruptionBudget.
 * Source: kubernetes v1.36.3 pkg/apis/policy/validation/validation.go (ValidatePodDisruptionBudgetSpec),
 * pkg/registry/policy/poddisruptionbudget/strategy.go, pkg/printers/internalversion/printers.go.
 */
export const podDisruptionBudget = defineBuiltin({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  subresources: ['status'],
  generationRule: 'spec',
  allowUnconditionalUpdate: false,
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [
    column('Name'),
    column('Min Available'),
    column('Max Unavailable'),
    column('Allowed Disruptions', 'integer'),
    column('Age'),
  ],
  printRow: (object, nowMs) => {
    const spec = objectAt(object, 'spec')
    return [
      nameOf(object),
      amount(spec?.['minAvailable']),
      amount(spec?.['maxUnavailable']),
      statusCount(object, 'disruptionsAllowed'),
      ageOf(object, nowMs),
    ]
  },
})

function amount(value: Json | undefined): string {
  return value === undefined ? 'N/A' : String(value)
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const { minAvailable, maxUnavailable } = spec
  const selector = objectAt(spec, 'selector')
  const errors: FieldError[] = []
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const error = invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')
    errors.push(
      withStructValue(error, [
        ['MinAvailable', minAvailable],
        ['Selector', selector ?? null],
        ['MaxUnavailable', maxUnavailable],
        ['UnhealthyPodEvictionPolicy', spec['unhealthyPodEvictionPolicy'] ?? null],
      ]),
    )
  }
  errors.push(...validateIntOrPercent(minAvailable, 'spec.minAvailable'))
  errors.push(...validateIntOrPercent(maxUnavailable, 'spec.maxUnavailable'))
  return selector === undefined ? errors : [...errors, ...validateLabelSelector(selector, 'spec.selector')]
}
