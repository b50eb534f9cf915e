import { administer } from '../../contract/sql/client.js'
import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../../kubernetes/index.js'
import { labelOf, serverOf } from '../cluster.js'
import { find } from '../kube.js'
import { ENDPOINTS, LABEL_CLUSTER, SERVICE } from '../names.js'

/** From a change of endpoints until the nodes route by it. */
const LATENCY_MS = 20
const PORT = 5432

/**
 * Keeps the host names of the services of Clusters: what the cluster's DNS and kube-proxy do for PostgreSQL clients. A service
 * without a ready instance refuses connections (iptables mode: REJECT).
 * Source: kubernetes v1.36 pkg/proxy/iptables/proxier.go (syncProxyRules); coredns kubernetes plugin.
 */
export const serviceHosts: Controller = {
  name: 'cnpg-service-hosts',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000 },
  watches: [SERVICE, ENDPOINTS].map((kind) => ({
    table: OBJECTS,
    prefix: objectPrefix(kind.group, kind.resource),
    map: keysOf,
  })),
  initial: (view) => listObjects(view, '', 'services').filter(isOurs).map(namespacedName),
  reconcile: reconcileService,
}

function keysOf(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const object = after ?? before
  return object !== undefined && isOurs(object) ? [namespacedName(object)] : []
}

/** Endpoints carry the labels of their Service. */
function isOurs(object: JsonObject): boolean {
  return labelOf(object, LABEL_CLUSTER) !== ''
}

function* reconcileService(key: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const host = `${name}.${namespace}.svc.cluster.local`
  const service = yield* find(SERVICE, namespace, name)
  if (service === undefined) {
    yield* administer({ op: 'remove-host', host })
    return {}
  }
  const address = textAt(service, 'spec', 'clusterIP')
  const endpoints = yield* find(ENDPOINTS, namespace, name)
  const server = serverOf(namespace, textAt(metadataOf(service), 'labels', LABEL_CLUSTER))
  const target = hasReady(endpoints)
    ? ({ leads: 'server', server, port: PORT, address } as const)
    : ({ leads: 'refused', address } as const)
  yield* administer({ op: 'set-host', host, target })
  return {}
}

function hasReady(endpoints: JsonObject | undefined): boolean {
  return arrayAt(endpoints, 'subsets').some((subset) => arrayAt(subset, 'addresses').length > 0)
}
