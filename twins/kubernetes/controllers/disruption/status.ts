import type { Json, JsonObject } from '../../../kernel/json.js'
import {
  arrayAt,
  fromTimestamp,
  metadataOf,
  numberAt,
  objectAt,
  textAt,
  toTimestamp,
} from '../../client/objects.js'
import { isPodReady } from '../pods.js'
import type { Expectation } from './expected-pods.js'

/** An evicted pod counts as going for this long. Source: kubernetes v1.36 disruption.go (DeletionTimeout). */
export const DELETION_TIMEOUT_MS = 120_000

const CONDITION = 'DisruptionAllowed'

/** Evicted pods whose deletion has not been seen yet, and when the first of them is given up. */
export interface Disrupted {
  readonly pods: JsonObject
  readonly recheckAt: number | undefined
  /** Pods that should have been deleted and were not. */
  readonly overdue: readonly JsonObject[]
}

/** Source: as above (buildDisruptedPodMap). */
export function disruptedPods(budget: JsonObject, pods: readonly JsonObject[], nowMs: number): Disrupted {
  const before = objectAt(budget, 'status', 'disruptedPods')
  const kept: Record<string, Json> = {}
  const overdue: JsonObject[] = []
  let recheckAt: number | undefined
  for (const pod of pods) {
    const since = before[textAt(pod, 'metadata', 'name')]
    if (since === undefined || metadataOf(pod)['deletionTimestamp'] !== undefined) continue
    const due = fromTimestamp(String(since)) + DELETION_TIMEOUT_MS
    if (due < nowMs) overdue.push(pod)
    else {
      kept[textAt(pod, 'metadata', 'name')] = since
      recheckAt = Math.min(recheckAt ?? due, due)
    }
  }
  return { pods: kept, recheckAt, overdue }
}

/** Source: as above (countHealthyPods). */
export function countHealthy(pods: readonly JsonObject[], disrupted: JsonObject, nowMs: number): number {
  return pods.filter((pod) => {
    const since = disrupted[textAt(pod, 'metadata', 'name')]
    if (metadataOf(pod)['deletionTimestamp'] !== undefined) return false
    if (since !== undefined && fromTimestamp(String(since)) + DELETION_TIMEOUT_MS > nowMs) return false
    return isPodReady(pod)
  }).length
}

/** Source: as above (updatePdbStatus). */
export function budgetStatus(
  budget: JsonObject,
  { expectedPods, desiredHealthy }: Expectation,
  currentHealthy: number,
  disrupted: JsonObject,
  nowMs: number,
): JsonObject {
  const spare = currentHealthy - desiredHealthy
  const disruptionsAllowed = expectedPods <= 0 || spare <= 0 ? 0 : spare
  return withAllowedCondition(
    {
      observedGeneration: numberAt(metadataOf(budget), 0, 'generation'),
      ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
      disruptionsAllowed,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      conditions: arrayAt(budget, 'status', 'conditions'),
    },
    nowMs,
  )
}

/** Nothing may be evicted while the controller cannot tell. Source: as above (failSafe). */
export function failedStatus(budget: JsonObject, message: string, nowMs: number): JsonObject {
  const status = objectAt(budget, 'status')
  const condition = { status: 'False', reason: 'SyncFailed', message }
  return withCondition({ ...status, disruptionsAllowed: 0 }, condition, nowMs)
}

/**
 * A status whose condition says whether a disruption is allowed.
 * Source: kubernetes v1.36 pkg/controller/disruption (pdbhelper.UpdateDisruptionAllowedCondition),
 * component-helpers v0.36.3 apps/poddisruptionbudget/helpers.go.
 */
export function withAllowedCondition(status: JsonObject, nowMs: number): JsonObject {
  const allowed = numberAt(status, 0, 'disruptionsAllowed') > 0
  const condition = allowed
    ? { status: 'True', reason: 'SufficientPods', message: '' }
    : { status: 'False', reason: 'InsufficientPods', message: '' }
  return withCondition(status, condition, nowMs)
}

function withCondition(
  status: JsonObject,
  condition: { readonly status: string; readonly reason: string; readonly message: string },
  nowMs: number,
): JsonObject {
  const before = arrayAt(status, 'conditions')
  const known = before.find((one) => textAt(one, 'type') === CONDITION)
  const next: JsonObject = {
    type: CONDITION,
    status: condition.status,
    observedGeneration: numberAt(status, 0, 'observedGeneration'),
    lastTransitionTime:
      textAt(known, 'status') === condition.status ? textAt(known, 'lastTransitionTime') : toTimestamp(nowMs),
    reason: condition.reason,
    message: condition.message,
  }
  const others = before.filter((one) => one !== known)
  return { ...status, conditions: [...others, next] }
}
