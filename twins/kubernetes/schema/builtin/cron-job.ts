import type { Json, JsonObject } from '../../../kernel/json.js'
import { parseCronSchedule } from '../cron-schedule.js'
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
 * batch/v1 CronJob. Names of time zones are not looked up, and a schedule with a time zone is refused in updates as well.
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

/** Source: validation.go (validateScheduleFormat). */
function validateSchedule(schedule: string): readonly FieldError[] {
  if (schedule === '') return [required('spec.schedule')]
  const errors: FieldError[] = []
  const parsed = parseCronSchedule(schedule.replace(/^(CRON_)?TZ=\S*\s+/, ''))
  if ('error' in parsed) errors.push(invalidValue('spec.schedule', schedule, parsed.error))
  if (schedule.includes('TZ')) {
    const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
    errors.push(invalidValue('spec.schedule', schedule, detail))
  }
  return errors
}

/** Source: validation.go (validateTimeZone). */
function validateTimeZone(timeZone: Json | undefined): readonly FieldError[] {
  if (typeof timeZone !== 'string') return []
  if (timeZone === '') {
    return [invalidValue('spec.timeZone', timeZone, 'timeZone must be nil or non-empty string')]
  }
  if (timeZone.toLowerCase() !== 'local') return []
  const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return [invalidValue('spec.timeZone', timeZone, detail)]
}

function validateSpec(spec: JsonObject): readonly FieldError[] {
  const jobSpec = objectAt(objectAt(spec, 'jobTemplate'), 'spec') ?? {}
  const policy = stringAt(spec, 'concurrencyPolicy')
  const errors: FieldError[] = []
  errors.push(...validateSchedule(stringAt(spec, 'schedule')), ...validateTimeZone(spec['timeZone']))
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
