import type { JsonObject } from '../../../kernel/json.js'
import { isObject } from '../../../kernel/json.js'
import { arrayAt, fromTimestamp, metadataOf, numberAt, textAt } from '../../client/objects.js'
import { conditionsOf, findCondition } from '../conditions.js'
import { timers } from '../latencies.js'

/** What the controller remembers of the failures of a Job since its last success. Times in virtual ms. */
export interface BackOffRecord {
  readonly failures: number
  readonly lastFailureAt: number | null
}

export const NO_FAILURES: BackOffRecord = { failures: 0, lastFailureAt: null }

/**
 * The record after pods have newly succeeded or failed: failures count from the last success on.
 * Source: kubernetes v1.36 pkg/controller/job/backoff_utils.go (newBackoffRecord).
 */
export function nextBackOffRecord(
  before: BackOffRecord,
  succeeded: readonly JsonObject[],
  failed: readonly JsonObject[],
): BackOffRecord {
  if (succeeded.length === 0 && failed.length === 0) return before
  const ends = failed.map(finishedAt)
  if (succeeded.length === 0) {
    return { failures: before.failures + failed.length, lastFailureAt: Math.max(...ends) }
  }
  const lastSuccessAt = Math.max(...succeeded.map(finishedAt))
  const later = ends.filter((end) => end > lastSuccessAt)
  return later.length === 0 ? NO_FAILURES : { failures: later.length, lastFailureAt: Math.max(...later) }
}

/**
 * Virtual ms until a pod may be created: 10 s after the first failure in a row, doubled with each more up to 10 min.
 * Source: kubernetes v1.36 pkg/controller/job/backoff_utils.go (getRemainingTimeForFailuresCount), job_controller.go
 * (DefaultJobPodFailureBackOff, MaxJobPodFailureBackOff).
 */
export function remainingBackOffMs({ failures, lastFailureAt }: BackOffRecord, nowMs: number): number {
  if (failures === 0 || lastFailureAt === null) return 0
  const delayMs = Math.min(timers.jobBackOffBaseMs * 2 ** (failures - 1), timers.jobBackOffMaxMs)
  return Math.max(0, delayMs - (nowMs - lastFailureAt))
}

/**
 * When a pod came to its end: the end of its last container, else since when it is not Ready, else when it was deleted.
 * Source: kubernetes v1.36 pkg/controller/job/backoff_utils.go (getFinishedTime).
 */
export function finishedAt(pod: JsonObject): number {
  const metadata = metadataOf(pod)
  const ready = findCondition(conditionsOf(pod), 'Ready')
  const notReadySince = textAt(ready, 'status') === 'False' ? textAt(ready, 'lastTransitionTime') : ''
  const deletedAt =
    fromTimestamp(textAt(metadata, 'deletionTimestamp')) -
    1000 * numberAt(metadata, 0, 'deletionGracePeriodSeconds')
  const known = [lastEndOf(pod), fromTimestamp(notReadySince), deletedAt]
  return known.find((at) => !Number.isNaN(at)) ?? fromTimestamp(textAt(metadata, 'creationTimestamp'))
}

/** The latest end of all containers and sidecars; NaN while one of them has not ended. */
function lastEndOf(pod: JsonObject): number {
  const sidecars = arrayAt(pod, 'spec', 'initContainers')
    .filter((container) => textAt(container, 'restartPolicy') === 'Always')
    .map((container) => textAt(container, 'name'))
  const statuses = [
    ...arrayAt(pod, 'status', 'containerStatuses'),
    ...arrayAt(pod, 'status', 'initContainerStatuses').filter((one) =>
      sidecars.includes(textAt(one, 'name')),
    ),
  ].filter(isObject)
  if (statuses.length === 0) return Number.NaN
  return Math.max(...statuses.map((one) => fromTimestamp(textAt(one, 'state', 'terminated', 'finishedAt'))))
}
