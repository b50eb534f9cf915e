import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  numberAt,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { ownerKeys, patchObject, presentKey } from './controller-ref-manager.js'
import { latencies, timers } from './latencies.js'
import { controllerOf, withController, withoutOwners } from './owner-references.js'
import { isPodActive, isPodReady } from './pods.js'
import { manageReplicas } from './replicaset/manage-replicas.js'
import { REPLICA_SET_KIND, REPLICATION_CONTROLLER_KIND, type ReplicaKind } from './replicaset/replica-kind.js'
import { type ManageFailure, replicaSetStatus, untilAvailable } from './replicaset/status.js'
import { PODS } from './resources.js'
import { selects } from './selector.js'
import { writeStatus } from './write-status.js'

/** Marks a queue key that names an ownerless pod instead of a ReplicaSet. */
const ADOPT = 'adopt '

/**
 * Keeps as many active pods as `spec.replicas` asks for and counts them in the status.
 * Departs from upstream: ownerless pods are looked for when the ReplicaSet is new, changed or short of pods, and when a
 * pod becomes ownerless, instead of at each sync; the outcome is the same.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go (syncReplicaSet).
 */
export const replicaSetController = createReplicaController('replicaset', REPLICA_SET_KIND)

/** The same for ReplicationControllers. Source: kubernetes v1.36 pkg/controller/replication/replication_controller.go. */
export const replicationController = createReplicaController(
  'replicationcontroller',
  REPLICATION_CONTROLLER_KIND,
)

function createReplicaController(name: string, owners: ReplicaKind): Controller {
  const { group, resource } = owners.resource
  return {
    name,
    latencyMs: latencies.workloadMs,
    backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
    watches: [
      { table: OBJECTS, prefix: objectPrefix(group, resource), map: presentKey },
      {
        table: OBJECTS,
        prefix: objectPrefix('', 'pods'),
        map: (change, view) => podKeys(owners, change, view),
      },
    ],
    initial: (view) => listObjects(view, group, resource).map(namespacedName),
    reconcile: (key) => reconcile(owners, key),
  }
}

function podKeys({ kind, resource }: ReplicaKind, change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before !== undefined && after !== undefined && sameForReplicaSets(before, after)) return []
  const keys = [...ownerKeys(kind, change)]
  if (after !== undefined && isPodActive(after) && controllerOf(after) === undefined) {
    const namespace = textAt(after, 'metadata', 'namespace')
    const owners = listObjects(view, resource.group, resource.resource, namespace)
    const wanted = owners.some((owner) => selects(owner, after))
    if (wanted) keys.push(ADOPT + namespacedName(after))
  }
  return keys
}

/** A ReplicaSet sees of a pod: whether it counts, whether it is ready, its labels and its owners. */
function sameForReplicaSets(before: JsonObject, after: JsonObject): boolean {
  return (
    isPodActive(before) === isPodActive(after) &&
    isPodReady(before) === isPodReady(after) &&
    jsonEqual(metadataOf(before)['labels'], metadataOf(after)['labels']) &&
    jsonEqual(metadataOf(before)['ownerReferences'], metadataOf(after)['ownerReferences'])
  )
}

function* reconcile(owners: ReplicaKind, key: string): Proc<ReconcileResult> {
  if (key.startsWith(ADOPT)) return yield* adoptOrphan(owners, key.slice(ADOPT.length))
  const found = yield* api({ verb: 'get', ...owners.resource, ...splitNamespacedName(key) })
  if (!succeeded(found)) return {}
  const replicaSet = found.body
  const deleting = metadataOf(replicaSet)['deletionTimestamp'] !== undefined
  const pods = yield* claimPods(replicaSet, deleting)
  const managed: ManageOutcome = deleting ? {} : yield* manageReplicas(owners, replicaSet, pods)
  return yield* finish(owners, replicaSet, pods, managed)
}

interface ManageOutcome {
  readonly failure?: ManageFailure
}

/** Active pods of the ReplicaSet, after releasing those that do not match and adopting ownerless ones that do. */
function* claimPods(replicaSet: JsonObject, deleting: boolean): Proc<readonly JsonObject[]> {
  const namespace = textAt(replicaSet, 'metadata', 'namespace')
  const uid = textAt(replicaSet, 'metadata', 'uid')
  const owned = itemsOf(
    yield* api({ verb: 'list', ...PODS, namespace, index: { name: 'owner', key: uid } }),
  ).filter((pod) => textAt(controllerOf(pod), 'uid') === uid)
  const kept: JsonObject[] = []
  for (const pod of owned) {
    if (selects(replicaSet, pod)) kept.push(pod)
    else if (!deleting) yield* patchObject(PODS, pod, withoutOwners(pod, new Set([uid])))
  }
  const active = kept.filter(isPodActive)
  if (deleting || !mayLackPods(replicaSet, active.length)) return active
  return [...active, ...(yield* adoptOrphans(replicaSet, namespace))]
}

function mayLackPods(replicaSet: JsonObject, count: number): boolean {
  const observed = numberAt(replicaSet, 0, 'status', 'observedGeneration')
  return (
    count < numberAt(replicaSet, 1, 'spec', 'replicas') ||
    observed < numberAt(replicaSet, 0, 'metadata', 'generation')
  )
}

function* adoptOrphans(replicaSet: JsonObject, namespace: string): Proc<readonly JsonObject[]> {
  const all = itemsOf(yield* api({ verb: 'list', ...PODS, namespace }))
  const adopted: JsonObject[] = []
  for (const pod of all) {
    if (controllerOf(pod) !== undefined || !isPodActive(pod) || !selects(replicaSet, pod)) continue
    const mine = yield* patchObject(PODS, pod, withController(pod, replicaSet))
    if (mine !== undefined) adopted.push(mine)
  }
  return adopted
}

function* adoptOrphan({ resource }: ReplicaKind, podKey: string): Proc<ReconcileResult> {
  const name = splitNamespacedName(podKey)
  const found = yield* api({ verb: 'get', ...PODS, ...name })
  if (!succeeded(found) || controllerOf(found.body) !== undefined || !isPodActive(found.body)) return {}
  const owners = itemsOf(yield* api({ verb: 'list', ...resource, namespace: name.namespace }))
  const owner = owners.find(
    (candidate) => metadataOf(candidate)['deletionTimestamp'] === undefined && selects(candidate, found.body),
  )
  if (owner !== undefined) yield* patchObject(PODS, found.body, withController(found.body, owner))
  return {}
}

/** Status and timer. The status counts the pods as they were before this sync created or deleted any. */
function* finish(
  { resource }: ReplicaKind,
  replicaSet: JsonObject,
  pods: readonly JsonObject[],
  { failure }: ManageOutcome,
): Proc<ReconcileResult> {
  const nowMs = yield* now()
  const status = replicaSetStatus(replicaSet, pods, failure, nowMs)
  const written = yield* writeStatus(resource, replicaSet, status)
  if (written.error !== undefined) return { error: written.error }
  if (failure !== undefined) return { error: failure.message }
  return untilAvailable(replicaSet, pods, nowMs)
}
