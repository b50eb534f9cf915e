import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { succeeded } from '../../client/api.js'
import { textAt, toTimestamp } from '../../client/objects.js'
import { isNotFound } from '../../status-error.js'
import { findCondition } from '../conditions.js'
import { failureOf } from '../write-status.js'
import { withCondition } from './conditions.js'
import { matchFailurePolicy } from './failure-policy.js'
import { completionIndexOf, countIndexes, formatIndexes, hasIndex, withIndexes } from './indexes.js'
import {
  hasTrackingFinalizer,
  isBeingDeleted,
  isPodFailed,
  removeTrackingFinalizer,
  uidOf,
} from './job-pods.js'
import { completionsOf, flushStatus, isIndexed, type JobSync, tell } from './job-sync.js'
import { writeBackOff } from './memory.js'

/** Pods on their way into the counters at a time, so that the status stays small. */
const MOST_UNCOUNTED = 500

/**
 * Counts finished pods exactly once, in three steps that may each be the last one before a crash: their uids go to
 * `uncountedTerminatedPods`, their finalizers are removed, and the uids without a finalizer go over into the counters.
 * Then, if something ended the Job and nothing is left to count or to terminate, its last condition is set.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers,
 * flushUncountedAndRemoveFinalizers).
 */
export function* trackPods(sync: JobSync, changed: boolean): Proc<void> {
  const held = new Set(sync.pods.filter(hasTrackingFinalizer).map(uidOf))
  const moved = countReleased(sync, held)
  const { pods, all, recorded } = collectFinished(sync)
  const indexed = recordIndexes(sync)
  const announced = announceOutcome(sync)
  let pending = changed || moved || recorded || indexed || announced
  if (pending) {
    if (!(yield* flushStatus(sync))) return
    if (sync.backOff !== sync.knownBackOff) yield* writeBackOff(sync.key, uidOf(sync.job), sync.backOff)
    pending = false
  }
  yield* releasePods(sync, pods, held)
  pending = countReleased(sync, held)
  if (sync.error !== undefined) {
    if (pending) yield* flushStatus(sync)
    return
  }
  const ended = all && finish(sync)
  if (!pending && !ended) return
  if ((yield* flushStatus(sync)) && ended) yield* tellOutcome(sync)
}

/** Moves uids whose pods have lost the finalizer into the counters. True when there were any. */
function countReleased({ status }: JobSync, held: ReadonlySet<string>): boolean {
  const stillHeld = (uids: readonly string[]) => uids.filter((uid) => held.has(uid))
  const [succeededUids, failedUids] = [
    stillHeld(status.uncountedSucceeded),
    stillHeld(status.uncountedFailed),
  ]
  const newlySucceeded = status.uncountedSucceeded.length - succeededUids.length
  const newlyFailed = status.uncountedFailed.length - failedUids.length
  if (newlySucceeded + newlyFailed === 0) return false
  status.succeeded += newlySucceeded
  status.failed += newlyFailed
  status.uncountedSucceeded = succeededUids
  status.uncountedFailed = failedUids
  return true
}

interface Collected {
  /** Pods whose finalizers may go. */
  readonly pods: readonly JsonObject[]
  /** False when the limit cut the list short. */
  readonly all: boolean
  /** Whether anything was added to the status. */
  readonly recorded: boolean
}

function collectFinished(sync: JobSync): Collected {
  const { status, indexes } = sync
  const pods: JsonObject[] = []
  const newIndexes = new Set<number>()
  const before = status.uncountedSucceeded.length + status.uncountedFailed.length
  let full = false
  for (const pod of inIndexOrder(sync)) {
    if (full || !hasTrackingFinalizer(pod) || !mayRelease(sync, pod)) continue
    pods.push(pod)
    const uid = uidOf(pod)
    if (textAt(pod, 'status', 'phase') === 'Succeeded' && !sync.uncounted.failed.has(uid)) {
      if (indexes === undefined) {
        if (!sync.uncounted.succeeded.has(uid))
          status.uncountedSucceeded = [...status.uncountedSucceeded, uid]
      } else if (hasValidIndex(sync, pod) && !hasIndex(indexes.before, completionIndexOf(pod))) {
        newIndexes.add(completionIndexOf(pod))
      }
    } else if (countsAsFailed(sync, pod)) status.uncountedFailed = [...status.uncountedFailed, uid]
    const count = newIndexes.size + status.uncountedSucceeded.length + status.uncountedFailed.length
    full = count >= MOST_UNCOUNTED
  }
  if (indexes !== undefined) sync.indexes = { ...indexes, now: withIndexes(indexes.before, newIndexes) }
  const added = status.uncountedSucceeded.length + status.uncountedFailed.length - before
  return { pods, all: !full, recorded: added > 0 || newIndexes.size > 0 }
}

