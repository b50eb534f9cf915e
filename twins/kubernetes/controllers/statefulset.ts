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
import { claimRevisions } from './controller-revisions.js'
import { latencies, timers } from './latencies.js'
import { controllerOf, isControlledBy, withController, withoutOwners } from './owner-references.js'
import { isPodReady } from './pods.js'
import { nextAvailabilityAt } from './replicaset/status.js'
import { PODS, STATEFUL_SETS } from './resources.js'
import { selects } from './selector.js'
import { claimName, claimTemplatesOf, isMemberOf } from './statefulset/names.js'
import { type Revisions, syncRevisions, truncateHistory } from './statefulset/revisions.js'
import { statefulSetStatus } from './statefulset/status.js'
import { updatePods } from './statefulset/update.js'
import { writeStatus } from './write-status.js'

/**
 * Keeps one pod, and its claims, for each ordinal of a set.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set.go (sync).
 */
export const statefulSetController: Controller = {
  name: 'statefulset',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('apps', 'statefulsets'), map: setKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
  ],
  initial: (view) => listObjects(view, 'apps', 'statefulsets').map(namespacedName),
  reconcile,
}

function setKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after === undefined ? [] : [namespacedName(after)]
}

/** The owner before and after; an ownerless pod concerns the sets that it is named after and that select it. */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before !== undefined && after !== undefined && sameForSets(before, after)) return []
  const keys = [ownerKey(before), ownerKey(after)].filter((key): key is string => key !== undefined)
  if (after !== undefined && controllerOf(after) === undefined) {
    const sets = listObjects(view, 'apps', 'statefulsets', textAt(after, 'metadata', 'namespace'))
    keys.push(...sets.filter((set) => isMemberOf(set, after) && selects(set, after)).map(namespacedName))
  }
  return [...new Set(keys)]
}

function sameForSets(before: JsonObject, after: JsonObject): boolean {
  const fields = ['labels', 'ownerReferences', 'deletionTimestamp'] as const
  return (
    textAt(before, 'status', 'phase') === textAt(after, 'status', 'phase') &&
    isPodReady(before) === isPodReady(after) &&
    fields.every((field) => jsonEqual(metadataOf(before)[field], metadataOf(after)[field]))
  )
}

function ownerKey(pod: JsonObject | undefined): string | undefined {
  const owner = pod === undefined ? undefined : controllerOf(pod)
  if (pod === undefined || textAt(owner, 'kind') !== 'StatefulSet') return undefined
  return `${textAt(pod, 'metadata', 'namespace')}/${textAt(owner, 'name')}`
}

/**
 * A claim that is gone lets its set go on that waited for it.
 * Departs from upstream, where only the retry after an error or another event of the set does.
 */
function claimKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before === undefined || after !== undefined) return []
  const name = textAt(before, 'metadata', 'name')
  const ordinal = Number(/[0-9]+$/.exec(name)?.[0] ?? Number.NaN)
  return listObjects(view, 'apps', 'statefulsets', textAt(before, 'metadata', 'namespace'))
    .filter((set) => claimTemplatesOf(set).some((template) => claimName(set, template, ordinal) === name))
    .map(namespacedName)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...STATEFUL_SETS, ...splitNamespacedName(key) })
  if (!succeeded(found)) return {}
  const set = found.body
  const known = yield* claimRevisions(set)
  const pods = yield* claimPods(set)
  const revisions = yield* syncRevisions(set, known)
  if (revisions.error !== undefined) return { error: revisions.error }
  return yield* sync(set, pods, revisions)
}

function* sync(
  set: JsonObject,
  pods: readonly JsonObject[],
  revisions: Extract<Revisions, { readonly error?: undefined }>,
): Proc<ReconcileResult> {
  const nowMs = yield* now()
  const { current, update, collisionCount } = revisions
  const { counts, error } = yield* updatePods({ set, pods, current, update, nowMs })
  const status = statefulSetStatus(set, counts, {
    current: textAt(current, 'metadata', 'name'),
    update: textAt(update, 'metadata', 'name'),
    collisionCount,
  })
  const written = yield* writeStatus(STATEFUL_SETS, set, status)
  const untruncated = yield* truncateHistory(set, pods, revisions)
  const failure = error ?? written.error ?? untruncated
  if (failure !== undefined) return { error: failure }
  const due = nextAvailabilityAt(pods, numberAt(set, 0, 'spec', 'minReadySeconds'), nowMs)
  return due === undefined ? {} : { requeueAfterMs: due - nowMs, timer: 'foreground' }
}

/**
 * Pods of the set: its own, after releasing those that no longer match, and ownerless ones named after it.
 * Source: kubernetes v1.36 stateful_set.go (getPodsForStatefulSet), controller_ref_manager.go (ClaimPods).
 */
function* claimPods(set: JsonObject): Proc<readonly JsonObject[]> {
  const namespace = textAt(set, 'metadata', 'namespace')
  const deleting = metadataOf(set)['deletionTimestamp'] !== undefined
  const claimed: JsonObject[] = []
  for (const pod of itemsOf(yield* api({ verb: 'list', ...PODS, namespace }))) {
    const matches = isMemberOf(set, pod) && selects(set, pod)
    if (isControlledBy(pod, set)) {
      if (matches) claimed.push(pod)
      else if (!deleting) yield* patchPod(pod, withoutOwners(pod, new Set([textAt(set, 'metadata', 'uid')])))
    } else if (controllerOf(pod) === undefined && matches && !deleting) {
      const free = metadataOf(pod)['deletionTimestamp'] === undefined
      const adopted = free ? yield* patchPod(pod, withController(pod, set)) : undefined
      if (adopted !== undefined) claimed.push(adopted)
    }
  }
  return claimed
}

function* patchPod(pod: JsonObject, body: JsonObject): Proc<JsonObject | undefined> {
  const { namespace, name } = splitNamespacedName(namespacedName(pod))
  const response = yield* api({ verb: 'patch', ...PODS, namespace, name, patchType: 'merge', body })
  return succeeded(response) ? response.body : undefined
}
