import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import {
  arrayAt,
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  numberAt,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { ownerKeys } from './controller-ref-manager.js'
import {
  adoptPod,
  claimPods,
  hasTrackingFinalizer,
  isBeingDeleted,
  removeTrackingFinalizer,
  uidOf,
} from './job/job-pods.js'
import { isFinished, newJobSync, specOf } from './job/job-sync.js'
import { forgetBackOff, readBackOff } from './job/memory.js'
import { syncJob } from './job/sync.js'
import { latencies, timers } from './latencies.js'
import { controllerOf } from './owner-references.js'
import { sameForOwners } from './pods.js'
import { JOBS, PODS } from './resources.js'
import { selects } from './selector.js'
import { failureOf } from './write-status.js'

/** Marks a queue key that names a pod which no Job will count any more (upstream's orphanQueue). */
const ORPHAN = 'orphan '
/** Marks a queue key that names an ownerless pod which a Job may adopt. */
const ADOPT = 'adopt '
const BUILT_IN_MANAGER = 'kubernetes.io/job-controller'

/**
 * Runs pods until enough of them have succeeded or too many have failed, and counts each one exactly once.
 * Departs from upstream: changes of pods are not batched for a second.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go.
 */
export const jobController: Controller = {
  name: 'job',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('batch', 'jobs'), map: jobKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
  ],
  initial: (view) => [
    ...listObjects(view, 'batch', 'jobs').map(namespacedName),
    ...listObjects(view, '', 'pods')
      .filter((pod) => hasTrackingFinalizer(pod) && isUncountable(view, pod))
      .map((pod) => ORPHAN + namespacedName(pod)),
  ],
  reconcile,
}

/** A Job that is gone or has finished leaves its pods nobody who would take the finalizer off. */
function jobKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const key = namespacedName((after ?? before) as JsonObject)
  if (after !== undefined && !isFinished(after)) return [key]
  const owned = view.byIndex<JsonObject>(OBJECTS, 'owner', uidOf((after ?? before) as JsonObject))
  const held = owned.map((row) => row.value).filter(hasTrackingFinalizer)
  return [key, ...held.map((pod) => ORPHAN + namespacedName(pod))]
}

function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const keys = new Set(ownerKeys('Job', change))
  if (keys.size > 0 && before !== undefined && after !== undefined && sameForJobs(before, after)) return []
  if (after === undefined) return [...keys]
  const held = hasTrackingFinalizer(after)
  if (held && isUncountable(view, after)) keys.add(ORPHAN + namespacedName(after))
  if (controllerOf(after) === undefined && isWanted(view, after)) keys.add(ADOPT + namespacedName(after))
  return [...keys]
}

/** A Job sees of a pod: phase, readiness, restarts, finalizers, labels, owners and whether it is being deleted. */
function sameForJobs(before: JsonObject, after: JsonObject): boolean {
  return (
    textAt(before, 'status', 'phase') === textAt(after, 'status', 'phase') &&
    restartsOf(before) === restartsOf(after) &&
    jsonEqual(metadataOf(before)['finalizers'], metadataOf(after)['finalizers']) &&
    sameForOwners(before, after)
  )
}

function restartsOf(pod: JsonObject): number {
  return ['initContainerStatuses', 'containerStatuses']
    .flatMap((field) => arrayAt(pod, 'status', field))
    .reduce<number>((sum, status) => sum + numberAt(status, 0, 'restartCount'), 0)
}

function isUncountable(view: View, pod: JsonObject): boolean {
  const owner = controllerOf(pod)
  if (owner === undefined) return true
  if (textAt(owner, 'kind') !== 'Job' || textAt(owner, 'apiVersion') !== 'batch/v1') return false
  const job = findObject(view, 'batch', 'jobs', textAt(metadataOf(pod), 'namespace'), textAt(owner, 'name'))
  return job === undefined || uidOf(job) !== textAt(owner, 'uid') || isFinished(job)
}

function isWanted(view: View, pod: JsonObject): boolean {
  const namespace = textAt(metadataOf(pod), 'namespace')
  return listObjects(view, 'batch', 'jobs', namespace).some((job) => !isFinished(job) && selects(job, pod))
}

function* reconcile(key: string): Proc<ReconcileResult> {
  if (key.startsWith(ORPHAN)) return yield* releaseOrphan(key.slice(ORPHAN.length))
  if (key.startsWith(ADOPT)) return yield* adoptOrphan(key.slice(ADOPT.length))
  const found = yield* api({ verb: 'get', ...JOBS, ...splitNamespacedName(key) })
  if (!succeeded(found) || isFinished(found.body)) {
    yield* forgetBackOff(key)
    return {}
  }
  const job = found.body
  if ((specOf(job)['managedBy'] ?? BUILT_IN_MANAGER) !== BUILT_IN_MANAGER) return {}
  const isNew = textAt(job, 'status', 'startTime') === ''
  const pods = yield* claimPods(job, isNew)
  const backOff = yield* readBackOff(key, uidOf(job))
  return yield* syncJob(newJobSync(job, pods, backOff, yield* now()))
}

/** Source: job_controller.go (syncOrphanPod). */
function* releaseOrphan(podKey: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PODS, ...splitNamespacedName(podKey) })
  if (!succeeded(found)) return {}
  const pod = found.body
  const owner = controllerOf(pod)
  if (owner !== undefined) {
    if (textAt(owner, 'kind') !== 'Job' || textAt(owner, 'apiVersion') !== 'batch/v1') return {}
    const { namespace } = splitNamespacedName(podKey)
    const job = yield* api({ verb: 'get', ...JOBS, namespace, name: textAt(owner, 'name') })
    const counts = succeeded(job) && uidOf(job.body) === textAt(owner, 'uid') && !isFinished(job.body)
    if (counts) return {}
  }
  const response = yield* removeTrackingFinalizer(pod)
  if (response === undefined || succeeded(response) || isNotFound(response.body)) return {}
  return { error: failureOf(response) }
}

function* adoptOrphan(podKey: string): Proc<ReconcileResult> {
  const name = splitNamespacedName(podKey)
  const found = yield* api({ verb: 'get', ...PODS, ...name })
  if (!succeeded(found)) return {}
  for (const job of itemsOf(yield* api({ verb: 'list', ...JOBS, namespace: name.namespace }))) {
    if (isFinished(job) || isBeingDeleted(job)) continue
    if ((yield* adoptPod(job, found.body)) !== undefined) return {}
  }
  return {}
}
