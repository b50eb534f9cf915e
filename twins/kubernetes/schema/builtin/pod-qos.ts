import type { Json, JsonObject } from '../../../kernel/json.js'
import { compareQuantities } from '../quantity.js'
import { objectAt, stringAt } from '../share.js'

const RESOURCES = ['cpu', 'memory']

/**
 * The quality-of-service class of a pod: `Guaranteed` when every container has cpu and memory limits equal to its
 * requests, `BestEffort` when none asks for anything, else `Burstable`.
 * Source: kubernetes v1.36.3 pkg/apis/core/v1/helper/qos/qos.go (ComputePodQOS).
 */
export function qosClass(containers: readonly Json[]): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const resources = containers.map((container) => objectAt(container, 'resources') ?? {})
  if (!resources.some(asksForSomething)) return 'BestEffort'
  return resources.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

function isPositive(list: JsonObject | undefined, name: string): boolean {
  return compareQuantities(stringAt(list, name) || '0', '0') > 0
}

function asksForSomething(resources: JsonObject): boolean {
  return RESOURCES.some(
    (name) =>
      isPositive(objectAt(resources, 'limits'), name) || isPositive(objectAt(resources, 'requests'), name),
  )
}

function isGuaranteed(resources: JsonObject): boolean {
  const limits = objectAt(resources, 'limits')
  const requests = objectAt(resources, 'requests')
  return RESOURCES.every(
    (name) =>
      isPositive(limits, name) &&
      compareQuantities(stringAt(requests, name) || '0', stringAt(limits, name)) === 0,
  )
}
