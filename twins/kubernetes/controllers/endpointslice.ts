import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { type ApiResponse, api, itemsOf, succeeded } from '../client/api.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { hasStatusCause, isNotFound } from '../status-error.js'
import { hasSelector, podsOf, serviceKeys, servicesOfPod } from './endpoints/service-pods.js'
import { compareSlices, MANAGED_BY, MANAGER, SERVICE_NAME } from './endpoints/slices.js'
import { latencies, timers } from './latencies.js'
import { isControlledBy } from './owner-references.js'
import { ENDPOINT_SLICES, NODES, SERVICES } from './resources.js'
import { failureOf } from './write-status.js'

const ZONE = 'topology.kubernetes.io/zone'

/**
 * Keeps the EndpointSlices of each Service that has a selector; the garbage collector removes those of a deleted one.
 * Departs from upstream: no annotation with the time of the last change, no hints, IPv4 only: slices of other families are left alone.
 * Source: kubernetes v1.36 pkg/controller/endpointslice/endpointslice_controller.go (syncService).
 */
export const endpointSliceController: Controller = {
  name: 'endpointslice',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: 1_000, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'services'), map: liveServiceKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: servicesOfPod },
    { table: OBJECTS, prefix: objectPrefix('discovery.k8s.io', 'endpointslices'), map: deletedKeys },
  ],
  initial: (view) => listObjects(view, '', 'services').map(namespacedName),
  reconcile,
}

function liveServiceKeys(change: Change): readonly string[] {
  return changedObject(change).after === undefined ? [] : serviceKeys(change)
}

/** A slice that somebody deletes is made again. */
function deletedKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  if (before === undefined || after !== undefined) return []
  const labels = (metadataOf(before)['labels'] ?? {}) as JsonObject
  if (labels[MANAGED_BY] !== MANAGER) return []
  return [`${textAt(before, 'metadata', 'namespace')}/${String(labels[SERVICE_NAME])}`]
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...SERVICES, ...splitNamespacedName(key) })
  if (!succeeded(found) || metadataOf(found.body)['deletionTimestamp'] !== undefined) return {}
  const service = found.body
  if (!hasSelector(service)) return {}
  const namespace = textAt(service, 'metadata', 'namespace')
  const index = { name: 'owner', key: textAt(service, 'metadata', 'uid') } as const
  const owned = itemsOf(yield* api({ verb: 'list', ...ENDPOINT_SLICES, namespace, index }))
  const pods = yield* podsOf(service)
  const known = owned.filter(
    (slice) =>
      isControlledBy(slice, service) &&
      textAt(slice, 'metadata', 'labels', MANAGED_BY) === MANAGER &&
      slice['addressType'] === 'IPv4',
  )
  const changes = compareSlices(service, pods, yield* zonesOf(pods), known)
  const answers: ApiResponse[] = []
  for (const body of changes.create)
    answers.push(yield* api({ verb: 'create', ...ENDPOINT_SLICES, namespace, body }))
  for (const body of changes.update) {
    const name = textAt(body, 'metadata', 'name')
    answers.push(yield* api({ verb: 'update', ...ENDPOINT_SLICES, namespace, name, body }))
  }
  for (const slice of changes.delete) {
    const name = textAt(slice, 'metadata', 'name')
    answers.push(yield* api({ verb: 'delete', ...ENDPOINT_SLICES, namespace, name }))
  }
  const refused = answers.find((answer) => !succeeded(answer) && !isHarmless(answer))
  return refused === undefined ? {} : { error: failureOf(refused) }
}

function isHarmless({ body }: ApiResponse): boolean {
  return isNotFound(body) || hasStatusCause(body, 'NamespaceTerminating')
}

function* zonesOf(pods: readonly JsonObject[]): Proc<ReadonlyMap<string, string>> {
  const zones = new Map<string, string>()
  for (const name of new Set(pods.map((pod) => textAt(pod, 'spec', 'nodeName')))) {
    const node = yield* api({ verb: 'get', ...NODES, name })
    const zone = succeeded(node) ? textAt(node.body, 'metadata', 'labels', ZONE) : ''
    if (zone !== '') zones.set(name, zone)
  }
  return zones
}
