import type { JsonObject } from '../../../kernel/json.js'
import { compareKeys } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { type ApiResponse, api, succeeded } from '../../client/api.js'
import {
  fromTimestamp,
  metadataOf,
  objectAt,
  textAt,
  toTimestamp,
  VIRTUAL_EPOCH_MS,
  valueAt,
} from '../../client/objects.js'
import { finishedCondition } from '../job/conditions.js'
import { controllerReference } from '../owner-references.js'
import { JOBS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { type CronJobSync, tell } from './cron-job-sync.js'

const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** `<name>-<minutes since the epoch>`: the name is the lock against starting a Job twice. */
export function jobNameAt(cronJob: JsonObject, at: number): string {
  return `${textAt(metadataOf(cronJob), 'name')}-${Math.floor((VIRTUAL_EPOCH_MS + at) / 60_000)}`
}

/** The Job for a scheduled time. Source: kubernetes v1.36 pkg/controller/cronjob/utils.go (getJobFromTemplate2). */
export function jobFor(cronJob: JsonObject, at: number): JsonObject {
  const template = objectAt(cronJob, 'spec', 'jobTemplate')
  const { labels, annotations } = metadataOf(template)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameAt(cronJob, at),
      namespace: textAt(metadataOf(cronJob), 'namespace'),
      ...(labels === undefined ? {} : { labels }),
      annotations: {
        ...objectAt({ annotations: annotations ?? null }, 'annotations'),
        [SCHEDULED_AT]: toTimestamp(at),
      },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: objectAt(template, 'spec'),
  }
}

/**
 * Deletes the oldest finished Jobs beyond the history limits. Source: cronjob_controllerv2.go (cleanupFinishedJobs).
 */
export function* cleanUpFinished(sync: CronJobSync): Proc<void> {
  for (const [type, field] of [
    ['Complete', 'successfulJobsHistoryLimit'],
    ['Failed', 'failedJobsHistoryLimit'],
  ] as const) {
    const limit = valueAt(sync.cronJob, 'spec', field)
    if (typeof limit !== 'number') continue
    const finished = sync.jobs.filter((job) => finishedCondition(job)?.['type'] === type)
    const surplus = [...finished].sort(byStart).slice(0, Math.max(0, finished.length - limit))
    for (const job of surplus) yield* deleteJob(sync, job)
  }
}

function byStart(a: JsonObject, b: JsonObject): number {
  const [startA, startB] = [a, b].map((job) => fromTimestamp(textAt(job, 'status', 'startTime'))) as [
    number,
    number,
  ]
  if (Number.isNaN(startB)) return Number.isNaN(startA) ? 0 : -1
  return startA - startB || compareKeys(textAt(metadataOf(a), 'name'), textAt(metadataOf(b), 'name'))
}

/** Deletes a Job with its pods in the background; true when that was accepted. Source: cronjob_controllerv2.go (deleteJob). */
export function* deleteJob(sync: CronJobSync, job: JsonObject): Proc<boolean> {
  const { namespace, name, uid } = metadataOf(job)
  const response: ApiResponse = yield* api({
    verb: 'delete',
    ...JOBS,
    namespace: String(namespace),
    name: String(name),
    propagationPolicy: 'Background',
  })
  if (!succeeded(response)) {
    yield* tell(sync, 'Warning', 'FailedDelete', `Deleted job: ${failureOf(response)}`)
    return false
  }
  sync.active = sync.active.filter((reference) => reference['uid'] !== uid)
  yield* tell(sync, 'Normal', 'SuccessfulDelete', `Deleted job ${String(name)}`)
  return true
}
