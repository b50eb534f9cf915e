import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { type ApiResponse, api, succeeded } from '../../client/api.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { hasStatusCause, isNotFound } from '../../status-error.js'
import { controllerReference } from '../owner-references.js'
import { isPodReady } from '../pods.js'
import { rankForDeletion } from '../replicaset/ranking.js'
import { PODS } from '../resources.js'
import { failureOf } from '../write-status.js'
import { remainingBackOffMs } from './back-off.js'
import { completionIndexOf, firstPendingIndexes, indexedNamePrefix, indexedTemplate } from './indexes.js'
import { onlyReplacesFailedPods, removeTrackingFinalizer, TRACKING_FINALIZER } from './job-pods.js'
import {
  completionsOf,
  isIndexed,
  isSuspended,
  type JobSync,
  namespaceOf,
  parallelismOf,
  tell,
} from './job-sync.js'

/** Pods created or deleted in one look at most. */
const MOST_PODS = 500

/**
 * Brings the number of active pods to what the Job asks for: creates in batches of 1, 2, 4, …, after the pause that
 * failures have earned, or deletes surplus ones. Returns how many are active then.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go (manageJob).
 */
export function* managePods(sync: JobSync): Proc<number> {
  const { job, activePods } = sync
  const active = activePods.length
  if (isSuspended(job)) return active - (yield* deletePods(sync, podsToRemove(sync, active)))
  const wanted = wantedActive(sync)
  const surplus = podsToRemove(sync, Math.max(0, active - wanted)).slice(0, MOST_PODS)
  if (surplus.length > 0) return active - (yield* deletePods(sync, surplus))
  const waitFor = onlyReplacesFailedPods(job) ? sync.status.terminating : 0
  const missing = Math.min(wanted - waitFor - active, MOST_PODS)
  if (missing <= 0) return active
  const pauseMs = remainingBackOffMs(sync.backOff, sync.nowMs)
  if (pauseMs > 0) {
    sync.due.push(sync.nowMs + pauseMs)
    // Upstream reports no active pods while it waits, even if some of a parallel Job run.
    return 0
  }
  return active + (yield* createPods(sync, missing))
}

function wantedActive({ job, succeeded: done, activePods }: JobSync): number {
  const completions = completionsOf(job)
  if (completions === undefined) return done > 0 ? activePods.length : parallelismOf(job)
  return Math.max(0, Math.min(completions - done, parallelismOf(job)))
}

/** At least this many pods; of an Indexed Job also those with a wrong index or one that another pod has. */
function podsToRemove(sync: JobSync, atLeast: number): readonly JsonObject[] {
  const { job, nowMs } = sync
  const ranked = rankForDeletion(sync.activePods, new Map(), nowMs)
  if (!isIndexed(job)) return ranked.slice(0, atLeast)
  const seen = new Set<number>()
  const remove: JsonObject[] = []
  const left: JsonObject[] = []
  // From the last to go: it is the one that keeps its index.
  for (const pod of [...ranked].reverse()) {
    const index = completionIndexOf(pod)
    const valid = index >= 0 && index < (completionsOf(job) ?? 0) && !seen.has(index)
    if (valid) left.unshift(pod)
    else remove.unshift(pod)
    seen.add(index)
  }
  return [...remove, ...left.slice(0, Math.max(0, atLeast - remove.length))]
}

/** Takes off the tracking finalizer and deletes: these pods are not counted. Returns how many were deleted. */
function* deletePods(sync: JobSync, pods: readonly JsonObject[]): Proc<number> {
  let deleted = 0
  for (const pod of pods) {
    const released = yield* removeTrackingFinalizer(pod)
    if (released !== undefined && !succeeded(released) && !isNotFound(released.body)) {
      sync.error ??= `removing completion finalizer: ${failureOf(released)}`
      continue
    }
    if (!(yield* deletePod(sync, pod))) continue
    deleted++
    sync.status.terminating++
    if (isPodReady(pod)) sync.status.ready--
  }
  return deleted
}

/** DELETE of a pod with its event; true when it is gone or going. */
export function* deletePod(sync: JobSync, pod: JsonObject): Proc<boolean> {
  const name = textAt(metadataOf(pod), 'name')
  const response = yield* api({ verb: 'delete', ...PODS, namespace: namespaceOf(sync), name })
  if (succeeded(response)) {
    yield* tell(sync, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`)
    return true
  }
  if (isNotFound(response.body)) return true
  sync.error ??= failureOf(response)
  yield* tell(sync, 'Warning', 'FailedDelete', `Error deleting: ${failureOf(response)}`)
  return false
}

function* createPods(sync: JobSync, count: number): Proc<number> {
  const { job } = sync
  const indexes = isIndexed(job)
    ? firstPendingIndexes(sync.activePods, sync.indexes?.now ?? [], count, completionsOf(job) ?? 0)
    : Array.from({ length: count }, () => -1)
  let created = 0
  let next = 0
  for (let batch = 1; next < indexes.length; batch *= 2) {
    const end = Math.min(next + batch, indexes.length)
    let failed = false
    for (; next < end; next++) {
      const response = yield* createPod(sync, indexes[next] as number)
      // In a namespace that is being terminated all further creations fail as well; upstream counts them as made.
      if (succeeded(response) || hasStatusCause(response.body, 'NamespaceTerminating')) created++
      else {
        failed = true
        sync.error ??= failureOf(response)
      }
    }
    if (failed) break
  }
  return created
}

function* createPod(sync: JobSync, index: number): Proc<ApiResponse> {
  const body = podFor(sync.job, index)
  const response = yield* api({ verb: 'create', ...PODS, namespace: namespaceOf(sync), body })
  if (succeeded(response)) {
    const name = textAt(metadataOf(response.body), 'name')
    yield* tell(sync, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`)
  } else if (!hasStatusCause(response.body, 'NamespaceTerminating')) {
    yield* tell(sync, 'Warning', 'FailedCreate', `Error creating: ${failureOf(response)}`)
  }
  return response
}

/** The pod a Job creates; `index` is -1 unless the Job is Indexed. */
function podFor(job: JsonObject, index: number): JsonObject {
  const jobName = textAt(metadataOf(job), 'name')
  const template = objectAt(job, 'spec', 'template')
  const { metadata, spec } = index < 0 ? template : indexedTemplate(template, jobName, index)
  const { labels, annotations } = objectAt({ metadata: metadata ?? null }, 'metadata')
  const finalizers = arrayAt(metadata, 'finalizers')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: index < 0 ? `${jobName}-` : indexedNamePrefix(jobName, index),
      namespace: textAt(metadataOf(job), 'namespace'),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      finalizers: finalizers.includes(TRACKING_FINALIZER) ? finalizers : [...finalizers, TRACKING_FINALIZER],
      ownerReferences: [controllerReference(job)],
    },
    spec: spec ?? {},
  }
}
