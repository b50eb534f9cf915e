import type { Json, JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, type Resource, succeeded } from '../../client/api.js'
import { discover } from '../../client/discovery.js'
import { numberAt, objectAt, textAt } from '../../client/objects.js'
import { isNotFound } from '../../status-error.js'
import { controllerOf } from '../owner-references.js'
import { DEPLOYMENTS, REPLICA_SETS, STATEFUL_SETS } from '../resources.js'
import { failureOf } from '../write-status.js'

/** How many pods a budget counts on, and how many of them must stay healthy. */
export interface Expectation {
  readonly expectedPods: number
  readonly desiredHealthy: number
  /** Names of pods without a controller, where the scale of controllers matters. */
  readonly unmanaged: readonly string[]
  /** Why it cannot be said. */
  readonly error?: string
}

/**
 * What a budget asks for. A number needs no controllers; percentages and `maxUnavailable` are taken of the scale of all
 * controllers of the pods, rounded up.
 * Source: kubernetes v1.36 pkg/controller/disruption/disruption.go (getExpectedPodCount, getExpectedScale).
 */
export function* expectationOf(budget: JsonObject, pods: readonly JsonObject[]): Proc<Expectation> {
  const { maxUnavailable, minAvailable } = objectAt(budget, 'spec')
  if (maxUnavailable === undefined && minAvailable === undefined)
    return { expectedPods: 0, desiredHealthy: 0, unmanaged: [] }
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: [] }
  const scale = yield* scaleOf(pods)
  const { expectedPods } = scale
  const desiredHealthy =
    maxUnavailable === undefined
      ? scaled(minAvailable as Json, expectedPods)
      : Math.max(0, expectedPods - scaled(maxUnavailable, expectedPods))
  return { ...scale, desiredHealthy }
}

/** A number, or a percentage rounded up. */
function scaled(value: Json, total: number): number {
  if (typeof value === 'number') return value
  return Math.ceil((Number.parseInt(String(value), 10) * total) / 100)
}

function* scaleOf(pods: readonly JsonObject[]): Proc<Omit<Expectation, 'desiredHealthy'>> {
  const scales = new Map<string, number>()
  const unmanaged: string[] = []
  for (const pod of pods) {
    const reference = controllerOf(pod)
    if (reference === undefined) {
      unmanaged.push(textAt(pod, 'metadata', 'name'))
      continue
    }
    if (scales.has(textAt(reference, 'uid'))) continue
    const found = yield* findScale(reference, textAt(pod, 'metadata', 'namespace'))
    if (found === undefined || 'error' in found) {
      const error = found?.error ?? `found no controllers for pod "${textAt(pod, 'metadata', 'name')}"`
      return { expectedPods: 0, unmanaged, error }
    }
    scales.set(textAt(reference, 'uid'), 0)
    scales.set(found.uid, found.replicas)
  }
  return { expectedPods: [...scales.values()].reduce((sum, scale) => sum + scale, 0), unmanaged }
}

type Scale = { readonly uid: string; readonly replicas: number } | { readonly error: string }

/** The Deployment of a ReplicaSet rather than the ReplicaSet; other kinds by their scale subresource. */
function* findScale(reference: JsonObject, namespace: string): Proc<Scale | undefined> {
  const apps = textAt(reference, 'apiVersion').startsWith('apps/')
  const kind = textAt(reference, 'kind')
  if (apps && kind === 'ReplicaSet') return yield* replicaSetScale(reference, namespace)
  if (apps && kind === 'StatefulSet') {
    const set = yield* ownerAt(STATEFUL_SETS, reference, namespace)
    return set === undefined ? undefined : scaleIn(set)
  }
  return yield* otherScale(reference, namespace)
}

function* replicaSetScale(reference: JsonObject, namespace: string): Proc<Scale | undefined> {
  const replicaSet = yield* ownerAt(REPLICA_SETS, reference, namespace)
  if (replicaSet === undefined) return undefined
  const above = controllerOf(replicaSet)
  if (above === undefined || textAt(above, 'kind') !== 'Deployment') return scaleIn(replicaSet)
  const deployment = yield* ownerAt(DEPLOYMENTS, above, namespace)
  return deployment === undefined ? undefined : scaleIn(deployment)
}

function* ownerAt(
  resource: Resource,
  reference: JsonObject,
  namespace: string,
): Proc<JsonObject | undefined> {
  const found = yield* api({ verb: 'get', ...resource, namespace, name: textAt(reference, 'name') })
  if (!succeeded(found) || textAt(found.body, 'metadata', 'uid') !== textAt(reference, 'uid'))
    return undefined
  return found.body
}

function scaleIn(owner: JsonObject): Scale {
  return { uid: textAt(owner, 'metadata', 'uid'), replicas: numberAt(owner, 1, 'spec', 'replicas') }
}

/** Source: as above (getScaleController). */
function* otherScale(reference: JsonObject, namespace: string): Proc<Scale | undefined> {
  const apiVersion = textAt(reference, 'apiVersion')
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const kinds = yield* discover()
  const info = kinds.find((one) => one.group === group && one.kind === reference['kind'])
  if (info === undefined) return undefined
  const name = textAt(reference, 'name')
  const address = { group, version, resource: info.plural, namespace, name }
  const found = yield* api({ verb: 'get', ...address, subresource: 'scale' })
  if (succeeded(found)) {
    if (textAt(found.body, 'metadata', 'uid') !== textAt(reference, 'uid')) return undefined
    return { uid: textAt(reference, 'uid'), replicas: numberAt(found.body, 0, 'spec', 'replicas') }
  }
  const owner = yield* api({ verb: 'get', ...address })
  if (!succeeded(owner) && isNotFound(owner.body)) return undefined
  const resource = group === '' ? info.plural : `${info.plural}.${group}`
  return isNotFound(found.body) || found.code === 405
    ? { error: `${resource} does not implement the scale subresource` }
    : { error: failureOf(found) }
}
