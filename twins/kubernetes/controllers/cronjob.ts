import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { ownerKey } from './controller-ref-manager.js'
import { cleanUpFinished } from './cronjob/child-jobs.js'
import { newCronJobSync, statusOf } from './cronjob/cron-job-sync.js'
import { syncCronJob } from './cronjob/sync.js'
import { isFinished } from './job/job-sync.js'
import { latencies, timers } from './latencies.js'
import { isControlledBy } from './owner-references.js'
import { CRON_JOBS, JOBS } from './resources.js'
import { writeStatus } from './write-status.js'

/**
 * Starts Jobs on a schedule and keeps a history of them. Virtual time 0 is 2026-01-01T00:00:00Z.
 * Departs from upstream: a change of the status alone does not wake it; its own writes are the only ones.
 * Source: kubernetes v1.36 pkg/controller/cronjob/cronjob_controllerv2.go (sync).
 */
export const cronJobController: Controller = {
  name: 'cronjob',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('batch', 'cronjobs'), map: cronJobKeys },
    { table: OBJECTS, prefix: objectPrefix('batch', 'jobs'), map: jobKeys },
  ],
  initial: (view) => listObjects(view, 'batch', 'cronjobs').map(namespacedName),
  reconcile,
}

function cronJobKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  if (after === undefined) return []
  const same =
    before !== undefined &&
    jsonEqual(before['spec'], after['spec']) &&
    metadataOf(before)['deletionTimestamp'] === metadataOf(after)['deletionTimestamp']
  return same ? [] : [namespacedName(after)]
}

/** Jobs that come, go, finish or change hands. */
function jobKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const keys = [ownerKey('CronJob', before), ownerKey('CronJob', after)].filter(
    (key): key is string => key !== undefined,
  )
  const same =
    before !== undefined &&
    after !== undefined &&
    isFinished(before) === isFinished(after) &&
    keys[0] === keys[1]
  return same ? [] : [...new Set(keys)]
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...CRON_JOBS, ...splitNamespacedName(key) })
  if (!succeeded(found)) return {}
  const cronJob = found.body
  const { namespace } = splitNamespacedName(key)
  const uid = textAt(metadataOf(cronJob), 'uid')
  const owned = itemsOf(
    yield* api({ verb: 'list', ...JOBS, namespace, index: { name: 'owner', key: uid } }),
  ).filter((job) => isControlledBy(job, cronJob))
  const sync = newCronJobSync(cronJob, owned, yield* now())
  yield* cleanUpFinished(sync)
  const result = yield* syncCronJob(sync)
  const written = yield* writeStatus(CRON_JOBS, cronJob, statusOf(sync))
  return written.error === undefined ? result : { error: written.error }
}
