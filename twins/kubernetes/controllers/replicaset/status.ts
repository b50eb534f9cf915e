import type { ReconcileResult } from '../../../kernel/controller.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import { metadataOf, numberAt, objectAt, toTimestamp } from '../../client/objects.js'
import { conditionsOf, findCondition, removeCondition } from '../conditions.js'
import { isPodReady, podAvailableAt } from '../pods.js'

/** Why the last attempt to create or delete pods failed. */
export interface ManageFailure {
  readonly reason: 'FailedCreate' | 'FailedDelete'
  readonly message: string
}

/**
 * The status of a ReplicaSet over its active pods.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set_utils.go (calculateStatus).
 */
export function replicaSetStatus(
  replicaSet: JsonObject,
  pods: readonly JsonObject[],
  failure: ManageFailure | undefined,
  nowMs: number,
): JsonObject {
  const templateLabels = Object.entries(objectAt(replicaSet, 'spec', 'template', 'metadata', 'labels'))
  const minReadySeconds = numberAt(replicaSet, 0, 'spec', 'minReadySeconds')
  const labelled = pods.filter((pod) => {
    const labels = objectAt(pod, 'metadata', 'labels')
    return templateLabels.every(([key, value]) => labels[key] === value)
  })
  const available = pods.filter((pod) => {
    const at = podAvailableAt(pod, minReadySeconds)
    return at !== undefined && (minReadySeconds === 0 || at <= nowMs)
  })
  const conditions = failureConditions(replicaSet, failure, nowMs)
  return {
    replicas: pods.length,
    ...unlessZero('fullyLabeledReplicas', labelled.length),
    ...unlessZero('readyReplicas', pods.filter(isPodReady).length),
    ...unlessZero('availableReplicas', available.length),
    ...unlessZero('observedGeneration', numberAt(metadataOf(replicaSet), 0, 'generation')),
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

/** A member that Go's `omitempty` leaves out when it is 0. */
export function unlessZero(key: string, value: number): Record<string, Json> {
  return value === 0 ? {} : { [key]: value }
}

/** A known ReplicaFailure stays as it is until an attempt succeeds. */
function failureConditions(
  replicaSet: JsonObject,
  failure: ManageFailure | undefined,
  nowMs: number,
): readonly JsonObject[] {
  const conditions = conditionsOf(replicaSet)
  if (failure === undefined) return removeCondition(conditions, 'ReplicaFailure')
  if (findCondition(conditions, 'ReplicaFailure') !== undefined) return conditions
  const lastTransitionTime = toTimestamp(nowMs)
  return [
    ...conditions,
    { type: 'ReplicaFailure', status: 'True', lastTransitionTime, ...failure } satisfies JsonObject,
  ]
}

/** The result of a sync that comes again when the next of the owner's ready pods becomes available. */
export function untilAvailable(
  owner: JsonObject,
  pods: readonly JsonObject[],
  nowMs: number,
): ReconcileResult {
  const minReadySeconds = numberAt(owner, 0, 'spec', 'minReadySeconds')
  const due = pods
    .map((pod) => podAvailableAt(pod, minReadySeconds))
    .filter((at): at is number => at !== undefined && at > nowMs)
  return due.length === 0 ? {} : { requeueAfterMs: Math.min(...due) - nowMs, timer: 'foreground' }
}

/** Sum of a status counter over ReplicaSets. */
export function sumStatus(replicaSets: readonly JsonObject[], counter: string): number {
  return replicaSets.reduce((sum, replicaSet) => sum + numberAt(replicaSet, 0, 'status', counter), 0)
}

/** Sum of `spec.replicas` over ReplicaSets. */
export function sumReplicas(replicaSets: readonly JsonObject[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + numberAt(replicaSet, 0, 'spec', 'replicas'), 0)
}
