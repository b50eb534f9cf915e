import type { JsonObject } from '../../../kernel/json.js'
import { fromTimestamp, metadataOf, textAt, VIRTUAL_EPOCH_MS, valueAt } from '../../client/objects.js'
import type { CronSchedule } from '../../schema/cron-schedule.js'

/** The latest time at which a Job should have started. Times in virtual ms. */
export interface DueTime {
  readonly at: number | undefined
  /** More than 100 starts were missed. */
  readonly manyMissed: boolean
}

const MANY_MISSED = 100
/** The controller wakes this long after the scheduled time. Source: cronjob_controllerv2.go (nextScheduleDelta). */
const WAKE_DELAY_MS = 100

/**
 * The latest scheduled time up to now since the last one that was acted on, or since the CronJob was created; with
 * `startingDeadlineSeconds` only within that long.
 * Source: kubernetes v1.36 pkg/controller/cronjob/utils.go (mostRecentScheduleTime, nextScheduleTime).
 */
export function dueTime(cronJob: JsonObject, schedule: CronSchedule, nowMs: number): DueTime {
  const deadline = valueAt(cronJob, 'spec', 'startingDeadlineSeconds')
  const since = Math.max(
    lastScheduledAt(cronJob),
    typeof deadline === 'number' ? nowMs - deadline * 1000 : Number.NEGATIVE_INFINITY,
  )
  const first = next(schedule, since)
  if (first === undefined || first > nowMs) return { at: undefined, manyMissed: false }
  let at = first
  let missed = 0
  for (let later = next(schedule, at); later !== undefined && later <= nowMs; later = next(schedule, at)) {
    at = later
    missed++
  }
  // Upstream estimates their number from the first two and counts the last one as well.
  return { at, manyMissed: missed > MANY_MISSED }
}

/** Virtual ms until the controller shall look again; undefined when the schedule never comes. */
export function untilNextMs(cronJob: JsonObject, schedule: CronSchedule, nowMs: number): number | undefined {
  const since = lastScheduledAt(cronJob)
  const pending = next(schedule, since)
  const from = pending === undefined || pending > nowMs ? since : nowMs
  const at = next(schedule, from)
  return at === undefined ? undefined : at - nowMs + WAKE_DELAY_MS
}

function lastScheduledAt(cronJob: JsonObject): number {
  const last = textAt(cronJob, 'status', 'lastScheduleTime')
  return fromTimestamp(last === '' ? textAt(metadataOf(cronJob), 'creationTimestamp') : last)
}

function next(schedule: CronSchedule, atMs: number): number | undefined {
  const at = schedule.next(VIRTUAL_EPOCH_MS + atMs)
  return at === undefined ? undefined : at - VIRTUAL_EPOCH_MS
}
