import { type JsonObject, jsonEqual } from '../../../kernel/json.js'
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  withStructValue,
} from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { edit, objectAt, stringAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultPodTemplate } from './pod-defaults.js'
import {
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  formatLabels,
  nameOf,
  statusCount,
  wideColumn,
} from './printing.js'
import {
  isZeroIntOrPercent,
  validateIntOrPercent,
  validateSelectorAndTemplate,
  validateSelectorUnchanged,
} from './workload-validation.js'

const SPEC_DEFAULTS: JsonObject = { revisionHistoryLimit: 10 }
const ROLLING_UPDATE_DEFAULTS: JsonObject = { maxUnavailable: 1, maxSurge: 0 }
const RULES = { emptySelector: 'empty selector is invalid for daemonset', silentWithoutSelector: true }

/**
 * apps/v1 DaemonSet.
 * Source: kubernetes v1.36.3 pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation/validation.go (ValidateDaemonSetSpec),
 * pkg/registry/apps/daemonset/strategy.go, pkg/printers/internalversion/printers.go (printDaemonSet).
 */
export const daemonSet = defineBuiltin({
  group: 'apps',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  subresources: ['status'],
  generationRule: 'spec',
  default: (object) => edit(object, 'spec', defaultSpec),
  prepareForCreate: (object) => withTemplateGeneration(object, 1),
  prepareForUpdate,
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: (object, old) => [
    ...validateSpec(objectAt(object, 'spec') ?? {}),
    ...validateSelectorUnchanged(object, old),
  ],
  printerColumns: [
    column('Name'),
    column('Desired', 'integer'),
    column('Current', 'integer'),
    column('Ready', 'integer'),
    column('Up-to-date', 'integer'),
    column('Available', 'integer'),
    column('Node Selector'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => {
    const podSpec = objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'spec')
    return [
      nameOf(object),
      statusCount(object, 'desiredNumberScheduled'),
      statusCount(object, 'currentNumberScheduled'),
      statusCount(object, 'numberReady'),
      statusCount(object, 'updatedNumberScheduled'),
      statusCount(object, 'numberAvailable'),
      formatLabels(objectAt(podSpec, 'nodeSelector')),
      ageOf(object, nowMs),
      ...containerCells(podSpec),
      formatLabelSelector(objectAt(objectAt(object, 'spec'), 'selector')),
    ]
  },
})

/** The generation of the template lives on as an annotation. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

function withTemplateGeneration(object: JsonObject, generation: number): JsonObject {
  return edit(object, 'metadata', (metadata) => {
    const annotations = objectAt(metadata, 'annotations') ?? {}
    return withKey(metadata, 'annotations', withKey(annotations, TEMPLATE_GENERATION, String(generation)))
  })
}

function prepareForUpdate(object: JsonObject, old: JsonObject): JsonObject {
  const before = Number(stringAt(old, 'metadata', 'annotations', TEMPLATE_GENERATION))
  const same = jsonEqual(objectAt(object, 'spec')?.['template'], objectAt(old, 'spec')?.['template'])
  return withTemplateGeneration(object, same ? before : before + 1)
}

function defaultSpec(spec: JsonObject): JsonObject {
  const defaulted = edit(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate)
  const strategy = withDefaults(objectAt(defaulted, 'updateStrategy') ?? {}, { type: 'RollingUpdate' })
  if (strategy['type'] !== 'RollingUpdate') return withKey(defaulted, 'updateStrategy', strategy)
  const rollingUpdate = withDefaults(objectAt(strategy, 'rollingUpdate') ?? {}, ROLLING_UPDATE_DEFAULTS)
  return withKey(defaulted, 'updateStrategy', withKey(strategy, 'rollingUpdate', rollingUpdate))
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...validateSelectorAndTemplate(spec, RULES),
    ...validateTemplateRules(spec),
    ...nonNegative(spec['minReadySeconds'], 'spec.minReadySeconds'),
    ...validateStrategy(objectAt(spec, 'updateStrategy') ?? {}),
    ...nonNegative(spec['revisionHistoryLimit'], 'spec.revisionHistoryLimit'),
  ]
}

function validateTemplateRules(spec: JsonObject): readonly FieldError[] {
  const deadline = objectAt(objectAt(spec, 'template'), 'spec')?.['activeDeadlineSeconds']
  if (deadline === undefined) return []
  const detail = 'activeDeadlineSeconds in DaemonSet is not Supported'
  return [forbiddenField('spec.template.spec.activeDeadlineSeconds', detail)]
}

function validateStrategy(strategy: JsonObject): readonly FieldError[] {
  const type = stringAt(strategy, 'type')
  if (type === 'OnDelete') return []
  if (type !== 'RollingUpdate') {
    const error = notSupported('spec.updateStrategy', type, ['RollingUpdate', 'OnDelete'])
    const members = [
      ['Type', type],
      ['RollingUpdate', objectAt(strategy, 'rollingUpdate') ?? null],
    ] as const
    return [withStructValue(error, members)]
  }
  const field = 'spec.updateStrategy.rollingUpdate'
  const rollingUpdate = objectAt(strategy, 'rollingUpdate')
  if (rollingUpdate === undefined) return [required(field)]
  const { maxUnavailable, maxSurge } = rollingUpdate
  const errors: FieldError[] = [
    ...validateIntOrPercent(maxUnavailable, `${field}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${field}.maxSurge`),
  ]
  const surging = !isZeroIntOrPercent(maxSurge)
  if (surging && !isZeroIntOrPercent(maxUnavailable)) {
    const detail = 'may not be set when maxUnavailable is non-zero'
    errors.push(invalidValue(`${field}.maxSurge`, maxSurge, detail))
  } else if (!surging && isZeroIntOrPercent(maxUnavailable)) {
    errors.push(required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'))
  }
  return errors
}
