import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { isObject, type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  OBJECTS,
  objectAt,
  objectPrefix,
  textAt,
  toTimestamp,
  valueAt,
} from '../client/objects.js'
import { conditionsOf, findCondition } from './conditions.js'
import { latencies, timers } from './latencies.js'
import { isPodReady } from './pods.js'
import { NODES, PODS } from './resources.js'
import { failureOf, writeStatus } from './write-status.js'

const COMPONENT = 'node-controller'
const PREFIX = 'node.kubernetes.io/'
const NOT_READY = `${PREFIX}not-ready`
const UNREACHABLE = `${PREFIX}unreachable`
const UNSCHEDULABLE = `${PREFIX}unschedulable`

/** Conditions that taint a node while they are True. */
const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: `${PREFIX}memory-pressure`,
  DiskPressure: `${PREFIX}disk-pressure`,
  PIDPressure: `${PREFIX}pid-pressure`,
  NetworkUnavailable: `${PREFIX}network-unavailable`,
}
const OWN: ReadonlySet<string> = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE, ...Object.values(PRESSURES)])

/**
 * Makes the taints of a node say what its conditions say, and its pods not ready while it is not.
 * Departs from upstream: there are no heartbeats. A node fails when its condition Ready is set to False or Unknown; the
 * 50 s after which upstream sets it to Unknown are left to whoever does that.
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go (doNoScheduleTaintingPass,
 * processTaintBaseEviction), pkg/controller/util/node/controller_utils.go (MarkPodsNotReady).
 */
export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle',
  latencyMs: latencies.nodeLifecycleMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [{ table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys }],
  initial: (view) =>
    listObjects(view, '', 'nodes')
      .filter((node) => !isSo(node))
      .map((node) => textAt(metadataOf(node), 'name')),
  reconcile,
}

/** Only nodes whose taints are not what they should be, or that have just failed. */
function nodeKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  if (after === undefined) return []
  const failed = readiness(after) !== 'True' && (before === undefined || readiness(before) === 'True')
  return failed || !isSo(after) ? [textAt(metadataOf(after), 'name')] : []
}

/** Status of the condition Ready; a node that says nothing counts as ready. */
function readiness(node: JsonObject): string {
  const ready = findCondition(conditionsOf(node), 'Ready')
  return ready === undefined ? 'True' : textAt(ready, 'status')
}

/** `key effect` of the taints a node shall have of this controller. */
function wantedTaints(node: JsonObject): readonly (readonly [string, string])[] {
  const ready = readiness(node)
  const failing = ready === 'True' ? undefined : ready === 'False' ? NOT_READY : UNREACHABLE
  const conditions = conditionsOf(node)
  const pressures = Object.keys(PRESSURES).filter(
    (type) => textAt(findCondition(conditions, type), 'status') === 'True',
  )
  return [
    ...(failing === undefined ? [] : ([[failing, 'NoSchedule']] as const)),
    ...pressures.map((type) => [PRESSURES[type] as string, 'NoSchedule'] as const),
    ...(valueAt(node, 'spec', 'unschedulable') === true ? ([[UNSCHEDULABLE, 'NoSchedule']] as const) : []),
    ...(failing === undefined ? [] : ([[failing, 'NoExecute']] as const)),
  ]
}

function isSo(node: JsonObject): boolean {
  return jsonEqual(taintsAfter(node, ''), arrayAt(node, 'spec', 'taints'))
}

/** Foreign taints first, then ours; those that stay keep their time. */
function taintsAfter(node: JsonObject, timeAdded: string): readonly Json[] {
  const before = arrayAt(node, 'spec', 'taints').filter(isObject)
  const same = (taint: JsonObject, [key, effect]: readonly [string, string]): boolean =>
    taint['key'] === key && taint['effect'] === effect
  const wanted = wantedTaints(node)
  const kept = before.filter(
    (taint) => !OWN.has(textAt(taint, 'key')) || wanted.some((one) => same(taint, one)),
  )
  const added = wanted
    .filter((one) => !before.some((taint) => same(taint, one)))
    .map(([key, effect]) => ({ key, effect, timeAdded }))
  return [...kept, ...added]
}

function* reconcile(name: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...NODES, name })
  if (!succeeded(found)) return {}
  const node = found.body
  const taints = taintsAfter(node, toTimestamp(yield* now()))
  if (!jsonEqual(taints, arrayAt(node, 'spec', 'taints'))) {
    const { taints: _before, ...spec } = objectAt(node, 'spec')
    const body = { ...node, spec: taints.length === 0 ? spec : { ...spec, taints } }
    const written = yield* api({ verb: 'update', ...NODES, name, body })
    if (!succeeded(written)) return { error: failureOf(written) }
  }
  return readiness(node) === 'True' ? {} : yield* markPods(node)
}

/** The endpoints of a failed node must not lead anywhere. */
function* markPods(node: JsonObject): Proc<ReconcileResult> {
  const name = textAt(metadataOf(node), 'name')
  const pods = itemsOf(yield* api({ verb: 'list', ...PODS, index: { name: 'node', key: name } }))
  const ready = pods.filter(isPodReady)
  if (ready.length === 0) return {}
  yield* tell(node, 'Normal', `Node ${name} status is now: NodeNotReady`)
  const lastTransitionTime = toTimestamp(yield* now())
  for (const pod of ready) {
    const conditions = conditionsOf(pod).map((condition) =>
      condition['type'] === 'Ready' ? { ...condition, status: 'False', lastTransitionTime } : condition,
    )
    const status = { ...objectAt(pod, 'status'), conditions }
    const { error } = yield* writeStatus(PODS, pod, status)
    if (error !== undefined) return { error }
    yield* tell(pod, 'Warning', 'Node is not ready')
  }
  return {}
}

function tell(involved: JsonObject, type: 'Normal' | 'Warning', message: string): Proc<void> {
  return recordEvent({ involved, type, reason: 'NodeNotReady', message, component: COMPONENT })
}
