import type { ReconcileResult } from '../../../kernel/controller.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now } from '../../../kernel/requests.js'
import { api, itemsOf } from '../../client/api.js'
import { metadataOf, objectAt, textAt, valueAt } from '../../client/objects.js'
import { conditionsOf, findCondition } from '../conditions.js'
import { claimObjects } from '../controller-ref-manager.js'
import { isControlledBy } from '../owner-references.js'
import { isPodTerminal } from '../pods.js'
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../resources.js'
import { writeStatus } from '../write-status.js'
import { cleanUpHistory } from './clean-up.js'
import { newCondition, progressDeadlineMs, reasons, setCondition } from './deployment-conditions.js'
import { createNewReplicaSet, type Synced, syncNewReplicaSet } from './new-replica-set.js'
import { planScaling } from './proportional.js'
import {
  isActive,
  isRecreate,
  newReplicaSetReplicas,
  planScaleDown,
  type Resize,
  replicasOf,
} from './replicas.js'
import { DESIRED_REPLICAS } from './revisions.js'
import { resizeAll } from './scale.js'
import { deploymentStatus, isComplete, rolloutStatus, stuckCheckAt } from './status.js'
import { findNewReplicaSet } from './template.js'

interface Rollout {
  readonly deployment: JsonObject
  readonly newReplicaSet: JsonObject | undefined
  readonly oldReplicaSets: readonly JsonObject[]
  readonly nowMs: number
}

/**
 * One sync of a Deployment.
 * Source: kubernetes v1.36 pkg/controller/deployment/deployment_controller.go (syncDeployment).
 */
export function* syncDeployment(found: JsonObject): Proc<ReconcileResult> {
  const nowMs = yield* now()
  const replicaSets = yield* claimObjects(found, REPLICA_SETS)
  const deployment = withPausedCondition(found, nowMs)
  const newReplicaSet = findNewReplicaSet(deployment, replicaSets)
  const rollout: Rollout = {
    deployment,
    newReplicaSet,
    oldReplicaSets: replicaSets.filter((replicaSet) => replicaSet !== newReplicaSet),
    nowMs,
  }
  if (metadataOf(found)['deletionTimestamp'] !== undefined) return yield* finish(rollout, found, 'plain')
  const paused = valueAt(found, 'spec', 'paused') === true
  if (paused || wasResized(deployment, replicaSets)) return yield* syncSize(rollout, found, paused)
  return isRecreate(deployment) ? yield* recreate(rollout, found) : yield* rollingUpdate(rollout, found)
}

/** Source: kubernetes v1.36 pkg/controller/deployment/deployment_controller.go (isScalingEvent). */
function wasResized(deployment: JsonObject, replicaSets: readonly JsonObject[]): boolean {
  return replicaSets.filter(isActive).some((replicaSet) => {
    const recorded = textAt(replicaSet, 'metadata', 'annotations', DESIRED_REPLICAS)
    return recorded !== '' && recorded !== String(replicasOf(deployment))
  })
}

/** Source: kubernetes v1.36 pkg/controller/deployment/sync.go (checkPausedConditions). */
function withPausedCondition(deployment: JsonObject, nowMs: number): JsonObject {
  if (progressDeadlineMs(deployment) === undefined) return deployment
  const conditions = conditionsOf(deployment)
  const reason = textAt(findCondition(conditions, 'Progressing'), 'reason')
  const paused = valueAt(deployment, 'spec', 'paused') === true
  if (reason === reasons.timedOut || paused === (reason === reasons.paused)) return deployment
  const condition = paused
    ? newCondition('Progressing', 'Unknown', reasons.paused, 'Deployment is paused', nowMs)
    : newCondition('Progressing', 'Unknown', reasons.resumed, 'Deployment is resumed', nowMs)
  const status = { ...objectAt(deployment, 'status'), conditions: setCondition(conditions, condition) }
  return { ...deployment, status }
}

/** Paused, or resized: only sizes and status. Source: kubernetes v1.36 pkg/controller/deployment/sync.go (sync). */
function* syncSize(start: Rollout, found: JsonObject, paused: boolean): Proc<ReconcileResult> {
  const existing = start.newReplicaSet === undefined ? undefined : yield* newReplicaSetFor(start)
  if (existing?.error !== undefined) return { error: existing.error }
  const rollout = existing === undefined ? start : { ...start, ...pick(existing) }
  const stored = existing === undefined ? found : origin(existing, found)
  const plan = planScaling(rollout.deployment, rollout.newReplicaSet, rollout.oldReplicaSets)
  const refusal = yield* resizeAll(rollout.deployment, plan)
  if (refusal !== undefined) return { error: refusal }
  if (paused) yield* cleanUpHistory(rollout.deployment, rollout.oldReplicaSets)
  return yield* finish(rollout, stored, 'plain')
}

