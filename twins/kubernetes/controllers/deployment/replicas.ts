import type { Json, JsonObject } from '../../../kernel/json.js'
import { metadataOf, numberAt, textAt, valueAt } from '../../client/objects.js'
import { compareCreation } from './order.js'

/** How far a rolling update may leave `spec.replicas`, in pods. */
export interface Fenceposts {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** A wanted size of one ReplicaSet. */
export interface Resize {
  readonly replicaSet: JsonObject
  readonly replicas: number
}

export const replicasOf = (object: JsonObject): number => numberAt(object, 1, 'spec', 'replicas')
export const availableOf = (object: JsonObject): number => numberAt(object, 0, 'status', 'availableReplicas')
export const isRecreate = (deployment: JsonObject): boolean =>
  textAt(deployment, 'spec', 'strategy', 'type') === 'Recreate'

/**
 * Absolute limits of a rolling update: surge rounds up, unavailable rounds down, and both 0 means one unavailable.
 * `value` is a count or a percentage such as `25%`; absent is the API's default of 25%.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts).
 */
export function resolveFenceposts(
  maxSurge: Json | undefined,
  maxUnavailable: Json | undefined,
  desired: number,
): Fenceposts {
  const surge = scaled(maxSurge, desired, Math.ceil)
  const unavailable = scaled(maxUnavailable, desired, Math.floor)
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

function scaled(value: Json | undefined, total: number, round: (exact: number) => number): number {
  if (typeof value === 'number') return value
  const percent = Number.parseInt(typeof value === 'string' ? value : '25%', 10)
  return round((percent * total) / 100)
}

/**
 * Limits of this Deployment: none for Recreate; unavailable never exceeds `spec.replicas`, and is 0 without replicas.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (MaxSurge, MaxUnavailable).
 */
export function fencepostsOf(deployment: JsonObject): Fenceposts {
  if (isRecreate(deployment)) return { maxSurge: 0, maxUnavailable: 0 }
  const desired = replicasOf(deployment)
  const rolling = valueAt(deployment, 'spec', 'strategy', 'rollingUpdate')
  const posts = resolveFenceposts(valueAt(rolling, 'maxSurge'), valueAt(rolling, 'maxUnavailable'), desired)
  return { ...posts, maxUnavailable: desired === 0 ? 0 : Math.min(posts.maxUnavailable, desired) }
}

/**
 * Size the new ReplicaSet may have now: it grows up to `spec.replicas` while all together stay within the surge.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (NewRSNewReplicas).
 */
export function newReplicaSetReplicas(
  deployment: JsonObject,
  all: readonly JsonObject[],
  current: number,
): number {
  const desired = replicasOf(deployment)
  if (isRecreate(deployment)) return desired
  const total = all.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
  const limit = desired + fencepostsOf(deployment).maxSurge
  if (total >= limit) return current
  return current + Math.min(limit - total, desired - current)
}

/**
 * Which old ReplicaSets shrink now, and to what: first unhealthy replicas, then healthy ones while more than
 * `spec.replicas - maxUnavailable` are available. Empty when nothing may go.
 * Source: kubernetes v1.36 pkg/controller/deployment/rolling.go (reconcileOldReplicaSets, cleanupUnhealthyReplicas,
 * scaleDownOldReplicaSetsForRollingUpdate).
 */
export function planScaleDown(
  deployment: JsonObject,
  newReplicaSet: JsonObject | undefined,
  old: readonly JsonObject[],
): readonly Resize[] {
  const all = newReplicaSet === undefined ? old : [...old, newReplicaSet]
  const oldPods = old.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
  if (oldPods === 0) return []
  const total = all.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
  const minAvailable = replicasOf(deployment) - fencepostsOf(deployment).maxUnavailable
  const newUnavailable =
    newReplicaSet === undefined ? 0 : replicasOf(newReplicaSet) - availableOf(newReplicaSet)
  const budget = total - minAvailable - newUnavailable
  if (budget <= 0) return []
  const sizes = new Map(sortOldest(old).map((replicaSet) => [replicaSet, replicasOf(replicaSet)]))
  shrinkUnhealthy(sizes, budget)
  shrinkHealthy(sizes, all.reduce((sum, replicaSet) => sum + availableOf(replicaSet), 0) - minAvailable)
  return [...sizes]
    .filter(([replicaSet, replicas]) => replicas !== replicasOf(replicaSet))
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }))
}

function shrinkUnhealthy(sizes: Map<JsonObject, number>, budget: number): void {
  let left = budget
  for (const [replicaSet, replicas] of sizes) {
    const unhealthy = replicas - availableOf(replicaSet)
    if (left <= 0) break
    if (replicas === 0 || unhealthy <= 0) continue
    const removed = Math.min(left, unhealthy)
    sizes.set(replicaSet, replicas - removed)
    left -= removed
  }
}

function shrinkHealthy(sizes: Map<JsonObject, number>, surplus: number): void {
  let left = surplus
  for (const [replicaSet, replicas] of sizes) {
    if (left <= 0) break
    const removed = Math.min(left, replicas)
    sizes.set(replicaSet, replicas - removed)
    left -= removed
  }
}

/** Oldest first, ties by name. */
export function sortOldest(replicaSets: readonly JsonObject[]): readonly JsonObject[] {
  return [...replicaSets].sort(compareCreation)
}

/** True while the ReplicaSet has at least one replica. */
export function isActive(replicaSet: JsonObject): boolean {
  return replicasOf(replicaSet) > 0
}

/** Name of an object. */
export const nameOf = (object: JsonObject): string => textAt(metadataOf(object), 'name')
