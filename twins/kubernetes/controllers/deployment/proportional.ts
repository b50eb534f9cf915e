import type { JsonObject } from '../../../kernel/json.js'
import { numberAt, textAt } from '../../client/objects.js'
import { compareCreation } from './order.js'
import { fencepostsOf, isActive, isRecreate, type Resize, replicasOf } from './replicas.js'
import { DESIRED_REPLICAS, MAX_REPLICAS } from './revisions.js'

/**
 * What a change of `spec.replicas` does outside a rollout step, or while one is under way: the only active (or the
 * newest) ReplicaSet takes it; a saturated new one sends the others to 0; otherwise all share it by size.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (scale).
 */
export function planScaling(
  deployment: JsonObject,
  newReplicaSet: JsonObject | undefined,
  old: readonly JsonObject[],
): readonly Resize[] {
  const desired = replicasOf(deployment)
  const only = activeOrLatest(newReplicaSet, old)
  if (only !== undefined) return replicasOf(only) === desired ? [] : [{ replicaSet: only, replicas: desired }]
  if (isSaturated(deployment, newReplicaSet)) {
    return old.filter(isActive).map((replicaSet) => ({ replicaSet, replicas: 0 }))
  }
  if (isRecreate(deployment)) return []
  const all = newReplicaSet === undefined ? old : [...old, newReplicaSet]
  return shareBySize(deployment, all.filter(isActive))
}

/**
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (FindActiveOrLatest).
 */
function activeOrLatest(
  newReplicaSet: JsonObject | undefined,
  old: readonly JsonObject[],
): JsonObject | undefined {
  if (newReplicaSet === undefined && old.length === 0) return undefined
  const all = newReplicaSet === undefined ? old : [...old, newReplicaSet]
  const active = all.filter(isActive)
  if (active.length > 1) return undefined
  return active[0] ?? newReplicaSet ?? [...old].sort(compareCreation).at(-1)
}

/**
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (IsSaturated).
 */
function isSaturated(deployment: JsonObject, newReplicaSet: JsonObject | undefined): boolean {
  if (newReplicaSet === undefined) return false
  const desired = replicasOf(deployment)
  return (
    textAt(newReplicaSet, 'metadata', 'annotations', DESIRED_REPLICAS) === String(desired) &&
    replicasOf(newReplicaSet) === desired &&
    numberAt(newReplicaSet, 0, 'status', 'availableReplicas') === desired
  )
}

function shareBySize(deployment: JsonObject, active: readonly JsonObject[]): readonly Resize[] {
  const desired = replicasOf(deployment)
  const allowed = desired > 0 ? desired + fencepostsOf(deployment).maxSurge : 0
  const toAdd = allowed - active.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
  const newestFirst = toAdd > 0 ? -1 : 1
  const sorted = [...active].sort(
    (a, b) => replicasOf(b) - replicasOf(a) || newestFirst * compareCreation(a, b),
  )
  let added = 0
  const sizes = sorted.map((replicaSet) => {
    const share = toAdd === 0 ? 0 : proportion(replicaSet, deployment, toAdd, added)
    added += share
    return replicasOf(replicaSet) + share
  })
  if (toAdd !== 0 && sizes[0] !== undefined) sizes[0] = Math.max(0, sizes[0] + toAdd - added)
  return sorted.map((replicaSet, index) => ({ replicaSet, replicas: sizes[index] as number }))
}

/**
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (GetReplicaSetProportion,
 * getReplicaSetFraction).
 */
function proportion(replicaSet: JsonObject, deployment: JsonObject, toAdd: number, added: number): number {
  if (replicasOf(replicaSet) === 0 || toAdd === added) return 0
  const fraction = fractionOf(replicaSet, deployment)
  const allowed = toAdd - added
  return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed)
}

function fractionOf(replicaSet: JsonObject, deployment: JsonObject): number {
  const desired = replicasOf(deployment)
  const size = replicasOf(replicaSet)
  if (desired === 0) return -size
  const annotated = Number(textAt(replicaSet, 'metadata', 'annotations', MAX_REPLICAS))
  const previous = annotated > 0 ? annotated : numberAt(deployment, 0, 'status', 'replicas')
  if (previous === 0) return 0
  return roundHalfAway((size * (desired + fencepostsOf(deployment).maxSurge)) / previous) - size
}

/** Go's math.Round: half away from zero. */
function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}
