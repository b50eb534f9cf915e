import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import type { View } from '../../../kernel/world.js'
import { arrayAt, findObject, listObjects, numberAt, objectAt, textAt } from '../../client/objects.js'
import { fromLabelSelectorObject, matchesLabels } from '../../machinery/selectors.js'
import { isTerminating } from '../object-metadata.js'

/** How many pods of a budget may go now. */
export interface Disruptions {
  readonly allowed: number
  readonly desiredHealthy: number
  readonly currentHealthy: number
}

/**
 * What a PodDisruptionBudget allows at this instant.
 * Source: kubernetes pkg/controller/disruption/disruption.go (getExpectedPodCount, countHealthyPods), v1.36.
 */
export function disruptionsOf(view: View, budget: JsonObject): Disruptions {
  const namespace = textAt(budget, 'metadata', 'namespace')
  const selector = fromLabelSelectorObject(objectAt(budget, 'spec', 'selector'))
  const pods = listObjects(view, '', 'pods', namespace).filter((pod) =>
    matchesLabels(selector, objectAt(pod, 'metadata', 'labels')),
  )
  const currentHealthy = pods.filter((pod) => !isTerminating(pod) && isReady(pod)).length
  const desiredHealthy = desiredOf(view, budget, pods)
  return { allowed: Math.max(0, currentHealthy - desiredHealthy), desiredHealthy, currentHealthy }
}

function isReady(pod: JsonObject): boolean {
  return arrayAt(pod, 'status', 'conditions').some(
    (condition) => isObject(condition) && condition['type'] === 'Ready' && condition['status'] === 'True',
  )
}

function desiredOf(view: View, budget: JsonObject, pods: readonly JsonObject[]): number {
  const { maxUnavailable, minAvailable } = objectAt(budget, 'spec')
  if (maxUnavailable !== undefined) {
    const expected = expectedPods(view, pods)
    return Math.max(0, expected - scaled(maxUnavailable, expected))
  }
  if (minAvailable === undefined) return 0
  return typeof minAvailable === 'number' ? minAvailable : scaled(minAvailable, expectedPods(view, pods))
}

/** A number, or a percentage rounded up. */
function scaled(value: Json, total: number): number {
  if (typeof value === 'number') return value
  return Math.ceil((Number.parseInt(String(value), 10) * total) / 100)
}

/** The sum of the scales of the pods' controllers; a pod without one counts itself. */
function expectedPods(view: View, pods: readonly JsonObject[]): number {
  const scales = new Map<string, number>()
  for (const pod of pods) {
    const owner = controllerOf(view, pod)
    if (owner === undefined) scales.set(textAt(pod, 'metadata', 'uid'), 1)
    else scales.set(textAt(owner, 'metadata', 'uid'), numberAt(owner, 1, 'spec', 'replicas'))
  }
  return [...scales.values()].reduce((sum, scale) => sum + scale, 0)
}

/** Resources of the controllers that can be scaled, by kind. */
const SCALABLE: Readonly<Record<string, string>> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
}

/** The topmost scalable controller: a ReplicaSet's Deployment rather than the ReplicaSet. */
function controllerOf(view: View, object: JsonObject): JsonObject | undefined {
  const reference = arrayAt(object, 'metadata', 'ownerReferences').find(
    (one) => isObject(one) && one['controller'] === true,
  )
  const resource = SCALABLE[textAt(reference, 'kind')]
  if (resource === undefined) return undefined
  const namespace = textAt(object, 'metadata', 'namespace')
  const owner = findObject(view, 'apps', resource, namespace, textAt(reference, 'name'))
  return owner === undefined ? undefined : (controllerOf(view, owner) ?? owner)
}
