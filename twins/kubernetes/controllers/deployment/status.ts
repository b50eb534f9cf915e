import type { Json, JsonObject } from '../../../kernel/json.js'
import { fromTimestamp, metadataOf, numberAt, textAt, valueAt } from '../../client/objects.js'
import { conditionsOf, findCondition, removeCondition } from '../conditions.js'
import { sumReplicas, sumStatus, unlessZero } from '../replicaset/status.js'
import {
  newCondition,
  progressDeadlineMs,
  reasons,
  renewCondition,
  setCondition,
} from './deployment-conditions.js'
import { fencepostsOf, nameOf, replicasOf } from './replicas.js'

/** What a status is computed from. */
export interface StatusInput {
  readonly deployment: JsonObject
  readonly newReplicaSet: JsonObject | undefined
  readonly oldReplicaSets: readonly JsonObject[]
  readonly nowMs: number
}

const COUNTERS = [
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
] as const
type Counters = Readonly<Record<(typeof COUNTERS)[number], number>>

/**
 * Counters and the `Available` condition.
 * Source: kubernetes v1.36 pkg/controller/deployment/sync.go (calculateStatus).
 */
export function deploymentStatus(input: StatusInput): JsonObject {
  const { deployment, nowMs } = input
  const counters = countersOf(input)
  const enough =
    counters.availableReplicas >= replicasOf(deployment) - fencepostsOf(deployment).maxUnavailable
  const available = enough
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        nowMs,
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        nowMs,
      )
  return assemble(deployment, counters, setCondition(conditionsOf(deployment), available))
}

function countersOf({ newReplicaSet, oldReplicaSets }: StatusInput): Counters {
  const all = newReplicaSet === undefined ? oldReplicaSets : [...oldReplicaSets, newReplicaSet]
  const available = sumStatus(all, 'availableReplicas')
  return {
    replicas: sumStatus(all, 'replicas'),
    updatedReplicas: newReplicaSet === undefined ? 0 : sumStatus([newReplicaSet], 'replicas'),
    readyReplicas: sumStatus(all, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sumReplicas(all) - available),
  }
}

function assemble(deployment: JsonObject, counters: Counters, conditions: readonly JsonObject[]): JsonObject {
  const status: Record<string, Json> = {
    ...unlessZero('observedGeneration', numberAt(metadataOf(deployment), 0, 'generation')),
  }
  for (const name of COUNTERS) Object.assign(status, unlessZero(name, counters[name]))
  if (conditions.length > 0) status['conditions'] = conditions
  const collisions = valueAt(deployment, 'status', 'collisionCount')
  if (collisions !== undefined) status['collisionCount'] = collisions
  return status
}

/**
 * Status during a rollout: {@link deploymentStatus} plus `Progressing` and `ReplicaFailure`.
 * Source: kubernetes v1.36 pkg/controller/deployment/progress.go (syncRolloutStatus).
 */
export function rolloutStatus(input: StatusInput): JsonObject {
  const status = deploymentStatus(input)
  const progressing = progressingConditions(input, status)
  const failure = replicaFailure(input)
  const conditions =
    failure === undefined
      ? removeCondition(progressing, 'ReplicaFailure')
      : setCondition(progressing, failure)
  return { ...status, conditions }
}

function progressingConditions(input: StatusInput, status: JsonObject): readonly JsonObject[] {
  const { deployment, newReplicaSet, nowMs } = input
  const conditions = conditionsOf({ status })
  if (progressDeadlineMs(deployment) === undefined) return removeCondition(conditions, 'Progressing')
  const current = findCondition(conditionsOf(deployment), 'Progressing')
  const settled =
    numberAt(status, 0, 'replicas') === numberAt(status, 0, 'updatedReplicas') &&
    textAt(current, 'reason') === reasons.available
  if (settled) return conditions
  const subject =
    newReplicaSet === undefined
      ? `Deployment "${nameOf(deployment)}"`
      : `ReplicaSet "${nameOf(newReplicaSet)}"`
  const condition = (truth: 'True' | 'False', reason: string, text: string) =>
    newCondition('Progressing', truth, reason, `${subject} ${text}`, nowMs)
  if (isComplete(deployment, status)) {
    return setCondition(conditions, condition('True', reasons.available, 'has successfully progressed.'))
  }
  if (isProgressing(deployment, status)) {
    return renewCondition(conditions, condition('True', reasons.updated, 'is progressing.'))
  }
  if (isTimedOut(deployment, status, nowMs)) {
    return setCondition(conditions, condition('False', reasons.timedOut, 'has timed out progressing.'))
  }
  return conditions
}

