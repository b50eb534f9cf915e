import { compareKeys, isObject, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../client/objects.js'
import { controllerReference } from '../owner-references.js'
import { isPodReady } from '../pods.js'
import {
  HEADLESS_LABEL,
  hostnameIn,
  isHeadless,
  podReference,
  portsOf,
  publishesNotReady,
} from './service-pods.js'

export const SERVICE_NAME = 'kubernetes.io/service-name'
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
export const MANAGER = 'endpointslice-controller.k8s.io'
/** Source: kubernetes v1.36 cmd/kube-controller-manager (max-endpoints-per-slice). */
const MAX_ENDPOINTS = 100

/** What has to happen to the slices of a Service. */
export interface SliceChanges {
  readonly create: readonly JsonObject[]
  readonly update: readonly JsonObject[]
  readonly delete: readonly JsonObject[]
}

/**
 * Compares the slices of a Service with its pods: endpoints stay in the slice they are in, new ones fill it up to 100,
 * and a Service without endpoints keeps one empty slice. Hints that somebody has given stay.
 * Source: kubernetes endpointslice v0.36.3 reconciler.go (Reconcile, reconcileByPortMapping).
 */
export function compareSlices(
  service: JsonObject,
  pods: readonly JsonObject[],
  zones: ReadonlyMap<string, string>,
  known: readonly JsonObject[],
): SliceChanges {
  const groups = groupByPorts(service, pods, zones)
  const labels = sliceLabels(service)
  const kept = new Set<JsonObject>()
  const update: JsonObject[] = []
  const create: JsonObject[] = []
  for (const { ports, endpoints } of groups) {
    const mine = known.filter((slice) => jsonEqual(arrayAt(slice, 'ports'), ports))
    const placed = place(endpoints, mine)
    for (const [slice, list] of placed.existing) {
      if (list.length === 0) continue
      kept.add(slice)
      if (!isSo(slice, list, labels)) update.push(changed(slice, ports, list, labels))
    }
    for (const list of placed.fresh) create.push(newSlice(service, ports, list, labels))
  }
  const surplus = known.filter((slice) => !kept.has(slice))
  if (groups.length > 0) return { create, update, delete: surplus }
  const [spare, ...rest] = surplus
  if (spare === undefined) return { create: [newSlice(service, [], [], labels)], update, delete: [] }
  const empty = isSo(spare, [], labels) && arrayAt(spare, 'ports').length === 0
  return { create, update: empty ? [] : [changed(spare, [], [], labels)], delete: rest }
}

interface Group {
  readonly ports: readonly JsonObject[]
  readonly endpoints: JsonObject[]
}

function groupByPorts(
  service: JsonObject,
  pods: readonly JsonObject[],
  zones: ReadonlyMap<string, string>,
): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const pod of [...pods].sort((a, b) => compareKeys(addressOf(a), addressOf(b)))) {
    const ports = portsOf(service, pod).map((port) => ({ name: '', ...port }))
    const key = JSON.stringify(ports)
    const group: Group = groups.get(key) ?? { ports, endpoints: [] }
    groups.set(key, group)
    group.endpoints.push(endpointOf(service, pod, zones))
  }
  return [...groups.keys()].sort().map((key) => groups.get(key) as Group)
}

const addressOf = (pod: JsonObject): string => textAt(pod, 'status', 'podIP')

/** Source: kubernetes endpointslice v0.36.3 utils.go (podToEndpoint). */
function endpointOf(service: JsonObject, pod: JsonObject, zones: ReadonlyMap<string, string>): JsonObject {
  const publish = publishesNotReady(service)
  const serving = publish || isPodReady(pod)
  const terminating = metadataOf(pod)['deletionTimestamp'] !== undefined
  const ready = publish || (serving && !terminating)
  const nodeName = textAt(pod, 'spec', 'nodeName')
  const hostname = hostnameIn(service, pod)
  const zone = zones.get(nodeName)
  return {
    addresses: [addressOf(pod)],
    conditions: { ready, serving, terminating },
    ...(hostname === '' ? {} : { hostname }),
    targetRef: podReference(pod),
    nodeName,
    ...(zone === undefined ? {} : { zone }),
  }
}

/** Endpoints by slice: those of known slices in their old order, then new ones where there is room. */
function place(
  endpoints: readonly JsonObject[],
  slices: readonly JsonObject[],
): {
  readonly existing: ReadonlyMap<JsonObject, readonly JsonObject[]>
  readonly fresh: readonly (readonly JsonObject[])[]
} {
  const left = new Map(endpoints.map((endpoint) => [textAt(endpoint, 'targetRef', 'uid'), endpoint]))
  const existing = new Map<JsonObject, JsonObject[]>()
  for (const slice of slices) {
    const list: JsonObject[] = []
    for (const old of arrayAt(slice, 'endpoints')) {
      const uid = textAt(old, 'targetRef', 'uid')
      const endpoint = left.get(uid)
      if (endpoint === undefined) continue
      const hints = isObject(old) ? old['hints'] : undefined
      list.push(hints === undefined ? endpoint : { ...endpoint, hints })
      left.delete(uid)
    }
    existing.set(slice, list)
  }
  const waiting = [...left.values()]
  for (const list of existing.values()) list.push(...waiting.splice(0, MAX_ENDPOINTS - list.length))
  const fresh: JsonObject[][] = []
  while (waiting.length > 0) fresh.push(waiting.splice(0, MAX_ENDPOINTS))
  return { existing, fresh }
}

function isSo(slice: JsonObject, endpoints: readonly JsonObject[], labels: JsonObject): boolean {
  return (
    jsonEqual(arrayAt(slice, 'endpoints'), endpoints) &&
    jsonEqual(objectAt(slice, 'metadata', 'labels'), labels)
  )
}

function changed(
  slice: JsonObject,
  ports: readonly JsonObject[],
  endpoints: readonly JsonObject[],
  labels: JsonObject,
): JsonObject {
  return { ...slice, metadata: { ...metadataOf(slice), labels }, endpoints, ports }
}

function newSlice(
  service: JsonObject,
  ports: readonly JsonObject[],
  endpoints: readonly JsonObject[],
  labels: JsonObject,
): JsonObject {
  const { name, namespace } = metadataOf(service) as { name: string; namespace: string }
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels,
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  }
}

/** The Service's own labels and those by which slices are found. Source: as above (setEndpointSliceLabels). */
function sliceLabels(service: JsonObject): JsonObject {
  const name = textAt(service, 'metadata', 'name')
  return {
    ...objectAt(service, 'metadata', 'labels'),
    ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}),
    [SERVICE_NAME]: name,
    [MANAGED_BY]: MANAGER,
  }
}
