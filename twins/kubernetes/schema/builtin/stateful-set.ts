import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, forbiddenField, invalidValue, required, withStructValue } from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { edit, editEach, listAt, objectAt, stringAt, valueAt, withDefaults, withKey } from '../share.js'
import { defineBuiltin } from './define-builtin.js'
import { defaultClaimSpec, defaultPodTemplate } from './pod-defaults.js'
import { ageOf, column, containerCells, nameOf, specCount, statusCount, wideColumn } from './printing.js'
import { validateSelectorAndTemplate } from './workload-validation.js'

const SPEC_DEFAULTS: JsonObject = {
  replicas: 1,
  revisionHistoryLimit: 10,
  podManagementPolicy: 'OrderedReady',
}
const RETENTION_DEFAULTS: JsonObject = { whenDeleted: 'Retain', whenScaled: 'Retain' }
const CLAIM_DEFAULTS: JsonObject = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
const RULES = { emptySelector: 'empty selector is invalid for statefulset', invalidSelector: '' }

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]
const UPDATE_FORBIDDEN =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"

/**
 * apps/v1 StatefulSet.
 * Source: kubernetes v1.36.3 pkg/apis/apps/v1/defaults.go, pkg/apis/apps/validation/validation.go (ValidateStatefulSetSpec,
 * ValidateStatefulSetUpdate; the text of the forbidden update is that of 1.36),
 * pkg/printers/internalversion/printers.go (printStatefulSet).
 */
export const statefulSet = defineBuiltin({
  group: 'apps',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  subresources: ['status', 'scale'],
  generationRule: 'spec',
  default: (object) => edit(object, 'spec', defaultSpec),
  prepareForCreate: withoutMaxUnavailable,
  prepareForUpdate: (object, old) => (hasMaxUnavailable(old) ? object : withoutMaxUnavailable(object)),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  validateUpdate: (object, old) => [
    ...validateImmutableSpec(objectAt(object, 'spec') ?? {}, objectAt(old, 'spec') ?? {}),
    ...validateSpec(objectAt(object, 'spec') ?? {}),
  ],
  printerColumns: [
    column('Name'),
    column('Ready'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
  ],
  printRow: (object, nowMs) => [
    nameOf(object),
    `${statusCount(object, 'readyReplicas')}/${specCount(object, 'replicas')}`,
    ageOf(object, nowMs),
    ...containerCells(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'spec')),
  ],
})

function hasMaxUnavailable(set: JsonObject): boolean {
  return valueAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') !== undefined
}

/**
 * The feature gate MaxUnavailableStatefulSet is off since 1.35.4, so the field is dropped.
 * Source: kubernetes v1.36.3 pkg/registry/apps/statefulset/strategy.go (dropStatefulSetDisabledFields).
 */
function withoutMaxUnavailable(set: JsonObject): JsonObject {
  return edit(set, 'spec', (spec) =>
    edit(spec, 'updateStrategy', (strategy) =>
      edit(strategy, 'rollingUpdate', (rolling) => withKey(rolling, 'maxUnavailable', undefined)),
    ),
  )
}

function defaultSpec(spec: JsonObject): JsonObject {
  let defaulted = edit(withDefaults(spec, SPEC_DEFAULTS), 'template', defaultPodTemplate)
  const strategy = objectAt(defaulted, 'updateStrategy') ?? {}
  defaulted = withKey(defaulted, 'updateStrategy', defaultStrategy(strategy))
  const retention = objectAt(defaulted, 'persistentVolumeClaimRetentionPolicy') ?? {}
  defaulted = withKey(
    defaulted,
    'persistentVolumeClaimRetentionPolicy',
    withDefaults(retention, RETENTION_DEFAULTS),
  )
  return editEach(defaulted, 'volumeClaimTemplates', defaultClaim)
}

function defaultStrategy(strategy: JsonObject): JsonObject {
  const typed =
    stringAt(strategy, 'type') === ''
      ? { ...strategy, type: 'RollingUpdate', rollingUpdate: objectAt(strategy, 'rollingUpdate') ?? {} }
      : strategy
  if (typed['type'] !== 'RollingUpdate') return typed
  return edit(typed, 'rollingUpdate', (rollingUpdate) => withDefaults(rollingUpdate, { partition: 0 }))
}

function defaultClaim(claim: JsonObject): JsonObject {
  const typed = withDefaults(edit(claim, 'spec', defaultClaimSpec), CLAIM_DEFAULTS)
  return withKey(typed, 'status', withDefaults(objectAt(typed, 'status') ?? {}, { phase: 'Pending' }))
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  return [
    ...validatePolicies(spec),
    ...nonNegative(spec['replicas'], 'spec.replicas'),
    ...nonNegative(spec['minReadySeconds'], 'spec.minReadySeconds'),
    ...validateSelectorAndTemplate(withClaimVolumes(spec), RULES),
  ]
}

/** Containers may mount what the claim templates name, which no volume of the template needs to. */
function withClaimVolumes(spec: JsonObject): JsonObject {
  const claims = listAt(spec, 'volumeClaimTemplates').map((claim) =>
    stringAt(objectAt(claim, 'metadata'), 'name'),
  )
  if (claims.length === 0) return spec
  return edit(spec, 'template', (template) =>
    edit(template, 'spec', (pod) => {
      const own = listAt(pod, 'volumes').filter((volume) => !claims.includes(stringAt(volume, 'name')))
      const made = claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
      return { ...pod, volumes: [...own, ...made] }
    }),
  )
}

function validatePolicies(spec: JsonObject): readonly FieldError[] {
  const management = stringAt(spec, 'podManagementPolicy')
  const strategy = objectAt(spec, 'updateStrategy') ?? {}
  const errors: FieldError[] = []
  if (management === '') errors.push(required('spec.podManagementPolicy'))
  else if (management !== 'OrderedReady' && management !== 'Parallel') {
    errors.push(invalidValue('spec.podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'"))
  }
  const rollingUpdate = objectAt(strategy, 'rollingUpdate')
  const type = stringAt(strategy, 'type')
  if (type === 'OnDelete' && rollingUpdate !== undefined) {
    const detail = "only allowed for updateStrategy 'RollingUpdate'"
    const error = invalidValue('spec.updateStrategy.rollingUpdate', rollingUpdate, detail)
    errors.push(
      withStructValue(error, [
        ['Partition', rollingUpdate['partition'] ?? 0],
        ['MaxUnavailable', rollingUpdate['maxUnavailable'] ?? null],
      ]),
    )
  } else if (type !== 'OnDelete' && type !== 'RollingUpdate') {
    const error = invalidValue('spec.updateStrategy', strategy, "must be 'RollingUpdate' or 'OnDelete'")
    errors.push(
      withStructValue(error, [
        ['Type', type],
        ['RollingUpdate', rollingUpdate ?? null],
      ]),
    )
  }
  errors.push(...nonNegative(rollingUpdate?.['partition'], 'spec.updateStrategy.rollingUpdate.partition'))
  return errors
}

function validateImmutableSpec(spec: JsonObject, old: JsonObject): readonly FieldError[] {
  return jsonEqual(immutablePart(spec), immutablePart(old)) ? [] : [forbiddenField('spec', UPDATE_FORBIDDEN)]
}

function immutablePart(spec: JsonObject): JsonObject {
  const part: Record<string, Json> = { ...spec }
  for (const key of MUTABLE) delete part[key]
  return part
}
