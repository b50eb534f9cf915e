import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import { fromTimestamp, metadataOf, textAt } from '../client/objects.js'
import { conditionsOf, findCondition, isConditionTrue } from './conditions.js'

/** Neither finished nor being deleted. Source: kubernetes v1.36 pkg/controller/controller_utils.go (IsPodActive). */
export function isPodActive(pod: JsonObject): boolean {
  return !isPodTerminal(pod) && metadataOf(pod)['deletionTimestamp'] === undefined
}

/** Phase Succeeded or Failed. */
export function isPodTerminal(pod: JsonObject): boolean {
  const phase = textAt(pod, 'status', 'phase')
  return phase === 'Succeeded' || phase === 'Failed'
}

export function isPodReady(pod: JsonObject): boolean {
  return isConditionTrue(conditionsOf(pod), 'Ready')
}

/** What every owner and budget sees of a pod: readiness, labels, owners and whether it is being deleted. */
export function sameForOwners(before: JsonObject, after: JsonObject): boolean {
  const fields = ['labels', 'ownerReferences', 'deletionTimestamp'] as const
  return (
    isPodReady(before) === isPodReady(after) &&
    fields.every((field) => jsonEqual(metadataOf(before)[field], metadataOf(after)[field]))
  )
}

/** Virtual ms at which the pod became ready; undefined while it is not. */
export function podReadyAt(pod: JsonObject): number | undefined {
  const ready = findCondition(conditionsOf(pod), 'Ready')
  if (textAt(ready, 'status') !== 'True') return undefined
  const at = fromTimestamp(textAt(ready, 'lastTransitionTime'))
  return Number.isNaN(at) ? undefined : at
}

/**
 * Virtual ms from which the pod counts as available: ready for `minReadySeconds`. Undefined while it is not ready.
 * Source: kubernetes v1.36 pkg/api/v1/pod/util.go (IsPodAvailable).
 */
export function podAvailableAt(pod: JsonObject, minReadySeconds: number): number | undefined {
  const readyAt = podReadyAt(pod)
  return readyAt === undefined ? undefined : readyAt + minReadySeconds * 1000
}
