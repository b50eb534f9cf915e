import { isObject, type JsonObject } from '../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, required } from './field-error.js'
import { validateLabels } from './metadata.js'
import { isLabelValue, isQualifiedName } from './names.js'
import { listAt, objectAt, sortedKeys, stringAt, stringsAt } from './share.js'

/**
 * Validates a LabelSelector.
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/validation/validation.go (ValidateLabelSelector).
 */
export function validateLabelSelector(selector: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = [...validateLabels(objectAt(selector, 'matchLabels'), `${field}.matchLabels`)]
  listAt(selector, 'matchExpressions').forEach((item, index) => {
    if (isObject(item)) errors.push(...validateRequirement(item, `${field}.matchExpressions[${index}]`))
  })
  return errors
}

function validateRequirement(requirement: JsonObject, field: string): readonly FieldError[] {
  const operator = stringAt(requirement, 'operator')
  const values = stringsAt(requirement, 'values')
  const key = stringAt(requirement, 'key')
  return [
    ...validateOperator(operator, values.length, field),
    ...isQualifiedName(key).map((message) => invalidValue(`${field}.key`, key, message)),
    ...values.flatMap((value, index) =>
      isLabelValue(value).map((message) => invalidValue(`${field}.values[${index}]`, value, message)),
    ),
  ]
}

function validateOperator(operator: string, values: number, field: string): readonly FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values > 0
        ? []
        : [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist': {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
      return values === 0 ? [] : [forbiddenField(`${field}.values`, detail)]
    }
    default:
      return [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')]
  }
}

/** True for a selector without any requirement (it matches everything). */
export function isEmptySelector(selector: JsonObject): boolean {
  return (
    sortedKeys(objectAt(selector, 'matchLabels')).length === 0 &&
    listAt(selector, 'matchExpressions').length === 0
  )
}

/**
 * True when the labels satisfy a LabelSelector object; an undefined selector matches nothing.
 * Source: kubernetes/apimachinery v0.36.3 pkg/apis/meta/v1/helpers.go (LabelSelectorAsSelector).
 */
export function selectorMatches(selector: JsonObject | undefined, labels: JsonObject | undefined): boolean {
  if (selector === undefined) return false
  const wanted = objectAt(selector, 'matchLabels') ?? {}
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false
  return listAt(selector, 'matchExpressions').every(
    (item) => isObject(item) && requirementMatches(item, labels ?? {}),
  )
}

function requirementMatches(requirement: JsonObject, labels: JsonObject): boolean {
  const key = stringAt(requirement, 'key')
  const present = Object.hasOwn(labels, key)
  const listed = present && stringsAt(requirement, 'values').includes(stringAt(labels, key))
  switch (stringAt(requirement, 'operator')) {
    case 'In':
      return listed
    case 'NotIn':
      return !listed
    case 'Exists':
      return present
    default:
      return !present
  }
}

/**
 * True when a LabelSelector can be evaluated at all: known operators, values where they belong, well-formed keys and values.
 * Source: kubernetes/apimachinery v0.36.3 pkg/labels/selector.go (NewRequirement).
 */
export function isUsableSelector(selector: JsonObject): boolean {
  return validateLabelSelector(selector, '').length === 0
}
