import type { JsonObject } from '../../../kernel/json.js'
import { numberAt, toTimestamp, valueAt } from '../../client/objects.js'
import { findCondition, removeCondition } from '../conditions.js'

/** Reasons of the `Progressing` condition. Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go. */
export const reasons = {
  created: 'NewReplicaSetCreated',
  found: 'FoundNewReplicaSet',
  updated: 'ReplicaSetUpdated',
  createError: 'ReplicaSetCreateError',
  available: 'NewReplicaSetAvailable',
  timedOut: 'ProgressDeadlineExceeded',
  paused: 'DeploymentPaused',
  resumed: 'DeploymentResumed',
} as const

/** A new condition as of now. */
export function newCondition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  nowMs: number,
): JsonObject {
  const at = toTimestamp(nowMs)
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message }
}

/**
 * Adds or replaces a condition. Nothing changes when status and reason are as before (not even the message); the
 * transition time stays while the status stays; a replaced condition moves to the end.
 * Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go (SetDeploymentCondition).
 */
export function setCondition(
  conditions: readonly JsonObject[],
  condition: JsonObject,
): readonly JsonObject[] {
  const type = condition['type'] as string
  const current = findCondition(conditions, type)
  if (current?.['status'] === condition['status'] && current?.['reason'] === condition['reason'])
    return conditions
  const kept =
    current !== undefined && current['status'] === condition['status']
      ? { ...condition, lastTransitionTime: current['lastTransitionTime'] ?? null }
      : condition
  return [...removeCondition(conditions, type), kept]
}

/** Like {@link setCondition}, but also renews `lastUpdateTime`: a sign of progress restarts the deadline. */
export function renewCondition(
  conditions: readonly JsonObject[],
  condition: JsonObject,
): readonly JsonObject[] {
  const type = condition['type'] as string
  const current = findCondition(conditions, type)
  const kept =
    current?.['status'] === 'True'
      ? { ...condition, lastTransitionTime: current['lastTransitionTime'] ?? null }
      : condition
  return [...removeCondition(conditions, type), kept]
}

/** Upstream reads the largest int32 as "no deadline". */
const NO_DEADLINE = 2_147_483_647

/** `progressDeadlineSeconds` in ms, or undefined when there is none. */
export function progressDeadlineMs(deployment: JsonObject): number | undefined {
  const seconds = numberAt(deployment, NO_DEADLINE, 'spec', 'progressDeadlineSeconds')
  const isSet = valueAt(deployment, 'spec', 'progressDeadlineSeconds') !== undefined
  return isSet && seconds !== NO_DEADLINE ? seconds * 1000 : undefined
}