/** Every pod is updated and available, and nothing old is left (DeploymentComplete). */
export function isComplete(deployment: JsonObject, status: JsonObject): boolean {
  const desired = replicasOf(deployment)
  return (
    numberAt(status, 0, 'updatedReplicas') === desired &&
    numberAt(status, 0, 'replicas') === desired &&
    numberAt(status, 0, 'availableReplicas') === desired &&
    numberAt(status, 0, 'observedGeneration') >= numberAt(deployment, 0, 'metadata', 'generation')
  )
}

/** More is updated, ready or available, or less is old, than the written status says (DeploymentProgressing). */
function isProgressing(deployment: JsonObject, status: JsonObject): boolean {
  const before = (counter: string) => numberAt(deployment, 0, 'status', counter)
  const after = (counter: string) => numberAt(status, 0, counter)
  return (
    after('updatedReplicas') > before('updatedReplicas') ||
    after('replicas') - after('updatedReplicas') < before('replicas') - before('updatedReplicas') ||
    after('readyReplicas') > before('readyReplicas') ||
    after('availableReplicas') > before('availableReplicas')
  )
}

/**
 * The deadline has passed since the last sign of progress.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (DeploymentTimedOut).
 */
function isTimedOut(deployment: JsonObject, status: JsonObject, nowMs: number): boolean {
  const dueAt = progressDueAt(deployment, status)
  if (dueAt === undefined) return false
  return dueAt < nowMs
}

/** Virtual ms of the deadline, or undefined when it does not run: no deadline, complete, or already exceeded. */
function progressDueAt(deployment: JsonObject, status: JsonObject): number | undefined {
  const deadlineMs = progressDeadlineMs(deployment)
  const current = findCondition(conditionsOf({ status }), 'Progressing')
  if (deadlineMs === undefined || current === undefined) return undefined
  const reason = textAt(current, 'reason')
  if (reason === reasons.available || reason === reasons.timedOut) return undefined
  return fromTimestamp(textAt(current, 'lastUpdateTime')) + deadlineMs
}

/**
 * Virtual ms at which a Deployment without progress must be looked at again: one second after its deadline.
 * Source: kubernetes v1.36 pkg/controller/deployment/progress.go (requeueStuckDeployment).
 */
export function stuckCheckAt(deployment: JsonObject, status: JsonObject): number | undefined {
  const dueAt = isComplete(deployment, status) ? undefined : progressDueAt(deployment, status)
  return dueAt === undefined ? undefined : dueAt + 1000
}

/** The new ReplicaSet's failure, else an old one's, as a condition of the Deployment (getReplicaFailures). */
function replicaFailure({ newReplicaSet, oldReplicaSets }: StatusInput): JsonObject | undefined {
  const candidates = newReplicaSet === undefined ? oldReplicaSets : [newReplicaSet, ...oldReplicaSets]
  for (const replicaSet of candidates) {
    const found = findCondition(conditionsOf(replicaSet), 'ReplicaFailure')
    if (found !== undefined) {
      return {
        type: 'ReplicaFailure',
        status: textAt(found, 'status'),
        lastUpdateTime: textAt(found, 'lastTransitionTime'),
        lastTransitionTime: textAt(found, 'lastTransitionTime'),
        reason: textAt(found, 'reason'),
        message: textAt(found, 'message'),
      }
    }
  }
  return undefined
}
