import type { JsonObject } from '../../../kernel/json.js'
import { type FieldError, invalidValue, notSupported, required } from '../field-error.js'
import { nonNegative } from '../metadata.js'
import { isDns1123Subdomain, type NameRule } from '../names.js'
import { edit, listAt, objectAt, stringAt, withDefaults } from '../share.js'
import { elapsedSince } from '../time.js'
import { defineBuiltin } from './define-builtin.js'
import { validateJobTemplateSpec } from './job-validation.js'
import { defaultPodTemplate } from './pod-defaults.js'
import { ageOf, column, containerCells, formatLabelSelector, nameOf, wideColumn } from './printing.js'

const SPEC_DEFAULTS: JsonObject = {
  concurrencyPolicy: 'Allow',
  suspend: false,
  successfulJobsHistoryLimit: 3,
  failedJobsHistoryLimit: 1,
}
const POLICIES = ['Allow', 'Forbid', 'Replace']
const JOB_TEMPLATE = 'spec.jobTemplate.spec'

/** The controller appends 11 characters to make the Job's name, which must stay within 63. */
const nameRule: NameRule = (name) => {
  const messages = isDns1123Subdomain(name)
  return name.length > 52 ? [...messages, 'must be no more than 52 characters'] : messages
}

/**
 * batch/v1 CronJob. The schedule is not parsed.
 * Source: kubernetes v1.36.3 pkg/apis/batch/v1/defaults.go, pkg/apis/batch/validation/validation.go (validateCronJobSpec),
 * pkg/printers/internalversion/printers.go (printCronJob).
 */
export const cronJob = defineBuiltin({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  subresources: ['status'],
  generationRule: 'spec',
  nameRule,
  default: (object) => edit(object, 'spec', defaultSpec),
  validate: (object) => validateSpec(objectAt(object, 'spec') ?? {}),
  printerColumns: [
    column('Name'),
    column('Schedule'),
    column('Timezone'),
    column('Suspend', 'boolean'),
    column('Active', 'integer'),
    column('Last Schedule'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => {
    const spec = objectAt(object, 'spec')
    const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec')
    const last = objectAt(object, 'status')?.['lastScheduleTime']
    return [
      nameOf(object),
      stringAt(spec, 'schedule'),
      stringAt(spec, 'timeZone') || '<none>',
      spec?.['suspend'] === true ? 'True' : 'False',
      String(listAt(object, 'status', 'active').length),
      last === undefined ? '<none>' : elapsedSince(last, nowMs),
      ageOf(object, nowMs),
      ...containerCells(objectAt(objectAt(jobSpec, 'template'), 'spec')),
      formatLabelSelector(objectAt(jobSpec, 'selector')),
    ]
  },
})

function defaultSpec(spec: JsonObject): JsonObject {
  return edit(withDefaults(spec, SPEC_DEFAULTS), 'jobTemplate', (template) =>
    edit(template, 'spec', (jobSpec) => edit(jobSpec, 'template', defaultPodTemplate)),
  )
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec') ?? {}
  const policy = stringAt(spec, 'concurrencyPolicy')
  const errors: FieldError[] = []
  if (stringAt(spec, 'schedule') === '') errors.push(required('spec.schedule'))
  for (const key of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) {
    errors.push(...nonNegative(spec[key], `spec.${key}`))
  }
  if (policy === '') errors.push(required('spec.concurrencyPolicy'))
  else if (!POLICIES.includes(policy)) errors.push(notSupported('spec.concurrencyPolicy', policy, POLICIES))
  if (jobSpec['manualSelector'] === true) {
    errors.push(notSupported(`${JOB_TEMPLATE}.manualSelector`, true, ['nil', 'false']))
  }
  if (jobSpec['selector'] !== undefined) {
    errors.push(
      invalidValue(`${JOB_TEMPLATE}.selector`, jobSpec['selector'], '`selector` will be auto-generated'),
    )
  }
  return [...errors, ...validateJobTemplateSpec(jobSpec, JOB_TEMPLATE)]
}
