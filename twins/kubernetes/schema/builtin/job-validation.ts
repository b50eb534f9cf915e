import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { type FieldError, invalidValue, notSupported, required } from '../field-error.js'
import { selectorMatches } from '../label-selector.js'
import { nonNegative, validateImmutable } from '../metadata.js'
import { objectAt, stringAt } from '../share.js'
import { validatePodTemplate } from './pod-validation.js'

/**
 * Validation of Jobs.
 * Source: kubernetes v1.36.3 pkg/apis/batch/validation/validation.go (validateJobSpec, ValidateJobSpecUpdate,
 * validateGeneratedSelector). Not checked: the rules inside podFailurePolicy and successPolicy, backoffLimitPerIndex.
 */

const COUNTERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'backoffLimitPerIndex',
  'ttlSecondsAfterFinished',
]
const LABEL_CONTROLLER_UID = 'batch.kubernetes.io/controller-uid'

/** Validates the part of a Job spec that a CronJob's template shares; `field` is its path. */
export function validateJobTemplateSpec(spec: JsonObject, field: string): readonly FieldError[] {
  const template = objectAt(spec, 'template') ?? {}
  const errors: FieldError[] = []
  for (const key of COUNTERS) errors.push(...nonNegative(spec[key], `${field}.${key}`))
  const mode = stringAt(spec, 'completionMode')
  if (mode !== '' && mode !== 'NonIndexed' && mode !== 'Indexed') {
    errors.push(notSupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed']))
  }
  if (mode === 'Indexed') errors.push(...validateIndexed(spec, field))
  errors.push(...validatePodTemplate(template, `${field}.template`))
  errors.push(...validateFailurePolicy(spec, field))
  errors.push(...validateRestartPolicy(template, `${field}.template.spec.restartPolicy`))
  return errors
}

const MOST_PARALLEL = 100_000

function validateIndexed(spec: JsonObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = []
  const { completions, parallelism } = spec
  if (completions === undefined)
    errors.push(required(`${field}.completions`, 'when completion mode is Indexed'))
  if (typeof parallelism === 'number' && parallelism > MOST_PARALLEL) {
    const detail = `must be less than or equal to ${MOST_PARALLEL} when completion mode is Indexed`
    errors.push(invalidValue(`${field}.parallelism`, parallelism, detail))
  }
  return errors
}

function validateFailurePolicy(spec: JsonObject, field: string): readonly FieldError[] {
  if (spec['podFailurePolicy'] === undefined) return []
  const errors: FieldError[] = []
  const restartPolicy = stringAt(spec, 'template', 'spec', 'restartPolicy')
  if (restartPolicy !== 'Never') {
    const detail = 'only "Never" is supported when podFailurePolicy is specified'
    errors.push(invalidValue(`${field}.template.spec.restartPolicy`, restartPolicy, detail))
  }
  if (spec['podReplacementPolicy'] === 'TerminatingOrFailed') {
    errors.push(notSupported(`${field}.podReplacementPolicy`, 'TerminatingOrFailed', ['Failed']))
  }
  return errors
}

function validateRestartPolicy(template: JsonObject, field: string): readonly FieldError[] {
  const policy = stringAt(template, 'spec', 'restartPolicy')
  if (policy === '' || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')]
  return policy === 'OnFailure' || policy === 'Never'
    ? []
    : [notSupported(field, policy, ['OnFailure', 'Never'])]
}

/** Validates a Job: the spec, and that selector and template belong to this Job alone. */
export function validateJob(job: JsonObject): readonly FieldError[] {
  const spec = objectAt(job, 'spec') ?? {}
  return [...validateGeneratedSelector(job, spec), ...validateSpec(spec)]
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const selector = objectAt(spec, 'selector')
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels')
  const errors: FieldError[] = []
  if (selector === undefined) errors.push(required('spec.selector'))
  if (!selectorMatches(selector, labels)) {
    const detail = '`selector` does not match template `labels`'
    errors.push(invalidValue('spec.template.metadata.labels', labels ?? null, detail))
  }
  return [...errors, ...validateJobTemplateSpec(spec, 'spec')]
}

function validateGeneratedSelector(job: JsonObject, spec: JsonObject): readonly FieldError[] {
  if (spec['manualSelector'] === true || objectAt(spec, 'selector') === undefined) return []
  const expected = stringAt(job, 'metadata', 'uid')
  const matchLabels = objectAt(objectAt(spec, 'selector'), 'matchLabels')
  const found = stringAt(matchLabels, LABEL_CONTROLLER_UID) || stringAt(matchLabels, 'controller-uid')
  if (found === expected) return []
  return [invalidValue('spec.selector', spec['selector'], '`selector` not auto-generated')]
}

/** Validates an update of a Job: what its pods are made from cannot change. */
export function validateJobUpdate(job: JsonObject, old: JsonObject): readonly FieldError[] {
  const spec = objectAt(job, 'spec') ?? {}
  const oldSpec = objectAt(old, 'spec') ?? {}
  const errors: FieldError[] = [...validateSpec(spec)]
  errors.push(...validateCompletions(spec, oldSpec))
  errors.push(...validateImmutable(spec['selector'], oldSpec['selector'], 'spec.selector'))
  errors.push(...validateTemplate(spec, oldSpec))
  for (const key of [
    'completionMode',
    'podFailurePolicy',
    'backoffLimitPerIndex',
    'managedBy',
    'successPolicy',
  ]) {
    errors.push(...validateImmutable(spec[key], oldSpec[key], `spec.${key}`))
  }
  return errors
}

/** Completions of an Indexed Job may change together with parallelism. */
function validateCompletions(spec: JsonObject, oldSpec: JsonObject): readonly FieldError[] {
  const { completions } = spec
  if (spec['completionMode'] !== 'Indexed') {
    return validateImmutable(completions, oldSpec['completions'], 'spec.completions')
  }
  if (completions === undefined || jsonEqual(completions, oldSpec['completions'])) return []
  if (jsonEqual(completions, spec['parallelism'])) return []
  return [
    invalidValue('spec.completions', completions, 'can only be modified in tandem with spec.parallelism'),
  ]
}

const SCHEDULING = ['nodeSelector', 'tolerations', 'schedulingGates']

/** While suspended and not started, where the pods run may still change. */
function validateTemplate(spec: JsonObject, oldSpec: JsonObject): readonly FieldError[] {
  const template = spec['template']
  const before = oldSpec['template']
  if (oldSpec['suspend'] !== true) return validateImmutable(template, before, 'spec.template')
  const same = jsonEqual(withoutScheduling(template), withoutScheduling(before))
  return same ? [] : validateImmutable(template, before, 'spec.template')
}

function withoutScheduling(template: Json | undefined): JsonObject {
  const spec: Record<string, Json> = { ...objectAt(template, 'spec') }
  for (const key of SCHEDULING) delete spec[key]
  return { spec }
}
