import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import { NotModelled } from '../../kernel/errors.js'
import { hashString } from '../../kernel/hash.js'
import { compareKeys, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  numberAt,
  OBJECTS,
  objectAt,
  objectPrefix,
  splitNamespacedName,
  textAt,
  toTimestamp,
} from '../client/objects.js'
import { conditionsOf, findCondition } from './conditions.js'
import { latencies, timers } from './latencies.js'
import { controllerOf } from './owner-references.js'
import { isPodActive, isPodTerminal } from './pods.js'
import { claimNamesOf } from './pvc-protection.js'
import { NODES, PODS } from './resources.js'
import { nodeNameOf, rejectForRoom, rejectNode } from './scheduler/filter-nodes.js'
import { fitErrorText, preFilterErrorText, type Rejection } from './scheduler/fit-error.js'
import { hostPortsOf, rejectForPorts } from './scheduler/host-ports.js'
import { podAffinityOf, rejectForAffinity } from './scheduler/pod-affinity.js'
import { schedulerTexts } from './scheduler/texts.js'
import { rejectForSpread, spreadsOf } from './scheduler/topology-spread.js'
import { podVolumesOf, rejectForVolumes, selectNode } from './scheduler/volume-binding.js'
import { failureOf, writeStatus } from './write-status.js'

const SCHEDULER = 'default-scheduler'

/**
 * Binds pods to nodes.
 * Departs from upstream: among the nodes that pass, the one with the fewest pods of the same controller wins (the
 * default spreading), ties by a hash of the pod's name instead of at random.
 * Source: kubernetes v1.36 pkg/scheduler/schedule_one.go, pkg/scheduler/backend/queue/scheduling_queue.go.
 */
export const schedulerController: Controller = {
  name: 'scheduler',
  latencyMs: latencies.schedulerMs,
  backoff: { baseMs: 1_000, maxMs: 10_000 },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumes'), map: storageKeys },
    { table: OBJECTS, prefix: objectPrefix('storage.k8s.io', 'storageclasses'), map: storageKeys },
  ],
  initial: waitingPods,
  reconcile,
}

/** A pod to place; a pod that frees its node gives the waiting ones another chance. */
function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (after !== undefined && isWaiting(after)) {
    const seen = before !== undefined && jsonEqual(before['spec'], after['spec']) && isWaiting(before)
    return seen ? [] : [namespacedName(after)]
  }
  const left = after === undefined || isPodTerminal(after)
  const held = before !== undefined && !isPodTerminal(before) && textAt(before, 'spec', 'nodeName') !== ''
  return left && held && hasLimits(view, before) ? waitingPods(view) : []
}

/** Room only matters on a node that states what it has. */
function hasLimits(view: View, pod: JsonObject): boolean {
  const node = view.get<JsonObject>(OBJECTS, `nodes//${textAt(pod, 'spec', 'nodeName')}`)
  return node !== undefined && Object.keys(objectAt(node, 'status', 'allocatable')).length > 0
}

function nodeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (after === undefined) return []
  const same =
    before !== undefined &&
    jsonEqual(before['spec'], after['spec']) &&
    jsonEqual(metadataOf(before)['labels'], metadataOf(after)['labels']) &&
    jsonEqual(objectAt(before, 'status')['allocatable'], objectAt(after, 'status')['allocatable'])
  return same ? [] : waitingPods(view)
}

/** The waiting pods that use the claim. */
function claimKeys(change: Change, view: View): readonly string[] {
  const { after } = changedObject(change)
  if (after === undefined) return []
  const { namespace, name } = splitNamespacedName(namespacedName(after))
  return listObjects(view, '', 'pods', namespace)
    .filter((pod) => isWaiting(pod) && claimNamesOf(pod).includes(name))
    .map(namespacedName)
}

/** A new volume or class may be what a pod with claims waits for. */
function storageKeys(change: Change, view: View): readonly string[] {
  if (change.before !== undefined) return []
  const pods = listObjects(view, '', 'pods').filter((pod) => isWaiting(pod) && claimNamesOf(pod).length > 0)
  return pods.map(namespacedName)
}

function waitingPods(view: View): readonly string[] {
  return listObjects(view, '', 'pods').filter(isWaiting).map(namespacedName)
}

function isWaiting(pod: JsonObject): boolean {
  const scheduler = textAt(pod, 'spec', 'schedulerName') || SCHEDULER
  return textAt(pod, 'spec', 'nodeName') === '' && scheduler === SCHEDULER && isPodActive(pod)
}

