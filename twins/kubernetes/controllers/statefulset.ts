import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  listObjects,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { claimObjects, ownerKeys, presentKey } from './controller-ref-manager.js'
import { claimRevisions } from './controller-revisions.js'
import { latencies, timers } from './latencies.js'
import { controllerOf } from './owner-references.js'
import { sameForOwners } from './pods.js'
import { untilAvailable } from './replicaset/status.js'
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
    { table: OBJECTS, prefix: objectPrefix('apps', 'statefulsets'), map: presentKey },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
  ],
  initial: (view) => listObjects(view, 'apps', 'statefulsets').map(namespacedName),
  reconcile,
}

/** The owner before and after; an ownerless pod concerns the sets that it is named after and that select it. */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before !== undefined && after !== undefined && sameForSets(before, after)) return []
  const keys = [...ownerKeys('StatefulSet', change)]
  if (after !== undefined && controllerOf(after) === undefined) {
    const sets = listObjects(view, 'apps', 'statefulsets', textAt(after, 'metadata', 'namespace'))
    keys.push(...sets.filter((set) => isMemberOf(set, after) && selects(set, after)).map(namespacedName))
  }
  return [...new Set(keys)]
}

function sameForSets(before: JsonObject, after: JsonObject): boolean {
  return (
    textAt(before, 'status', 'phase') === textAt(after, 'status', 'phase') && sameForOwners(before, after)
  )
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
  const pods = yield* claimObjects(set, PODS, (pod) => isMemberOf(set, pod) && selects(set, pod))
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
  return untilAvailable(set, pods, nowMs)
}
