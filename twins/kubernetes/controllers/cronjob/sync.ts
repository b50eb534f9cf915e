import type { ReconcileResult } from '../../../kernel/controller.js'
import { NotModelled } from '../../../kernel/errors.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import {
  fromTimestamp,
  metadataOf,
  namespacedName,
  objectAt,
  textAt,
  toTimestamp,
  VIRTUAL_EPOCH_MS,
} from '../../client/objects.js'
import { type CronSchedule, parseCronSchedule } from '../../schema/cron-schedule.js'
import { hasStatusCause, isAlreadyExists, isNotFound } from '../../status-error.js'
import { finishedCondition } from '../job/conditions.js'
import { isControlledBy } from '../owner-references.js'
import { JOBS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { deleteJob, jobFor, jobNameAt } from './child-jobs.js'
import { type CronJobSync, referenceTo, tell } from './cron-job-sync.js'
import { dueTime, untilNextMs } from './schedule-times.js'

const UTC: ReadonlySet<string> = new Set(['', 'UTC', 'Etc/UTC'])

/**
 * Notes what has become of the Jobs, and starts the one that is due.
 * Throws `NotModelled` for a time zone other than UTC.
 * Source: kubernetes v1.36 pkg/controller/cronjob/cronjob_controllerv2.go (syncCronJob).
 */
export function* syncCronJob(sync: CronJobSync): Proc<ReconcileResult> {
  const { cronJob } = sync
  yield* noteJobs(sync)
  const missing = yield* noteMissing(sync)
  if (missing !== undefined) return { error: missing }
  if (metadataOf(cronJob)['deletionTimestamp'] !== undefined) return {}
  const spec = objectAt(cronJob, 'spec')
  if (!UTC.has(textAt(spec, 'timeZone'))) {
    throw new NotModelled(
      `timeZone ${textAt(spec, 'timeZone')} of CronJob ${namespacedName(cronJob)}`,
      'Use Etc/UTC.',
    )
  }
  if (spec['suspend'] === true) return {}
  const parsed = parseCronSchedule(textAt(spec, 'schedule'))
  if ('error' in parsed) {
    const message = `unparseable schedule: ${JSON.stringify(spec['schedule'])} : ${parsed.error}`
    yield* tell(sync, 'Warning', 'UnparseableSchedule', message)
    return {}
  }
  const error = yield* startDue(sync, parsed.schedule)
  if (error !== undefined) return { error }
  const current = sync.lastScheduleTime === '' ? cronJob : withScheduleTime(cronJob, sync.lastScheduleTime)
  const requeueAfterMs = untilNextMs(current, parsed.schedule, sync.nowMs)
  // Background: a schedule goes on for ever.
  return requeueAfterMs === undefined ? {} : { requeueAfterMs, timer: 'background' }
}

function withScheduleTime(cronJob: JsonObject, lastScheduleTime: string): JsonObject {
  return { ...cronJob, status: { ...objectAt(cronJob, 'status'), lastScheduleTime } }
}

const isActive = ({ active }: CronJobSync, uid: unknown): boolean => active.some((one) => one['uid'] === uid)

function* noteJobs(sync: CronJobSync): Proc<void> {
  for (const job of sync.jobs) {
    const { uid, name } = metadataOf(job)
    const finished = finishedCondition(job)
    if (finished === undefined) {
      if (isActive(sync, uid)) continue
      const message = `Saw a job that the controller did not create or forgot: ${String(name)}`
      yield* tell(sync, 'Warning', 'UnexpectedJob', message)
      continue
    }
    if (isActive(sync, uid)) {
      sync.active = sync.active.filter((reference) => reference['uid'] !== uid)
      const message = `Saw completed job: ${String(name)}, condition: ${textAt(finished, 'type')}`
      yield* tell(sync, 'Normal', 'SawCompletedJob', message)
    }
    const completedAt = textAt(job, 'status', 'completionTime')
    const later = !(fromTimestamp(completedAt) <= fromTimestamp(sync.lastSuccessfulTime))
    if (finished['type'] === 'Complete' && completedAt !== '' && later) sync.lastSuccessfulTime = completedAt
  }
}

/** References to Jobs that are gone are dropped. Returns the message of an API server that cannot say. */
function* noteMissing(sync: CronJobSync): Proc<string | undefined> {
  const present = new Set(sync.jobs.map((job) => metadataOf(job)['uid']))
  for (const reference of sync.active) {
    if (present.has(reference['uid'])) continue
    const [namespace, name] = [textAt(reference, 'namespace'), textAt(reference, 'name')]
    const found = yield* api({ verb: 'get', ...JOBS, namespace, name })
    if (succeeded(found)) continue
    if (!isNotFound(found.body)) return failureOf(found)
    yield* tell(sync, 'Normal', 'MissingJob', `Active job went missing: ${name}`)
    sync.active = sync.active.filter((one) => one !== reference)
  }
  return undefined
}

/** Starts the Job of the latest scheduled time, unless it is too late, done, or its policy forbids. Returns a refusal. */
function* startDue(sync: CronJobSync, schedule: CronSchedule): Proc<string | undefined> {
  const { cronJob, nowMs } = sync
  const { at, manyMissed } = dueTime(cronJob, schedule, nowMs)
  if (at === undefined) return undefined
  if (manyMissed) {
    const message =
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    yield* tell(sync, 'Warning', 'TooManyMissedTimes', message)
  }
  const deadline = objectAt(cronJob, 'spec')['startingDeadlineSeconds']
  if (typeof deadline === 'number' && at + deadline * 1000 < nowMs) {
    yield* tell(sync, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(at)}`)
    return undefined
  }
  const name = jobNameAt(cronJob, at)
  if (sync.active.some((one) => one['name'] === name) || sync.lastScheduleTime === toTimestamp(at))
    return undefined
  const policy = textAt(cronJob, 'spec', 'concurrencyPolicy')
  if (policy === 'Forbid' && sync.active.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    yield* tell(sync, 'Normal', 'JobAlreadyActive', message)
    return undefined
  }
  const refusal = policy === 'Replace' ? yield* replaceActive(sync) : undefined
  return refusal ?? (yield* start(sync, at))
}

function* replaceActive(sync: CronJobSync): Proc<string | undefined> {
  for (const reference of sync.active) {
    const [namespace, name] = [textAt(reference, 'namespace'), textAt(reference, 'name')]
    const found = yield* api({ verb: 'get', ...JOBS, namespace, name })
    if (!succeeded(found)) {
      yield* tell(sync, 'Warning', 'FailedGet', `Get job: ${failureOf(found)}`)
      return failureOf(found)
    }
    if (!(yield* deleteJob(sync, found.body))) return `could not replace job ${namespace}/${name}`
  }
  return undefined
}

function* start(sync: CronJobSync, at: number): Proc<string | undefined> {
  const { cronJob } = sync
  const body = jobFor(cronJob, at)
  const [namespace, name] = [textAt(metadataOf(body), 'namespace'), textAt(metadataOf(body), 'name')]
  let created = yield* api({ verb: 'create', ...JOBS, namespace, body })
  if (isAlreadyExists(created.body)) {
    // A Job of an earlier attempt whose status write was lost; anyone else's is left alone.
    created = yield* api({ verb: 'get', ...JOBS, namespace, name })
    if (!succeeded(created)) return failureOf(created)
    if (!isControlledBy(created.body, cronJob) || isActive(sync, metadataOf(created.body)['uid']))
      return undefined
  } else if (!succeeded(created)) {
    if (!hasStatusCause(created.body, 'NamespaceTerminating'))
      yield* tell(sync, 'Warning', 'FailedCreate', `Error creating job: ${failureOf(created)}`)
    return failureOf(created)
  } else yield* tell(sync, 'Normal', 'SuccessfulCreate', `Created job ${name}`)
  sync.active = [...sync.active, referenceTo(created.body)]
  sync.lastScheduleTime = toTimestamp(at)
  return undefined
}

/** `Thu, 01 Jan 2026 00:05:00 +0000`. */
function rfc1123(at: number): string {
  return new Date(VIRTUAL_EPOCH_MS + at).toUTCString().replace('GMT', '+0000')
}
