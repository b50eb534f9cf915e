import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, forbiddenField } from '../field-error.js'
import { validateImmutable } from '../metadata.js'
import { numberAt, stringAt, withDefaults } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { ageOf, column, nameOf } from './printing.js'

/** Values above are the system's own. */
const HIGHEST_USER_PRIORITY = 1_000_000_000
const SYSTEM_PREFIX = 'system-'

/**
 * scheduling.k8s.io/v1 PriorityClass.
 * Source: kubernetes v1.36.3 pkg/apis/scheduling/v1/defaults.go, pkg/apis/scheduling/validation/validation.go,
 * pkg/printers/internalversion/printers.go (printPriorityClass).
 */
export const priorityClass = defineBuiltin({
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  shortNames: ['pc'],
  namespaced: false,
  generationRule: 'spec',
  default: (object) => withDefaults(object, { preemptionPolicy: 'PreemptLowerPriority' }),
  validate: validateClass,
  validateUpdate: (object, old) => [
    ...(numberAt(object, 'value') === numberAt(old, 'value')
      ? []
      : [forbiddenField('value', 'may not be changed in an update.')]),
    ...validateImmutable(
      stringAt(object, 'preemptionPolicy'),
      stringAt(old, 'preemptionPolicy'),
      'preemptionPolicy',
    ),
  ],
  printerColumns: [
    column('Name'),
    column('Value'),
    column('Global-Default'),
    column('Age'),
    column('PreemptionPolicy'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    String(numberAt(object, 'value')),
    String(object['globalDefault'] === true),
    ageOf(object, nowMs),
    stringAt(object, 'preemptionPolicy'),
  ],
})

function validateClass(object: JsonObject): readonly FieldError[] {
  if (nameOf(object).startsWith(SYSTEM_PREFIX)) return []
  const value = numberAt(object, 'value')
  if (value <= HIGHEST_USER_PRIORITY) return []
  const detail = `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`
  return [forbiddenField('value', detail)]
}
