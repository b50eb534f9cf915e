import type { ReconcileResult } from '../../../kernel/controller.js'
import { NotModelled } from '../../../kernel/errors.js'
import { isObject, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { arrayAt, fromTimestamp, numberAt, objectAt, textAt, toTimestamp } from '../../client/objects.js'
import { findCondition, isConditionTrue } from '../conditions.js'
import { isPodReady } from '../pods.js'
import { nextBackOffRecord } from './back-off.js'
import { type JobCondition, outcomes, withCondition } from './conditions.js'
import { matchFailurePolicy } from './failure-policy.js'
import {
  completionIndexOf,
  countIndexes,
  hasIndex,
  type Interval,
  parseIndexes,
  withIndexes,
} from './indexes.js'
import { hasTrackingFinalizer, isBeingDeleted, isPodFailed, uidOf } from './job-pods.js'
import { completionsOf, isIndexed, isSuspended, type JobSync, specOf, tell } from './job-sync.js'
import { deletePod, managePods } from './manage-pods.js'
import { trackPods } from './track-pods.js'

/**
 * One look at a Job that has not finished: does something end it, which pods does it need, what is to be counted.
 * Throws `NotModelled` for `backoffLimitPerIndex`.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go (syncJob).
 */
export function* syncJob(sync: JobSync): Proc<ReconcileResult> {
  const { job, status } = sync
  if (specOf(job)['backoffLimitPerIndex'] !== undefined) {
    throw new NotModelled(`backoffLimitPerIndex of Job ${sync.key}`, 'Use backoffLimit.')
  }
  countPods(sync)
  if (status.startTime === '' && !isSuspended(job)) status.startTime = toTimestamp(sync.nowMs)
  sync.finished = outcomeOf(sync)
  const activeBefore = status.active
  const conditionsBefore = status.conditions
  if (sync.finished === undefined) yield* keepGoing(sync)
  else yield* stopPods(sync)
  const before = objectAt(job, 'status')
  const changed =
    status.active !== activeBefore ||
    status.conditions !== conditionsBefore ||
    before['ready'] !== status.ready ||
    before['terminating'] !== status.terminating
  yield* trackPods(sync, changed)
  if (sync.error !== undefined) return { error: sync.error }
  if (sync.due.length === 0) return {}
  // Background: whether a pod fails again, or ends before the deadline, is not certain.
  return { requeueAfterMs: Math.max(0, Math.min(...sync.due) - sync.nowMs), timer: 'background' }
}

/** Counts with the pods that are not in the status yet. */
function countPods(sync: JobSync): void {
  const { job, status, uncounted } = sync
  const fresh = (known: ReadonlySet<string>) =>
    sync.pods.filter((pod) => hasTrackingFinalizer(pod) && !known.has(uidOf(pod)) && hasUsableIndex(job, pod))
  const succeededPods = fresh(uncounted.succeeded).filter(hasSucceeded)
  const failedPods = fresh(uncounted.failed).filter((pod) => isPodFailed(pod, job))
  const counted = failedPods.filter((pod) => matchFailurePolicy(job, pod).counts)
  sync.succeeded = status.succeeded + succeededPods.length + uncounted.succeeded.size
  sync.failed = status.failed + counted.length + uncounted.failed.size
  sync.backOff = nextBackOffRecord(sync.backOff, succeededPods, failedPods)
  if (!isIndexed(job)) return
  const before = parseIndexes(status.completedIndexes, completionsOf(job) ?? 0)
  const ended = sync.pods.filter(
    (pod) => hasTrackingFinalizer(pod) && hasSucceeded(pod) && hasUsableIndex(job, pod),
  )
  const now = withIndexes(before, ended.map(completionIndexOf))
  sync.indexes = { before, now }
  sync.succeeded = countIndexes(now)
}

const hasSucceeded = (pod: JsonObject): boolean => textAt(pod, 'status', 'phase') === 'Succeeded'

function hasUsableIndex(job: JsonObject, pod: JsonObject): boolean {
  if (!isIndexed(job)) return true
  const index = completionIndexOf(pod)
  return index >= 0 && index < (completionsOf(job) ?? 0)
}

/** What ends the Job, as it is before this look changes anything. */
function outcomeOf(sync: JobSync): JobCondition | undefined {
  const { job, status, pods } = sync
  const announced = (type: string) => {
    const found = findCondition(status.conditions, type)
    return isConditionTrue(status.conditions, type) ? (found as JsonObject) : undefined
  }
  const met = announced('SuccessCriteriaMet')
  if (met !== undefined) return { type: 'SuccessCriteriaMet', ...textsOf(met) }
  const target = announced('FailureTarget')
  if (target !== undefined) return { type: 'Failed', ...textsOf(target) }
  const failJob = pods
    .filter((pod) => isPodFailed(pod, job))
    .map((pod) => matchFailurePolicy(job, pod).jobFailure)
    .find((message) => message !== undefined)
  if (failJob !== undefined) return { type: 'FailureTarget', reason: 'PodFailurePolicy', message: failJob }
  const limit = numberAt(job, 6, 'spec', 'backoffLimit')
  if (sync.failed > limit || pastLimitOnFailure(job, pods, limit)) return outcomes.backOffLimit
  return pastDeadline(sync) ? outcomes.deadline : metSuccessPolicy(sync)
}

function textsOf(condition: JsonObject): { readonly reason: string; readonly message: string } {
  return { reason: textAt(condition, 'reason'), message: textAt(condition, 'message') }
}

/** With restartPolicy OnFailure it is restarts that count. Source: job_controller.go (pastBackoffLimitOnFailure). */
function pastLimitOnFailure(job: JsonObject, pods: readonly JsonObject[], limit: number): boolean {
  if (textAt(job, 'spec', 'template', 'spec', 'restartPolicy') !== 'OnFailure') return false
  const restarts = pods
    .filter((pod) => ['Running', 'Pending'].includes(textAt(pod, 'status', 'phase')))
    .flatMap((pod) => [
      ...arrayAt(pod, 'status', 'initContainerStatuses'),
      ...arrayAt(pod, 'status', 'containerStatuses'),
    ])
    .reduce<number>((sum, status) => sum + numberAt(status, 0, 'restartCount'), 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

function pastDeadline(sync: JobSync): boolean {
  const { job, status, nowMs } = sync
  const seconds = specOf(job)['activeDeadlineSeconds']
  if (typeof seconds !== 'number' || status.startTime === '' || isSuspended(job)) return false
  const at = fromTimestamp(status.startTime) + seconds * 1000
  if (nowMs >= at) return true
  sync.due.push(at)
  return false
}

/** Source: kubernetes v1.36 pkg/controller/job/success_policy.go (matchSuccessPolicy). */
function metSuccessPolicy({ job, indexes }: JobSync): JobCondition | undefined {
  const rules = arrayAt(job, 'spec', 'successPolicy', 'rules')
  if (indexes === undefined) return undefined
  const met = rules.findIndex(
    (rule) => isObject(rule) && meetsRule(rule, indexes.now, completionsOf(job) ?? 0),
  )
  if (met < 0) return undefined
  return { type: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: `Matched rules at index ${met}` }
}

function meetsRule(rule: JsonObject, succeeded: readonly Interval[], completions: number): boolean {
  const wanted = rule['succeededIndexes']
  const listed = typeof wanted === 'string' ? parseIndexes(wanted, completions) : undefined
  const matching =
    listed === undefined
      ? countIndexes(succeeded)
      : listed.reduce(
          (sum, interval) => sum + indexesOf(interval).filter((one) => hasIndex(succeeded, one)).length,
          0,
        )
  const count = rule['succeededCount']
  if (typeof count === 'number') return matching >= count
  return listed !== undefined && matching >= countIndexes(listed)
}

function indexesOf([first, last]: Interval): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
}

/** The Job is over: its active pods go, with their finalizers until they are counted. */
function* stopPods(sync: JobSync): Proc<void> {
  const { status, activePods } = sync
  let stopped = 0
  for (const pod of activePods) {
    if (!(yield* deletePod(sync, pod))) continue
    stopped++
    if (isPodReady(pod)) status.ready--
  }
  if (stopped !== activePods.length) sync.finished = undefined
  status.active = activePods.length - stopped
  status.terminating += stopped
}

function* keepGoing(sync: JobSync): Proc<void> {
  const { job, status, activePods } = sync
  const managed = !isBeingDeleted(job)
  status.active = managed ? yield* managePods(sync) : activePods.length
  const completions = completionsOf(job)
  const enough = completions === undefined ? sync.succeeded > 0 : sync.succeeded >= completions
  if (enough && status.active === 0) sync.finished = outcomes.completed
  else if (managed) yield* noteSuspension(sync)
}

function* noteSuspension(sync: JobSync): Proc<void> {
  const { job, status, nowMs } = sync
  const suspended = isSuspended(job)
  const [reason, message] = suspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed']
  const condition = { type: 'Suspended', status: suspended ? 'True' : 'False', reason, message } as const
  const conditions = withCondition(status.conditions, condition, nowMs)
  if (jsonEqual(conditions, status.conditions)) return
  status.conditions = conditions
  yield* tell(sync, 'Normal', suspended ? 'Suspended' : 'Resumed', message)
  // The deadline counts from when the Job goes on (api/batch/v1 types.go, JobSpec.Suspend).
  status.startTime = suspended ? '' : toTimestamp(nowMs)
}
