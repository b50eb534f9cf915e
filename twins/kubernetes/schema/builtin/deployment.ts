import type { JsonObject } from '../../../kernel/json.js'
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  withStructValue,
} from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { edit, numberAt, objectAt, stringAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultPodTemplate } from './pod-defaults.js'
import {
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  nameOf,
  specCount,
  statusCount,
  wideColumn,
} from './printing.js'
import {
  isZeroIntOrPercent,
  REPLICATED_RULES,
  validateIntOrPercent,
  validateSelectorAndTemplate,
  validateSelectorUnchanged,
} from './workload-validation.js'

const SPEC_DEFAULTS: JsonObject = { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }
const ROLLING_UPDATE_DEFAULTS: JsonObject = { maxUnavailable: '25%', maxSurge: '25%' }

/**
 * apps/v1 Deployment.
 * Source: kubernetes v1.36.3 pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation/validation.go (ValidateDeploymentSpec),
 * pkg/registry/apps/deployment/strategy.go, pkg/printers/internalversion/printers.go (printDeployment).
 */
export const deployment = defineBuiltin({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  generationRule: 'spec-or-annotations',
  default: (object) => edit(object, 'spec', defaultSpec),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: (object, old) => [
    ...validateSpec(objectAt(object, 'spec') ?? {}),
    ...validateSelectorUnchanged(object, old),
  ],
  printerColumns: [
    column('Name'),
    column('Ready'),
    column('Up-to-date'),
    column('Available'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    `${statusCount(object, 'readyReplicas')}/${specCount(object, 'replicas')}`,
    statusCount(object, 'updatedReplicas'),
    statusCount(object, 'availableReplicas'),
    ageOf(object, nowMs),
    ...containerCells(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'spec')),
    selectorText(objectAt(objectAt(object, 'spec'), 'selector')),
  ],
})

/** Unlike the other kinds, an empty selector prints nothing. */
function selectorText(selector: JsonObject | undefined): string {
  const text = formatLabelSelector(selector)
  return text === '<none>' ? '' : text
}

function defaultSpec(spec: JsonObject): JsonObject {
  const defaulted = edit(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate)
  const strategy = objectAt(defaulted, 'strategy') ?? {}
  return withKey(defaulted, 'strategy', defaultStrategy(strategy))
}

function defaultStrategy(strategy: JsonObject): JsonObject {
  const typed = stringAt(strategy, 'type') === '' ? { ...strategy, type: 'RollingUpdate' } : strategy
  if (typed['type'] !== 'RollingUpdate') return typed
  const rollingUpdate = objectAt(typed, 'rollingUpdate') ?? {}
  return withKey(typed, 'rollingUpdate', withDefaults(rollingUpdate, ROLLING_UPDATE_DEFAULTS))
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...nonNegative(spec['replicas'], 'spec.replicas'),
    ...validateSelectorAndTemplate(spec, REPLICATED_RULES),
    ...validateStrategy(objectAt(spec, 'strategy') ?? {}),
    ...nonNegative(spec['minReadySeconds'], 'spec.minReadySeconds'),
    ...nonNegative(spec['revisionHistoryLimit'], 'spec.revisionHistoryLimit'),
    ...validateDeadline(spec),
  ]
}

function validateStrategy(strategy: JsonObject): readonly FieldError[] {
  const type = stringAt(strategy, 'type')
  const rollingUpdate = objectAt(strategy, 'rollingUpdate')
  const field = 'spec.strategy.rollingUpdate'
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'"
    return rollingUpdate === undefined ? [] : [forbiddenField(field, detail)]
  }
  if (type !== 'RollingUpdate') return [unsupportedStrategy(type, rollingUpdate)]
  if (rollingUpdate === undefined) return [required(field, 'this should be defaulted and never be nil')]
  return validateRollingUpdate(rollingUpdate, field)
}

/** Upstream prints the Go struct of the strategy. */
function unsupportedStrategy(type: string, rollingUpdate: JsonObject | undefined): FieldError {
  const error = notSupported('spec.strategy', type, ['Recreate', 'RollingUpdate'])
  return withStructValue(error, [
    ['Type', type],
    ['RollingUpdate', rollingUpdate ?? null],
  ])
}

function validateRollingUpdate(rollingUpdate: JsonObject, field: string): readonly FieldError[] {
  const { maxUnavailable, maxSurge } = rollingUpdate
  const errors: FieldError[] = [
    ...validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${field}.maxSurge`).filter(
      (error) => error.detail !== 'must not be greater than 100%',
    ),
  ]
  if (isZeroIntOrPercent(maxUnavailable) && isZeroIntOrPercent(maxSurge)) {
    const detail = 'may not be 0 when `maxSurge` is 0'
    errors.push(invalidValue(`${field}.maxUnavailable`, maxUnavailable, detail))
  }
  return errors
}

function validateDeadline(spec: JsonObject): readonly FieldError[] {
  const deadline = spec['progressDeadlineSeconds']
  const field = 'spec.progressDeadlineSeconds'
  if (typeof deadline !== 'number') return []
  const errors: FieldError[] = [...nonNegative(deadline, field)]
  if (deadline <= numberAt(spec, 'minReadySeconds')) {
    errors.push(invalidValue(field, deadline, 'must be greater than minReadySeconds'))
  }
  return errors
}
