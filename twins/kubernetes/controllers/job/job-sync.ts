import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { recordEvent } from '../../client/events.js'
import { arrayAt, metadataOf, namespacedName, numberAt, objectAt, textAt } from '../../client/objects.js'
import { conditionsOf } from '../conditions.js'
import { isPodActive, isPodReady } from '../pods.js'
import { JOBS } from '../resources.js'
import { putStatus } from '../write-status.js'
import type { BackOffRecord } from './back-off.js'
import { finishedCondition, type JobCondition } from './conditions.js'
import type { Interval } from './indexes.js'
import { isPodTerminating } from './job-pods.js'

/** Working memory of one look at one Job: lives as long as the reconcile. Upstream's syncJobCtx. */
export interface JobSync {
  /** `namespace/name`. */
  readonly key: string
  readonly nowMs: number
  /** All pods of the Job, whatever their phase. */
  readonly pods: readonly JsonObject[]
  readonly activePods: readonly JsonObject[]
  /** The Job as it was last read or written. */
  job: JsonObject
  /** The status being made. */
  readonly status: JobStatus
  /** Pods that were in `uncountedTerminatedPods` at the start. */
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> }
  /** Counts that include the pods that will be counted in this look. */
  succeeded: number
  failed: number
  /** What ends the Job, if anything does. */
  finished: JobCondition | undefined
  /** Of an Indexed Job: the indexes that had succeeded before, and those that have now. */
  indexes: { readonly before: readonly Interval[]; readonly now: readonly Interval[] } | undefined
  backOff: BackOffRecord
  /** As it was remembered before. */
  readonly knownBackOff: BackOffRecord
  /** Virtual times at which to look again. */
  readonly due: number[]
  /** The first refusal of a create or delete: the look is repeated. */
  error: string | undefined
}

/** `status` of a Job with Go's zero values. */
export interface JobStatus {
  conditions: readonly JsonObject[]
  startTime: string
  completionTime: string
  active: number
  ready: number
  terminating: number
  succeeded: number
  failed: number
  completedIndexes: string
  uncountedSucceeded: readonly string[]
  uncountedFailed: readonly string[]
}

export const specOf = (job: JsonObject): JsonObject => objectAt(job, 'spec')
export const isIndexed = (job: JsonObject): boolean => textAt(job, 'spec', 'completionMode') === 'Indexed'
export const isSuspended = (job: JsonObject): boolean => specOf(job)['suspend'] === true
export const isFinished = (job: JsonObject): boolean => finishedCondition(job) !== undefined
export const parallelismOf = (job: JsonObject): number => numberAt(job, 1, 'spec', 'parallelism')

/** `spec.completions`; undefined when any success is enough. */
export function completionsOf(job: JsonObject): number | undefined {
  const { completions } = specOf(job)
  return typeof completions === 'number' ? completions : undefined
}

/** Begins a look. */
export function newJobSync(
  job: JsonObject,
  pods: readonly JsonObject[],
  backOff: BackOffRecord,
  nowMs: number,
): JobSync {
  const status = statusOf(job)
  const activePods = pods.filter(isPodActive)
  status.ready = activePods.filter(isPodReady).length
  status.terminating = pods.filter(isPodTerminating).length
  return {
    key: namespacedName(job),
    nowMs,
    pods,
    activePods,
    job,
    status,
    uncounted: { succeeded: new Set(status.uncountedSucceeded), failed: new Set(status.uncountedFailed) },
    succeeded: 0,
    failed: 0,
    finished: undefined,
    indexes: undefined,
    backOff,
    knownBackOff: backOff,
    due: [],
    error: undefined,
  }
}

function statusOf(job: JsonObject): JobStatus {
  const status = objectAt(job, 'status')
  const count = (field: string) => numberAt(status, 0, field)
  return {
    conditions: conditionsOf(job),
    startTime: textAt(status, 'startTime'),
    completionTime: textAt(status, 'completionTime'),
    active: count('active'),
    ready: count('ready'),
    terminating: count('terminating'),
    succeeded: count('succeeded'),
    failed: count('failed'),
    completedIndexes: textAt(status, 'completedIndexes'),
    uncountedSucceeded: arrayAt(status, 'uncountedTerminatedPods', 'succeeded').map(String),
    uncountedFailed: arrayAt(status, 'uncountedTerminatedPods', 'failed').map(String),
  }
}

/** Writes the status. False when the API refused; then `sync.error` says why and the look is over. */
export function* flushStatus(sync: JobSync): Proc<boolean> {
  const written = yield* putStatus(JOBS, { ...sync.job, status: statusJson(sync.status) })
  sync.job = written.object
  if (written.error === undefined) return true
  sync.error = written.error
  return false
}

/** Zero values are left out as Go leaves them out. */
function statusJson(status: JobStatus): JsonObject {
  const { conditions, startTime, completionTime, active, ready, terminating, succeeded, failed } = status
  return {
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(startTime === '' ? {} : { startTime }),
    ...(completionTime === '' ? {} : { completionTime }),
    ...(active === 0 ? {} : { active }),
    ready,
    terminating,
    ...(succeeded === 0 ? {} : { succeeded }),
    ...(failed === 0 ? {} : { failed }),
    ...(status.completedIndexes === '' ? {} : { completedIndexes: status.completedIndexes }),
    uncountedTerminatedPods: {
      ...(status.uncountedSucceeded.length === 0 ? {} : { succeeded: status.uncountedSucceeded }),
      ...(status.uncountedFailed.length === 0 ? {} : { failed: status.uncountedFailed }),
    },
  }
}

/** An event of the Job controller about the Job. */
export function tell(sync: JobSync, type: 'Normal' | 'Warning', reason: string, message: string): Proc<void> {
  return recordEvent({ involved: sync.job, type, reason, message, component: 'job-controller' })
}

/** Namespace of the Job. */
export const namespaceOf = (sync: JobSync): string => textAt(metadataOf(sync.job), 'namespace')
