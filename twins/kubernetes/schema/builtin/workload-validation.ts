import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../field-error.js'
import {
  isEmptySelector,
  isUsableSelector,
  selectorMatches,
  validateLabelSelector,
} from '../label-selector.js'
import { FIELD_IS_IMMUTABLE } from '../metadata.js'
import { isPercent } from '../names.js'
import { objectAt, stringAt } from '../share.js'
import { validatePodTemplate } from './pod-validation.js'

/**
 * Rules that the workload kinds share.
 * Source: kubernetes v1.36.3 pkg/apis/apps/validation/validation.go (ValidateDeploymentSpec, ValidateReplicaSetSpec,
 * ValidatePodTemplateSpecForReplicaSet), pkg/registry/apps/<kind>/strategy.go (selector immutability).
 */

const TEMPLATE = 'spec.template'

/** How a workload kind treats its selector and template. */
export interface TemplateRules {
  /** Text for a selector without requirements. */
  readonly emptySelector: string
  /** Text for a selector that cannot be evaluated; undefined where upstream adds nothing to the detailed errors. */
  readonly invalidSelector?: string
  /** True where upstream does not mention a missing selector itself. */
  readonly silentWithoutSelector?: boolean
  /** Word in the text for `activeDeadlineSeconds`; undefined where it is allowed. */
  readonly noDeadlineFor?: string
}

/** Deployments and the ReplicaSets they own; upstream validates both with the same texts, which name one of each. */
export const REPLICATED_RULES: TemplateRules = {
  emptySelector: 'empty selector is invalid for deployment',
  invalidSelector: 'invalid label selector',
  noDeadlineFor: 'ReplicaSet',
}

/** Validates selector and template together; the template's labels must match the selector. */
export function validateSelectorAndTemplate(spec: JsonObject, rules: TemplateRules): readonly FieldError[] {
  const selector = objectAt(spec, 'selector')
  const template = objectAt(spec, 'template') ?? {}
  const errors: FieldError[] = []
  if (selector === undefined) {
    if (rules.silentWithoutSelector !== true) errors.push(required('spec.selector'))
  } else {
    errors.push(...validateLabelSelector(selector, 'spec.selector'))
    if (isEmptySelector(selector)) errors.push(invalidValue('spec.selector', selector, rules.emptySelector))
  }
  if (selector !== undefined && !isUsableSelector(selector)) {
    if (rules.invalidSelector !== undefined)
      errors.push(invalidValue('spec.selector', selector, rules.invalidSelector))
  } else errors.push(...validateTemplateLabels(selector, template))
  errors.push(...validatePodTemplate(template, TEMPLATE))
  errors.push(...validateRestartPolicy(template, ['Always']))
  if (
    rules.noDeadlineFor !== undefined &&
    objectAt(template, 'spec')?.['activeDeadlineSeconds'] !== undefined
  ) {
    const detail = `activeDeadlineSeconds in ${rules.noDeadlineFor} is not Supported`
    errors.push(forbiddenField(`${TEMPLATE}.spec.activeDeadlineSeconds`, detail))
  }
  return errors
}

function validateTemplateLabels(
  selector: JsonObject | undefined,
  template: JsonObject,
): readonly FieldError[] {
  const labels = objectAt(objectAt(template, 'metadata'), 'labels')
  if (selector !== undefined && (isEmptySelector(selector) || selectorMatches(selector, labels))) return []
  const detail = '`selector` does not match template `labels`'
  return [invalidValue(`${TEMPLATE}.metadata.labels`, labels ?? null, detail)]
}

/** Validates the restart policy of a template. */
export function validateRestartPolicy(
  template: JsonObject,
  allowed: readonly string[],
): readonly FieldError[] {
  const policy = stringAt(template, 'spec', 'restartPolicy')
  if (policy === '' || allowed.includes(policy)) return []
  return [notSupported(`${TEMPLATE}.spec.restartPolicy`, policy, allowed)]
}

/** The selector of an apps/v1 kind cannot change. */
export function validateSelectorUnchanged(object: JsonObject, old: JsonObject): readonly FieldError[] {
  const selector = objectAt(object, 'spec')?.['selector']
  const before = objectAt(old, 'spec')?.['selector']
  return jsonEqual(selector, before)
    ? []
    : [invalidValue('spec.selector', selector ?? null, FIELD_IS_IMMUTABLE)]
}

/** A count or percentage that may not be negative or above 100%. */
export function validateIntOrPercent(value: Json | undefined, field: string): readonly FieldError[] {
  if (typeof value === 'number') {
    return value < 0 ? [invalidValue(field, value, 'must be greater than or equal to 0')] : []
  }
  if (typeof value !== 'string') return []
  const messages = isPercent(value)
  if (messages.length > 0) return messages.map((message) => invalidValue(field, value, message))
  return Number.parseInt(value, 10) > 100 ? [invalidValue(field, value, 'must not be greater than 100%')] : []
}

/** True for `0` and `0%`. */
export function isZeroIntOrPercent(value: Json | undefined): boolean {
  return value === 0 || (typeof value === 'string' && /^0+%$/.test(value))
}
