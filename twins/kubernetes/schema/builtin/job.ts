import type { JsonObject } from '../../../kernel/json.js'
import { edit, listAt, numberAt, objectAt, stringAt, withDefaults, withKey } from '../share.js'
import { humanDuration, parseTime } from '../time.js'
import { defineBuiltin } from './define-builtin.js'
import { validateJob, validateJobUpdate } from './job-validation.js'
import { defaultPodTemplate } from './pod-defaults.js'
import {
  ageOf,
  column,
  containerCells,
  formatLabelSelector,
  nameOf,
  statusCondition,
  statusCount,
  wideColumn,
} from './printing.js'

const MAX_INT32 = 2_147_483_647

/**
 * batch/v1 Job. A DELETE without propagationPolicy orphans the pods.
 * Source: kubernetes v1.36.3 pkg/apis/batch/v1/defaults.go, pkg/registry/batch/job/strategy.go (generateSelector,
 * DefaultGarbageCollectionPolicy), pkg/printers/internalversion/printers.go (printJob; the Status column is of 1.31).
 */
export const job = defineBuiltin({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  subresources: ['status'],
  generationRule: 'spec',
  defaultDeletePropagation: 'Orphan',
  default: defaultJob,
  prepareForCreate: generateSelector,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  printerColumns: [
    column('Name'),
    column('Status'),
    column('Completions'),
    column('Duration'),
    column('Age'),
    wideColumn('Containers'),
    wideColumn('Images'),
    wideColumn('Selector'),
  ],
  printRow: (object, nowMs) => {
    const spec = objectAt(object, 'spec')
    return [
      nameOf(object),
      jobStatus(object),
      completions(object),
      jobDuration(object, nowMs),
      ageOf(object, nowMs),
      ...containerCells(objectAt(objectAt(spec, 'template'), 'spec')),
      formatLabelSelector(objectAt(spec, 'selector')),
    ]
  },
})

function defaultJob(object: JsonObject): JsonObject {
  const defaulted = edit(object, 'spec', defaultSpec)
  const labels = objectAt(objectAt(objectAt(defaulted, 'spec'), 'template'), 'metadata')?.['labels']
  const own = objectAt(objectAt(defaulted, 'metadata'), 'labels')
  if (labels === undefined || own !== undefined) return defaulted
  return edit(defaulted, 'metadata', (metadata) => withKey(metadata, 'labels', labels))
}

function defaultSpec(spec: JsonObject): JsonObject {
  const single = spec['completions'] === undefined && spec['parallelism'] === undefined
  const counted = withDefaults(spec, single ? { completions: 1, parallelism: 1 } : { parallelism: 1 })
  const defaulted = withDefaults(edit(counted, 'template', defaultPodTemplate), {
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : MAX_INT32,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  })
  return edit(defaulted, 'podFailurePolicy', defaultFailurePolicy)
}

function defaultFailurePolicy(policy: JsonObject): JsonObject {
  const rules = listAt(policy, 'rules').map((rule) => {
    const patterns = listAt(rule, 'onPodConditions')
    if (patterns.length === 0) return rule
    const defaulted = patterns.map((pattern) =>
      stringAt(pattern, 'status') === '' ? { ...(pattern as JsonObject), status: 'True' } : pattern,
    )
    return { ...(rule as JsonObject), onPodConditions: defaulted }
  })
  return { ...policy, rules }
}

/** Labels of the pods of a Job; the ones without prefix are kept for old clients. */
function generateSelector(object: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec') ?? {}
  if (spec['manualSelector'] === true) return object
  const uid = stringAt(object, 'metadata', 'uid')
  const name = nameOf(object)
  const generated: JsonObject = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const labelled = edit(spec, 'template', (template) => {
    const metadata = objectAt(template, 'metadata') ?? {}
    const labels = { ...generated, ...objectAt(metadata, 'labels') }
    return withKey(template, 'metadata', withKey(metadata, 'labels', labels))
  })
  const selector = objectAt(labelled, 'selector') ?? {}
  const matchLabels = objectAt(selector, 'matchLabels') ?? {}
  const key = 'batch.kubernetes.io/controller-uid'
  const completed = matchLabels[key] === undefined ? { ...matchLabels, [key]: uid } : matchLabels
  return withKey(object, 'spec', withKey(labelled, 'selector', withKey(selector, 'matchLabels', completed)))
}

function jobStatus(object: JsonObject): string {
  const holds = (type: string): boolean => statusCondition(object, type)?.['status'] === 'True'
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (objectAt(object, 'metadata')?.['deletionTimestamp'] !== undefined) return 'Terminating'
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running'
}

function completions(object: JsonObject): string {
  const spec = objectAt(object, 'spec')
  const succeeded = statusCount(object, 'succeeded')
  if (spec?.['completions'] !== undefined) return `${succeeded}/${numberAt(spec, 'completions')}`
  const parallelism = numberAt(spec, 'parallelism')
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function jobDuration(object: JsonObject, nowMs: number): string {
  const status = objectAt(object, 'status')
  const start = parseTime(status?.['startTime'])
  if (start === undefined) return ''
  return humanDuration((parseTime(status?.['completionTime']) ?? nowMs) - start)
}
