import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  fromTimestamp,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
  valueAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { finishedCondition } from './job/conditions.js'
import { latencies, timers } from './latencies.js'
import { JOBS } from './resources.js'
import { failureOf } from './write-status.js'

/**
 * Deletes Jobs, with their pods first, `ttlSecondsAfterFinished` after they have finished.
 * Source: kubernetes v1.36 pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (processJob).
 */
export const ttlAfterFinishedController: Controller = {
  name: 'ttl-after-finished',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    {
      table: OBJECTS,
      prefix: objectPrefix('batch', 'jobs'),
      map: (change) => keysOf(changedObject(change).after),
    },
  ],
  initial: (view) => listObjects(view, 'batch', 'jobs').flatMap(keysOf),
  reconcile,
}

function keysOf(job: JsonObject | undefined): readonly string[] {
  return job !== undefined && expiresAt(job) !== undefined ? [namespacedName(job)] : []
}

/** Virtual ms; undefined unless the Job has finished, has a time to live and is not being deleted. */
function expiresAt(job: JsonObject): number | undefined {
  const seconds = valueAt(job, 'spec', 'ttlSecondsAfterFinished')
  const finished = finishedCondition(job)
  if (typeof seconds !== 'number' || finished === undefined) return undefined
  if (metadataOf(job)['deletionTimestamp'] !== undefined) return undefined
  return fromTimestamp(textAt(finished, 'lastTransitionTime')) + seconds * 1000
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const name = splitNamespacedName(key)
  const found = yield* api({ verb: 'get', ...JOBS, ...name })
  const at = succeeded(found) ? expiresAt(found.body) : undefined
  if (at === undefined) return {}
  const leftMs = at - (yield* now())
  if (leftMs > 0) return { requeueAfterMs: leftMs, timer: 'background' }
  const response = yield* api({
    verb: 'delete',
    ...JOBS,
    ...name,
    propagationPolicy: 'Foreground',
    preconditions: { uid: textAt(metadataOf(found.body), 'uid') },
  })
  return succeeded(response) || isNotFound(response.body) ? {} : { error: failureOf(response) }
}