function inIndexOrder({ job, pods }: JobSync): readonly JsonObject[] {
  return isIndexed(job) ? [...pods].sort((a, b) => completionIndexOf(a) - completionIndexOf(b)) : pods
}

/** Source: job_controller.go (canRemoveFinalizer). */
function mayRelease({ job, finished }: JobSync, pod: JsonObject): boolean {
  if (isBeingDeleted(job) || finished !== undefined || textAt(pod, 'status', 'phase') === 'Succeeded')
    return true
  return isPodFailed(pod, job)
}

/** Once the Job has failed, every pod that has not succeeded has failed. */
function countsAsFailed(sync: JobSync, pod: JsonObject): boolean {
  const { job, finished, uncounted } = sync
  const jobFailed = finished !== undefined && finished.type !== 'SuccessCriteriaMet'
  if (!jobFailed && !isPodFailed(pod, job)) return false
  if (uncounted.failed.has(uidOf(pod))) return false
  if (isIndexed(job) && !hasValidIndex(sync, pod)) return false
  return matchFailurePolicy(job, pod).counts
}

function hasValidIndex({ job }: JobSync, pod: JsonObject): boolean {
  const index = completionIndexOf(pod)
  return index >= 0 && index < (completionsOf(job) ?? 0)
}

/** Succeeded indexes are their own record: no uid is needed to count them once. */
function recordIndexes({ indexes, status }: JobSync): boolean {
  if (indexes === undefined) return false
  const text = formatIndexes(indexes.now)
  const changed = text !== status.completedIndexes
  status.succeeded = countIndexes(indexes.now)
  status.completedIndexes = text
  return changed
}

/** FailureTarget or SuccessCriteriaMet, before the pods are let go; then the last condition has the same texts. */
function announceOutcome(sync: JobSync): boolean {
  const { finished, status, nowMs } = sync
  if (finished === undefined || finished.type === 'Complete' || finished.type === 'Failed') return false
  const { reason, message } = finished
  sync.finished = { type: finished.type === 'FailureTarget' ? 'Failed' : 'Complete', reason, message }
  if (findCondition(status.conditions, finished.type) !== undefined) return false
  status.conditions = withCondition(status.conditions, { ...finished, status: 'True' }, nowMs)
  return true
}

function* releasePods(sync: JobSync, pods: readonly JsonObject[], held: Set<string>): Proc<void> {
  for (const pod of pods) {
    const response = yield* removeTrackingFinalizer(pod)
    if (response === undefined || succeeded(response) || isNotFound(response.body)) held.delete(uidOf(pod))
    else sync.error ??= failureOf(response)
  }
}

/** Complete or Failed, unless pods are still to be counted or terminating. Source: job_controller.go (enactJobFinished). */
function finish({ finished, status, nowMs }: JobSync): boolean {
  if (finished === undefined) return false
  if (status.uncountedSucceeded.length + status.uncountedFailed.length > 0 || status.terminating > 0)
    return false
  status.conditions = withCondition(status.conditions, { ...finished, status: 'True' }, nowMs)
  if (finished.type === 'Complete') status.completionTime = toTimestamp(nowMs)
  return true
}

/** Source: job_controller.go (recordJobFinished). */
function* tellOutcome(sync: JobSync): Proc<void> {
  const { finished, status, job } = sync
  if (finished === undefined) return
  if (finished.type !== 'Complete') {
    yield* tell(sync, 'Warning', finished.reason, finished.message)
    return
  }
  const completions = completionsOf(job)
  if (completions !== undefined && status.succeeded > completions) {
    const message = 'Too many succeeded pods running after completion count reached'
    yield* tell(sync, 'Warning', 'TooManySucceededPods', message)
  }
  yield* tell(sync, 'Normal', 'Completed', 'Job completed')
}
