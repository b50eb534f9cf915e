import type { Json, JsonObject } from '../../../kernel/json.js'
import { metadataOf, numberAt, textAt } from '../../client/objects.js'
import { isPodReady, podAvailableAt } from '../pods.js'
import { unlessZero } from '../replicaset/status.js'
import { revisionOf } from './identity.js'
import { replicasOf } from './names.js'

/** A pod that the API server has; a draft has no phase yet. */
export const isCreated = (pod: JsonObject): boolean => textAt(pod, 'status', 'phase') !== ''
export const isTerminating = (pod: JsonObject): boolean => metadataOf(pod)['deletionTimestamp'] !== undefined

export function isRunningAndReady(pod: JsonObject): boolean {
  return textAt(pod, 'status', 'phase') === 'Running' && isPodReady(pod)
}

export function isRunningAndAvailable(pod: JsonObject, minReadySeconds: number, nowMs: number): boolean {
  const at = podAvailableAt(pod, minReadySeconds)
  return isRunningAndReady(pod) && at !== undefined && (minReadySeconds === 0 || at <= nowMs)
}

/** Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_utils.go (isUnavailable). */
export function isUnavailable(pod: JsonObject, minReadySeconds: number, nowMs: number): boolean {
  return isTerminating(pod) || !isRunningAndAvailable(pod, minReadySeconds, nowMs)
}

/** Counters of a StatefulSet's status. */
export interface Counts {
  readonly replicas: number
  readonly readyReplicas: number
  readonly availableReplicas: number
  readonly currentReplicas: number
  readonly updatedReplicas: number
}

/** Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_control.go (computeReplicaStatus). */
export function countPods(
  set: JsonObject,
  pods: readonly JsonObject[],
  current: string,
  update: string,
  nowMs: number,
): Counts {
  const minReadySeconds = numberAt(set, 0, 'spec', 'minReadySeconds')
  const created = pods.filter(isCreated)
  const kept = created.filter((pod) => !isTerminating(pod))
  const ready = pods.filter(isRunningAndReady)
  return {
    replicas: created.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isRunningAndAvailable(pod, minReadySeconds, nowMs)).length,
    currentReplicas: kept.filter((pod) => revisionOf(pod) === current).length,
    updatedReplicas: kept.filter((pod) => revisionOf(pod) === update).length,
  }
}

/**
 * The status to write. A rolling update that has reached all replicas makes the update revision the current one.
 * Source: kubernetes v1.36 stateful_set_control.go (updateStatefulSet), stateful_set_utils.go (completeRollingUpdate).
 */
export function statefulSetStatus(
  set: JsonObject,
  counts: Counts,
  revisions: { readonly current: string; readonly update: string; readonly collisionCount: number },
): JsonObject {
  const wanted = replicasOf(set)
  const complete =
    textAt(set, 'spec', 'updateStrategy', 'type') === 'RollingUpdate' &&
    counts.updatedReplicas === wanted &&
    counts.readyReplicas === wanted &&
    counts.replicas === wanted
  const status: Record<string, Json> = {
    ...unlessZero('observedGeneration', numberAt(metadataOf(set), 0, 'generation')),
    replicas: counts.replicas,
    ...unlessZero('readyReplicas', counts.readyReplicas),
    ...unlessZero('currentReplicas', complete ? counts.updatedReplicas : counts.currentReplicas),
    ...unlessZero('updatedReplicas', counts.updatedReplicas),
    currentRevision: complete ? revisions.update : revisions.current,
    updateRevision: revisions.update,
    collisionCount: revisions.collisionCount,
    availableReplicas: counts.availableReplicas,
  }
  return status
}
