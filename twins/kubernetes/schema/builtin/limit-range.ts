import { isObject, type JsonObject } from '../../../kernel/json.js'
import { duplicate, type FieldError, required } from '../field-error.js'
import { edit, editEach, listAt, objectAt, stringAt, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { canonicalQuantities } from './pod-defaults.js'
import { column, nameOf } from './printing.js'

/**
 * Core v1 LimitRange. Its amounts are not compared with each other.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem),
 * pkg/apis/core/validation/validation.go (ValidateLimitRange), pkg/printers/internalversion (no printer of its own).
 */
export const limitRange = defineBuiltin({
  group: '',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  default: (object) =>
    edit(object, 'spec', (spec) =>
      editEach(spec, 'limits', (item) => withDefaultAmounts(withCanonicalAmounts(item))),
    ),
  validate: validateLimits,
  printerColumns: [column('Name'), column('Created At', 'date')],
  printRow: (object) => [nameOf(object), stringAt(object, 'metadata', 'creationTimestamp')],
})

function withCanonicalAmounts(item: JsonObject): JsonObject {
  const amounts = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']
  return amounts.reduce((changed, key) => edit(changed, key, canonicalQuantities), item)
}

/** For containers: limits from `max`, then requests from limits and from `min`. */
function withDefaultAmounts(item: JsonObject): JsonObject {
  if (stringAt(item, 'type') !== 'Container') return item
  const limits = merged(objectAt(item, 'max'), objectAt(item, 'default'))
  const requests = merged(objectAt(item, 'min'), merged(limits, objectAt(item, 'defaultRequest')))
  return withAmounts(withAmounts(item, 'default', limits), 'defaultRequest', requests)
}

/** The second with what only the first has. */
function merged(first: JsonObject | undefined, second: JsonObject | undefined): JsonObject {
  if (first === undefined) return second ?? {}
  if (second === undefined) return first
  return Object.keys(first).every((key) => Object.hasOwn(second, key)) ? second : { ...first, ...second }
}

/** Go leaves empty maps out. */
function withAmounts(item: JsonObject, key: string, amounts: JsonObject): JsonObject {
  return Object.keys(amounts).length === 0 ? item : withKey(item, key, amounts)
}

function validateLimits(object: JsonObject): readonly FieldError[] {
  const seen = new Set<string>()
  return listAt(object, 'spec', 'limits')
    .filter(isObject)
    .flatMap((item, index) => {
      const field = `spec.limits[${index}].type`
      const type = stringAt(item, 'type')
      if (type === '') return [required(field)]
      if (seen.has(type)) return [duplicate(field, type)]
      seen.add(type)
      return []
    })
}