/** Source: kubernetes v1.36 pkg/controller/deployment/rolling.go (rolloutRolling). */
function* rollingUpdate(start: Rollout, found: JsonObject): Proc<ReconcileResult> {
  const synced = yield* newReplicaSetFor(start)
  if (synced.error !== undefined) return { error: synced.error }
  const rollout = { ...start, ...pick(synced) }
  const { deployment, newReplicaSet, oldReplicaSets } = rollout
  if (newReplicaSet !== undefined) {
    const up = growNew(deployment, newReplicaSet, oldReplicaSets)
    const plan = up.length > 0 ? up : planScaleDown(deployment, newReplicaSet, oldReplicaSets)
    const refusal = yield* resizeAll(deployment, plan)
    if (refusal !== undefined) return { error: refusal }
    if (plan.length > 0) return yield* finish(rollout, origin(synced, found), 'rollout')
  }
  return yield* complete(rollout, origin(synced, found))
}

/** The size of the new ReplicaSet, when it must change (rolling.go, reconcileNewReplicaSet). */
function growNew(
  deployment: JsonObject,
  newReplicaSet: JsonObject,
  old: readonly JsonObject[],
): readonly Resize[] {
  const current = replicasOf(newReplicaSet)
  const desired = replicasOf(deployment)
  const replicas =
    current > desired ? desired : newReplicaSetReplicas(deployment, [...old, newReplicaSet], current)
  return replicas === current ? [] : [{ replicaSet: newReplicaSet, replicas }]
}

/** Source: kubernetes v1.36 pkg/controller/deployment/recreate.go (rolloutRecreate). */
function* recreate(start: Rollout, found: JsonObject): Proc<ReconcileResult> {
  const active = start.oldReplicaSets.filter(isActive)
  const existing = start.newReplicaSet === undefined ? undefined : yield* newReplicaSetFor(start)
  if (existing?.error !== undefined) return { error: existing.error }
  const rollout = existing === undefined ? start : { ...start, ...pick(existing) }
  const before = existing === undefined ? found : origin(existing, found)
  if (active.length > 0) {
    const plan = active.map((replicaSet) => ({ replicaSet, replicas: 0 }))
    const refusal = yield* resizeAll(rollout.deployment, plan)
    return refusal === undefined ? yield* finish(rollout, before, 'rollout') : { error: refusal }
  }
  if (yield* oldPodsRun(rollout)) return yield* finish(rollout, before, 'rollout')
  const synced = existing ?? (yield* newReplicaSetFor(rollout))
  if (synced.error !== undefined) return { error: synced.error }
  const ready = { ...rollout, ...pick(synced) }
  if (ready.newReplicaSet !== undefined) {
    const plan = growNew(ready.deployment, ready.newReplicaSet, ready.oldReplicaSets)
    const refusal = yield* resizeAll(ready.deployment, plan)
    if (refusal !== undefined) return { error: refusal }
  }
  return yield* complete(ready, origin(synced, found))
}

/** A pod of an old ReplicaSet that has not finished, terminating ones included (recreate.go, oldPodsRunning). */
function* oldPodsRun({ deployment, oldReplicaSets }: Rollout): Proc<boolean> {
  const namespace = textAt(deployment, 'metadata', 'namespace')
  for (const replicaSet of oldReplicaSets) {
    const key = textAt(replicaSet, 'metadata', 'uid')
    const pods = yield* api({ verb: 'list', ...PODS, namespace, index: { name: 'owner', key } })
    if (itemsOf(pods).some((pod) => isControlledBy(pod, replicaSet) && !isPodTerminal(pod))) return true
  }
  return false
}

function newReplicaSetFor({ deployment, newReplicaSet, oldReplicaSets, nowMs }: Rollout): Proc<Synced> {
  return newReplicaSet === undefined
    ? createNewReplicaSet(deployment, oldReplicaSets, nowMs)
    : syncNewReplicaSet(deployment, newReplicaSet, oldReplicaSets, nowMs)
}

function pick({ deployment, newReplicaSet }: Synced): Pick<Rollout, 'deployment' | 'newReplicaSet'> {
  return { deployment, newReplicaSet }
}

/** The object whose status is known to be stored: what the last write returned, or what was read. */
function origin(synced: Synced, found: JsonObject): JsonObject {
  return metadataOf(synced.deployment)['resourceVersion'] === metadataOf(found)['resourceVersion']
    ? found
    : synced.deployment
}

function* complete(rollout: Rollout, stored: JsonObject): Proc<ReconcileResult> {
  if (isComplete(rollout.deployment, objectAt(rollout.deployment, 'status')))
    yield* cleanUpHistory(rollout.deployment, rollout.oldReplicaSets)
  return yield* finish(rollout, stored, 'rollout')
}

/** Writes the status when it differs from the stored one, and asks to be woken when the deadline may have passed. */
function* finish(rollout: Rollout, stored: JsonObject, kind: 'plain' | 'rollout'): Proc<ReconcileResult> {
  const status = kind === 'plain' ? deploymentStatus(rollout) : rolloutStatus(rollout)
  const written = yield* writeStatus(DEPLOYMENTS, stored, status)
  if (written.error !== undefined) return { error: written.error }
  const dueAt = kind === 'plain' ? undefined : stuckCheckAt(rollout.deployment, status)
  if (dueAt === undefined) return {}
  return { requeueAfterMs: Math.max(dueAt - rollout.nowMs, 1000), timer: 'foreground' }
}
