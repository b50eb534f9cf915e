import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import {
  changedObject,
  listObjects,
  namespacedName,
  OBJECTS,
  objectPrefix,
  presentKey,
  splitNamespacedName,
  textAt,
  valueAt,
} from '../../kubernetes/index.js'
import { isTerminating, namespaceOf } from '../cluster.js'
import { reconcileDatabase, removeFinalizer, writeStatus } from '../databases/reconcile.js'
import { INSTANCES } from '../instance/memory.js'
import { find, ReconcileError } from '../kube.js'
import { CLUSTER, DATABASE } from '../names.js'
import { managerVersion } from '../operator.js'
import { ServerAway } from '../server.js'
import { behavioursOf } from '../versions.js'
import { runningPrimary } from './instance-manager.js'
import { instanceKeys } from './watches.js'

const LATENCY_MS = 50

/**
 * Databases, as the instance manager of their Cluster's primary brings them about: nothing happens while no primary runs.
 * cloudnative-pg v1.30.0 internal/management/controller/database_controller.go (Reconcile, SetupWithManager).
 */
export const databaseController: Controller = {
  name: 'instance-database',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  watches: [
    { table: OBJECTS, prefix: objectPrefix(DATABASE.group, DATABASE.resource), map: presentKey },
    {
      table: INSTANCES,
      map: (change, view) => instanceKeys(change).flatMap((key) => databasesOf(key, view)),
    },
  ],
  initial: (view) => listObjects(view, DATABASE.group, DATABASE.resource).map(namespacedName),
  reconcile: reconcile,
}

function databasesOf(clusterKey: string, view: View): readonly string[] {
  const { namespace, name } = splitNamespacedName(clusterKey)
  return listObjects(view, DATABASE.group, DATABASE.resource, namespace)
    .filter((database) => textAt(database, 'spec', 'cluster', 'name') === name)
    .map(namespacedName)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const database = yield* find(DATABASE, namespace, name)
  if (database === undefined) return {}
  const clusterName = textAt(database, 'spec', 'cluster', 'name')
  const cluster = yield* find(CLUSTER, namespace, clusterName)
  const row = yield* runningPrimary(namespace, clusterName)
  // Whose Cluster is gone is the operator's: see deletedClusters.
  if (row === undefined || cluster === undefined || isTerminating(cluster)) return {}
  try {
    return yield* reconcileDatabase(database, behavioursOf(managerVersion(row.manager)))
  } catch (error) {
    if (error instanceof ServerAway) return {}
    if (error instanceof ReconcileError) return { error: error.message }
    throw error
  }
}

/** cloudnative-pg v1.30.0 internal/controller/finalizers_delete.go. */
const DELETED = 'cluster resource has been deleted, skipping reconciliation'

/**
 * The operator, when a Cluster is gone or going: its Databases are no longer applied, and nothing holds them; no database is dropped.
 * cloudnative-pg v1.30.0 internal/controller/finalizers_delete.go (notifyDeletionToOwnedResources).
 */
export const deletedClusters: Controller = {
  name: 'cnpg-deleted-clusters',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  watches: [{ table: OBJECTS, prefix: objectPrefix(CLUSTER.group, CLUSTER.resource), map: deletedCluster }],
  initial: () => [],
  reconcile: function* (key) {
    const { namespace, name } = splitNamespacedName(key)
    const database = yield* find(DATABASE, namespace, name)
    if (database === undefined) return {}
    const cluster = yield* find(CLUSTER, namespace, textAt(database, 'spec', 'cluster', 'name'))
    if (cluster !== undefined && !isTerminating(cluster)) return {}
    yield* letGo(database)
    return {}
  },
}

function deletedCluster(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const cluster = after ?? before
  if (cluster === undefined || (after !== undefined && !isTerminating(after))) return []
  return databasesOf(`${namespaceOf(cluster)}/${textAt(cluster, 'metadata', 'name')}`, view)
}

function* letGo(database: JsonObject): Proc<void> {
  if (valueAt(database, 'status') !== undefined)
    yield* writeStatus(database, { applied: false, message: DELETED, observedGeneration: 0 })
  yield* removeFinalizer(database)
}
