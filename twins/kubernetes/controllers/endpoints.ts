import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, succeeded } from '../client/api.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  splitNamespacedName,
} from '../client/objects.js'
import { hasStatusCause, isNotFound } from '../status-error.js'
import {
  HEADLESS_LABEL,
  hasSelector,
  isHeadless,
  podsOf,
  serviceKeys,
  servicesOfPod,
} from './endpoints/service-pods.js'
import { sameSubsets, subsetsOf } from './endpoints/subsets.js'
import { latencies, timers } from './latencies.js'
import { ENDPOINTS, SERVICES } from './resources.js'
import { failureOf } from './write-status.js'

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'

/**
 * Keeps the Endpoints object of each Service that has a selector.
 * Departs from upstream: the annotation with the time of the last change is not written, and lists are not cut at 1000
 * addresses.
 * Source: kubernetes v1.36 pkg/controller/endpoint/endpoints_controller.go (syncService).
 */
export const endpointsController: Controller = {
  name: 'endpoint',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'services'), map: serviceKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: servicesOfPod },
    { table: OBJECTS, prefix: objectPrefix('', 'endpoints'), map: deletedKeys },
  ],
  initial: (view) => listObjects(view, '', 'services').map(namespacedName),
  reconcile,
}

/** Endpoints that somebody deletes are made again. */
function deletedKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  return before === undefined || after !== undefined ? [] : [namespacedName(before)]
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const name = splitNamespacedName(key)
  const found = yield* api({ verb: 'get', ...SERVICES, ...name })
  const known = yield* api({ verb: 'get', ...ENDPOINTS, ...name })
  if (!succeeded(found)) {
    if (!succeeded(known)) return {}
    const gone = yield* api({ verb: 'delete', ...ENDPOINTS, ...name })
    return succeeded(gone) || isNotFound(gone.body) ? {} : { error: failureOf(gone) }
  }
  const service = found.body
  if (!hasSelector(service)) return {}
  const subsets = subsetsOf(service, yield* podsOf(service))
  return yield* write(service, succeeded(known) ? known.body : undefined, subsets)
}

function* write(
  service: JsonObject,
  known: JsonObject | undefined,
  subsets: readonly JsonObject[],
): Proc<ReconcileResult> {
  const { namespace, name } = metadataOf(service) as { namespace: string; name: string }
  const labels = labelsOf(service)
  if (
    known !== undefined &&
    sameSubsets(arrayAt(known, 'subsets'), subsets) &&
    jsonEqual(objectAt(metadataOf(known), 'labels'), labels)
  )
    return {}
  const body: JsonObject = {
    ...(known ?? { apiVersion: 'v1', kind: 'Endpoints' }),
    metadata: { ...(known === undefined ? { name, namespace } : metadataOf(known)), labels },
    subsets,
  }
  const verb = known === undefined ? 'create' : 'update'
  const written = yield* api({
    verb,
    ...ENDPOINTS,
    namespace,
    ...(known === undefined ? {} : { name }),
    body,
  })
  if (succeeded(written) || hasStatusCause(written.body, 'NamespaceTerminating')) return {}
  return { error: failureOf(written) }
}

function labelsOf(service: JsonObject): JsonObject {
  return {
    ...objectAt(metadataOf(service), 'labels'),
    ...(isHeadless(service) ? { [HEADLESS_LABEL]: '' } : {}),
    [MANAGED_BY]: 'endpoint-controller',
  }
}