function* reconcile(key: string, context: ControllerContext): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PODS, ...splitNamespacedName(key) })
  if (!succeeded(found) || !isWaiting(found.body)) return {}
  const pod = found.body
  const nodes = itemsOf(yield* api({ verb: 'list', ...NODES }))
  const texts = schedulerTexts(context.profile['kubernetes'])
  const volumes = yield* podVolumesOf(pod)
  if (volumes.error !== undefined && nodes.length > 0)
    return yield* unschedulable(pod, preFilterErrorText(nodes.length, volumes.error, texts))
  const feasible: JsonObject[] = []
  const rejections: Rejection[] = []
  const spreads = yield* spreadsOf(pod, nodes)
  const affinity = yield* podAffinityOf(pod, nodes)
  for (const node of nodes) {
    const rejection =
      rejectNode(pod, node, texts) ??
      (yield* presenceRejection(pod, node)) ??
      rejectForVolumes(volumes, node, texts) ??
      rejectForSpread(spreads, node) ??
      rejectForAffinity(affinity, node)
    if (rejection === undefined) feasible.push(node)
    else rejections.push(rejection)
  }
  if (feasible.length === 0) return yield* unschedulable(pod, fitErrorText(rejections, texts))
  const chosen = yield* chooseNode(pod, feasible)
  if (volumes.waiting.length === 0) return yield* bind(pod, chosen)
  const refusal = yield* selectNode(volumes, chosen)
  return refusal === undefined ? {} : { error: refusal }
}

/** Host ports and room. Reads the node's pods only when one of the two matters. */
function* presenceRejection(pod: JsonObject, node: JsonObject): Proc<Rejection | undefined> {
  const limited = Object.keys(objectAt(node, 'status', 'allocatable')).length > 0
  if (!limited && hostPortsOf(pod).length === 0) return undefined
  const index = { name: 'node', key: nodeNameOf(node) } as const
  const present = itemsOf(yield* api({ verb: 'list', ...PODS, index })).filter(
    (other) => !isPodTerminal(other),
  )
  const rejection = rejectForPorts(pod, present) ?? (limited ? rejectForRoom(pod, node, present) : undefined)
  if (rejection?.helpless === false) refusePreemption(pod, present)
  return rejection
}

/** Preemption would let a pod of higher priority take the place of others. Throws `NotModelled` where it would try. */
function refusePreemption(pod: JsonObject, present: readonly JsonObject[]): void {
  if (textAt(pod, 'spec', 'preemptionPolicy') === 'Never') return
  const priority = numberAt(pod, 0, 'spec', 'priority')
  const victim = present.find((other) => numberAt(other, 0, 'spec', 'priority') < priority)
  if (victim === undefined) return
  throw new NotModelled(
    `preemption of pod ${namespacedName(victim)} by ${namespacedName(pod)}`,
    'Give the nodes more room, or both pods the same priority.',
  )
}

/** Source: kubernetes v1.36 pkg/scheduler/framework/plugins/podtopologyspread (system default constraints). */
function* chooseNode(pod: JsonObject, feasible: readonly JsonObject[]): Proc<string> {
  const key = textAt(controllerOf(pod), 'uid')
  const counts = new Map<string, number>()
  if (key !== '' && feasible.length > 1) {
    const namespace = textAt(pod, 'metadata', 'namespace')
    const index = { name: 'owner', key } as const
    const siblings = yield* api({ verb: 'list', ...PODS, namespace, index, countByNode: true })
    for (const item of itemsOf(siblings)) counts.set(textAt(item, 'node'), numberAt(item, 0, 'count'))
  }
  // Siblings are alike: a tie must not hang on the generated end of a name, which differs from seed to seed.
  const subject = textAt(pod, 'metadata', 'generateName') || textAt(pod, 'metadata', 'name')
  return leastLoaded(feasible.map(nodeNameOf), counts, `${textAt(pod, 'metadata', 'namespace')}/${subject}`)
}

/** The name with the smallest count; ties are broken by a hash of `subject`. */
export function leastLoaded(
  names: readonly string[],
  counts: ReadonlyMap<string, number>,
  subject: string,
): string {
  const least = Math.min(...names.map((name) => counts.get(name) ?? 0))
  const tied = names.filter((name) => (counts.get(name) ?? 0) === least).sort(compareKeys)
  return tied[hashString(subject).a % tied.length] as string
}

function* bind(pod: JsonObject, nodeName: string): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(namespacedName(pod))
  const uid = textAt(metadataOf(pod), 'uid')
  const body = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: nodeName },
  }
  const bound = yield* api({ verb: 'create', ...PODS, subresource: 'binding', namespace, name, body })
  if (!succeeded(bound)) return { error: failureOf(bound) }
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`
  yield* tell(pod, 'Normal', 'Scheduled', message)
  return {}
}

/** Condition and event; tried again when the cluster changes, or after five minutes. */
function* unschedulable(pod: JsonObject, message: string): Proc<ReconcileResult> {
  const nowMs = yield* now()
  const conditions = conditionsOf(pod)
  const before = findCondition(conditions, 'PodScheduled')
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    lastTransitionTime:
      textAt(before, 'status') === 'False' ? textAt(before, 'lastTransitionTime') : toTimestamp(nowMs),
    reason: 'Unschedulable',
    message,
  }
  const others = conditions.filter((other) => other !== before)
  const status = { ...objectAt(pod, 'status'), conditions: [...others, condition] }
  yield* tell(pod, 'Warning', 'FailedScheduling', message)
  const written = yield* writeStatus(PODS, pod, status)
  if (written.error !== undefined) return { error: written.error }
  return { requeueAfterMs: timers.unschedulableFlushMs, timer: 'background' }
}

function tell(pod: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string): Proc<void> {
  return recordEvent({ involved: pod, type, reason, message, component: SCHEDULER })
}
