import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { isObject, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  arrayAt,
  changedObject,
  findObject,
  fromTimestamp,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { withDisruptionTarget } from './disruption-target.js'
import { latencies, timers } from './latencies.js'
import { NODES, PODS } from './resources.js'
import { matchesTaint } from './scheduler/tolerations.js'
import { failureOf } from './write-status.js'

/**
 * Deletes pods from nodes with taints of effect NoExecute: at once, or when the tolerated time is over.
 * Source: kubernetes v1.36 pkg/controller/tainteviction/taint_eviction.go (processPodOnNode, addConditionAndDeletePod).
 */
export const taintEvictionController: Controller = {
  name: 'taint-eviction',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
  ],
  initial: (view) =>
    listObjects(view, '', 'nodes')
      .filter((node) => evictingTaints(node).length > 0)
      .flatMap((node) => podsOn(view, node)),
  reconcile,
}

function evictingTaints(node: JsonObject | undefined): readonly JsonObject[] {
  return arrayAt(node ?? {}, 'spec', 'taints')
    .filter(isObject)
    .filter((taint) => taint['effect'] === 'NoExecute')
}

function podsOn(view: View, node: JsonObject): readonly string[] {
  const rows = view.byIndex<JsonObject>(OBJECTS, 'node', textAt(metadataOf(node), 'name'))
  return rows.map((row) => namespacedName(row.value))
}

function nodeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (after === undefined || jsonEqual(evictingTaints(before), evictingTaints(after))) return []
  return podsOn(view, after)
}

/** A pod that comes to a tainted node, or that tolerates something else. */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const name = textAt(after, 'spec', 'nodeName')
  if (after === undefined || name === '') return []
  if (before !== undefined && jsonEqual(before['spec'], after['spec'])) return []
  const node = findObject(view, '', 'nodes', '', name)
  return evictingTaints(node).length > 0 ? [namespacedName(after)] : []
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PODS, ...splitNamespacedName(key) })
  if (!succeeded(found) || metadataOf(found.body)['deletionTimestamp'] !== undefined) return {}
  const pod = found.body
  const node = yield* api({ verb: 'get', ...NODES, name: textAt(pod, 'spec', 'nodeName') || '-' })
  const taints = succeeded(node) ? evictingTaints(node.body) : []
  if (taints.length === 0) return {}
  const nowMs = yield* now()
  const dueAt = evictionAt(pod, taints, nowMs)
  if (dueAt === undefined) return {}
  if (dueAt > nowMs) return { requeueAfterMs: dueAt - nowMs, timer: 'foreground' }
  return yield* evict(pod)
}

/** When the pod has to go: now if it does not tolerate a taint, never (undefined) if it tolerates all of them for good. */
function evictionAt(pod: JsonObject, taints: readonly JsonObject[], nowMs: number): number | undefined {
  const tolerations = arrayAt(pod, 'spec', 'tolerations').filter(isObject)
  const used = taints.map((taint) => tolerations.find((one) => matchesTaint(one, taint)))
  if (used.includes(undefined)) return nowMs
  const seconds = used
    .map((toleration) => toleration?.['tolerationSeconds'])
    .filter((value): value is number => typeof value === 'number')
  if (seconds.length === 0) return undefined
  const times = taints
    .map((taint) => fromTimestamp(textAt(taint, 'timeAdded')))
    .filter((at) => !Number.isNaN(at))
  const since = times.length === 0 ? nowMs : Math.min(...times)
  return since + Math.max(0, Math.min(...seconds)) * 1000
}

function* evict(pod: JsonObject): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(namespacedName(pod))
  const message = `Marking for deletion Pod ${namespace}/${name}`
  yield* recordEvent({
    involved: pod,
    type: 'Normal',
    reason: 'TaintManagerEviction',
    message,
    component: 'taint-eviction-controller',
  })
  const why = 'Taint manager: deleting due to NoExecute taint'
  const refusal = yield* withDisruptionTarget(pod, 'DeletionByTaintManager', why)
  if (refusal !== undefined) return { error: refusal }
  const deleted = yield* api({ verb: 'delete', ...PODS, namespace, name })
  return succeeded(deleted) || isNotFound(deleted.body) ? {} : { error: failureOf(deleted) }
}
