import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { type ApiResponse, api, itemsOf, succeeded } from '../../client/api.js'
import { arrayAt, metadataOf, textAt, valueAt } from '../../client/objects.js'
import { controllerOf, controllerReference, ownerReferencesOf } from '../owner-references.js'
import { isPodTerminal } from '../pods.js'
import { PODS } from '../resources.js'
import { selects } from '../selector.js'

/** Finalizer that holds each pod of a Job until the Job's status has counted it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'

export const uidOf = (object: JsonObject): string => textAt(metadataOf(object), 'uid')

export function hasTrackingFinalizer(pod: JsonObject): boolean {
  return arrayAt(metadataOf(pod), 'finalizers').includes(TRACKING_FINALIZER)
}

export function isBeingDeleted(object: JsonObject): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined
}

/** Deleted, and not yet at its end. Source: kubernetes v1.36 pkg/controller/controller_utils.go (IsPodTerminating). */
export function isPodTerminating(pod: JsonObject): boolean {
  return isBeingDeleted(pod) && !isPodTerminal(pod)
}

/** Whether a pod that is being deleted is replaced only when it has come to its end. */
export function onlyReplacesFailedPods(job: JsonObject): boolean {
  const spec = valueAt(job, 'spec')
  return textAt(spec, 'podReplacementPolicy') === 'Failed' || valueAt(spec, 'podFailurePolicy') !== undefined
}

/**
 * Whether a pod counts as a failure: also one that is being deleted, which may never reach the phase Failed.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go (isPodFailed).
 */
export function isPodFailed(pod: JsonObject, job: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase')
  if (phase === 'Failed') return true
  return !onlyReplacesFailedPods(job) && isBeingDeleted(pod) && phase !== 'Succeeded'
}

/** PATCH that takes the tracking finalizer off a pod; undefined when it has none. */
export function* removeTrackingFinalizer(pod: JsonObject): Proc<ApiResponse | undefined> {
  if (!hasTrackingFinalizer(pod)) return undefined
  return yield* patchPod(pod, 'strategic', {
    metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] },
  })
}

/**
 * The pods a Job manages, whatever their phase: its own that its selector selects; others of its own are released.
 * With `adopt`, ownerless pods that match are adopted.
 * Source: kubernetes v1.36 pkg/controller/job/job_controller.go (getPodsForJob).
 */
export function* claimPods(job: JsonObject, adopt: boolean): Proc<readonly JsonObject[]> {
  const namespace = textAt(metadataOf(job), 'namespace')
  const uid = uidOf(job)
  const owned = itemsOf(
    yield* api({ verb: 'list', ...PODS, namespace, index: { name: 'owner', key: uid } }),
  ).filter((pod) => textAt(controllerOf(pod), 'uid') === uid)
  const kept: JsonObject[] = []
  for (const pod of owned) {
    if (selects(job, pod)) kept.push(pod)
    else if (!isBeingDeleted(job)) yield* release(job, pod)
  }
  if (!adopt || isBeingDeleted(job)) return kept
  for (const pod of itemsOf(yield* api({ verb: 'list', ...PODS, namespace }))) {
    const adopted = yield* adoptPod(job, pod)
    if (adopted !== undefined) kept.push(adopted)
  }
  return kept
}

/** Makes the Job the controller of an ownerless pod that it selects; undefined when that is not so or was refused. */
export function* adoptPod(job: JsonObject, pod: JsonObject): Proc<JsonObject | undefined> {
  if (controllerOf(pod) !== undefined || isBeingDeleted(pod) || !selects(job, pod)) return undefined
  const finalizers = arrayAt(metadataOf(pod), 'finalizers')
  const response = yield* patchPod(pod, 'merge', {
    metadata: {
      ...guard(pod),
      ownerReferences: [...ownerReferencesOf(pod), controllerReference(job)],
      finalizers: hasTrackingFinalizer(pod) ? finalizers : [...finalizers, TRACKING_FINALIZER],
    },
  })
  return succeeded(response) ? response.body : undefined
}

function* release(job: JsonObject, pod: JsonObject): Proc<void> {
  const owners = ownerReferencesOf(pod).filter((reference) => textAt(reference, 'uid') !== uidOf(job))
  const finalizers = arrayAt(metadataOf(pod), 'finalizers').filter((name) => name !== TRACKING_FINALIZER)
  yield* patchPod(pod, 'merge', {
    metadata: {
      ...guard(pod),
      ownerReferences: owners.length === 0 ? null : owners,
      finalizers: finalizers.length === 0 ? null : finalizers,
    },
  })
}

function guard(pod: JsonObject): JsonObject {
  const { uid, resourceVersion } = metadataOf(pod)
  return { uid: uid ?? null, resourceVersion: resourceVersion ?? null }
}

function* patchPod(pod: JsonObject, patchType: 'merge' | 'strategic', body: JsonObject): Proc<ApiResponse> {
  const metadata = metadataOf(pod)
  return yield* api({
    verb: 'patch',
    ...PODS,
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    patchType,
    body,
  })
}
