import { isObject, type JsonObject } from '../../../kernel/json.js'
import { arrayAt, objectAt } from '../../client/objects.js'
import { parseQuantity } from '../quantity.js'

const requestsCache = new WeakMap<JsonObject, Readonly<Record<string, number>>>()

/**
 * What a pod asks for: the larger of the sum over its containers and each init container; sidecars count with both.
 * Source: kubernetes/component-helpers v0.36.3 resource/helpers.go (PodRequests).
 */
export function podRequests(pod: JsonObject): Readonly<Record<string, number>> {
  const spec = objectAt(pod, 'spec')
  const known = requestsCache.get(spec)
  if (known !== undefined) return known
  const total: Record<string, number> = {}
  const sidecars: Record<string, number> = {}
  const peak: Record<string, number> = {}
  for (const container of arrayAt(spec, 'initContainers').filter(isObject)) {
    if (container['restartPolicy'] === 'Always') add(sidecars, requestsOf(container))
    else raise(peak, sum(sidecars, requestsOf(container)))
  }
  for (const container of arrayAt(spec, 'containers').filter(isObject)) add(total, requestsOf(container))
  add(total, sidecars)
  raise(total, peak)
  add(total, requestsOf({ resources: { requests: objectAt(spec, 'overhead') } }))
  requestsCache.set(spec, total)
  return total
}

/** Requests of one container; a limit without a request counts as the request. */
function requestsOf(container: JsonObject): Record<string, number> {
  const merged = {
    ...objectAt(container, 'resources', 'limits'),
    ...objectAt(container, 'resources', 'requests'),
  }
  return Object.fromEntries(Object.entries(merged).map(([name, value]) => [name, parseQuantity(value)]))
}

function add(into: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const name of Object.keys(more)) into[name] = (into[name] ?? 0) + (more[name] as number)
}

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  const result = { ...a }
  add(result, b)
  return result
}

function raise(into: Record<string, number>, other: Readonly<Record<string, number>>): void {
  for (const name of Object.keys(other)) into[name] = Math.max(into[name] ?? 0, other[name] as number)
}

/**
 * Why a pod does not fit beside those that are on the node: `Too many pods`, `Insufficient cpu`, … Resources that the
 * node does not state are unlimited.
 * Source: kubernetes v1.36 pkg/scheduler/framework/plugins/noderesources/fit.go (fitsRequest).
 */
export function misfits(
  pod: JsonObject,
  node: JsonObject,
  present: readonly JsonObject[],
): readonly string[] {
  const allocatable = objectAt(node, 'status', 'allocatable')
  const reasons: string[] = []
  if (allocatable['pods'] !== undefined && present.length + 1 > parseQuantity(allocatable['pods']))
    reasons.push('Too many pods')
  const wanted = podRequests(pod)
  for (const name of Object.keys(wanted).sort()) {
    const limit = allocatable[name]
    if (limit === undefined || wanted[name] === 0) continue
    const used = present.reduce((total, other) => total + (podRequests(other)[name] ?? 0), 0)
    if (used + (wanted[name] as number) > parseQuantity(limit)) reasons.push(`Insufficient ${name}`)
  }
  return reasons
}
