import { type ImageProgram, imageProgramName } from '../../contract/component.js'
import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { NotModelled } from '../../kernel/errors.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc, Process } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { PROCESSES } from '../../kernel/tables.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { conditionsOf, findCondition } from '../controllers/conditions.js'
import { latencies, timers } from '../controllers/latencies.js'
import { isPodTerminal } from '../controllers/pods.js'
import { NODES, PODS } from '../controllers/resources.js'
import { writeStatus } from '../controllers/write-status.js'
import { configReader } from './config-source.js'
import { EXEC_PROGRAM } from './exec.js'
import { PULL_PROGRAM, readRecord, SANDBOX_PROGRAM, writeRecord } from './node-port.js'
import { observe } from './observe.js'
import { pastDeadline } from './pod-deadline.js'
import { hostAddress, podStatus } from './pod-status.js'
import {
  containersOf,
  initContainersOf,
  namespaceOf,
  type PodSync,
  podNameOf,
  requeue,
  save,
} from './pod-sync.js'
import { newRecord } from './records.js'
import { resumeContainers } from './resume-containers.js'
import { SLEEP_PROGRAM } from './sleep-program.js'
import type { StartContext } from './start-container.js'
import { syncPod } from './sync-pod.js'
import { killAll, killHelpers, terminatePod } from './terminate-pod.js'

/**
 * The kubelets of all nodes as one controller, keyed by pod. A node that does not exist or is not Ready has none.
 * It wakes on its pods, on the processes it started and on its timers; a Secret or ConfigMap that a waiting pod needs
 * does not wake it.
 * Source: kubernetes v1.36 pkg/kubelet/kubelet.go, pkg/kubelet/pod_workers.go.
 */
export function createKubelet(images: readonly ImageProgram[]): Controller {
  const programOf = programFinder(images)
  return {
    name: 'kubelet',
    latencyMs: latencies.kubeletMs,
    backoff: { baseMs: timers.statusRetryMs, maxMs: timers.podSyncRetryMs },
    watches: [
      { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
      { table: OBJECTS, prefix: objectPrefix('', 'nodes'), map: nodeKeys },
      { table: PROCESSES, map: processKeys },
    ],
    initial: (view) => listObjects(view, '', 'pods').filter(isAssigned).map(namespacedName),
    reconcile: (key) => reconcile(key, programOf),
  }
}

/** The most specific program of an image; generic ones come last. */
function programFinder(images: readonly ImageProgram[]): (image: string) => string {
  const ordered = [
    ...images.filter((program) => program.generic !== true),
    ...images.filter((program) => program.generic === true),
  ]
  return (image) => {
    const found = ordered.find((program) => program.matches(image))
    if (found !== undefined) return imageProgramName(found.name)
    throw new NotModelled(`image ${image}`, 'Register a program for it, or the generic one.')
  }
}

const isAssigned = (pod: JsonObject): boolean => textAt(pod, 'spec', 'nodeName') !== ''

/** Status changes are the kubelet's own and do not wake it (pkg/kubelet/config, PodConfigNotificationIncremental). */
function podKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  const pod = after ?? before
  if (pod === undefined || !isAssigned(pod)) return []
  if (before !== undefined && after !== undefined && sameForKubelet(before, after)) return []
  return [namespacedName(pod)]
}

function sameForKubelet(before: JsonObject, after: JsonObject): boolean {
  const fields = ['uid', 'labels', 'annotations', 'deletionTimestamp', 'deletionGracePeriodSeconds']
  return (
    jsonEqual(before['spec'], after['spec']) &&
    fields.every((field) => jsonEqual(metadataOf(before)[field], metadataOf(after)[field]))
  )
}

/** A node that comes or becomes ready starts a kubelet, which lists its pods. */
function nodeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (after === undefined || !runsKubelet(after) || (before !== undefined && runsKubelet(before))) return []
  const name = textAt(metadataOf(after), 'name')
  return view.byIndex<JsonObject>(OBJECTS, 'node', name).map((row) => namespacedName(row.value))
}

/** An exit, the end of a request to the runtime, or a report that some probe of the container asks for. */
function processKeys(change: Change, view: View): readonly string[] {
  const before = change.before as Process | undefined
  const after = change.after as Process | undefined
  const exited = after !== undefined && after.exit !== null && after.exit !== before?.exit
  // A program may end before its first request: its row appears with its exit.
  if (after === undefined || (!exited && after.report === (before?.report ?? null))) return []
  const { program, args } = after
  const isContainer = program.startsWith(imageProgramName(''))
  if (!isContainer && !(exited && HELPERS.has(program))) return []
  const [namespace, name] = [textAt(args, 'namespace'), textAt(args, 'pod')]
  if (!exited) {
    const pod = findObject(view, '', 'pods', namespace, name)
    if (pod === undefined || !isProbed(pod, textAt(args, 'container'))) return []
  }
  return [`${namespace}/${name}`]
}

/** Programs whose end a pod may wait for. */
const HELPERS: ReadonlySet<string> = new Set([PULL_PROGRAM, SANDBOX_PROGRAM, EXEC_PROGRAM, SLEEP_PROGRAM])

function isProbed(pod: JsonObject, name: string): boolean {
  const container = [...containersOf(pod), ...initContainersOf(pod)].find((item) => item['name'] === name)
  return ['readinessProbe', 'livenessProbe', 'startupProbe'].some((probe) => container?.[probe] !== undefined)
}

function runsKubelet(node: JsonObject): boolean {
  const ready = findCondition(conditionsOf(node), 'Ready')
  return ready === undefined || ready['status'] === 'True'
}

function* reconcile(key: string, programOf: (image: string) => string): Proc<ReconcileResult> {
  const { actor, record } = yield* readRecord(key)
  const found = yield* api({ verb: 'get', ...PODS, ...splitNamespacedName(key) })
  const pod = succeeded(found) ? found.body : undefined
  if (record !== null && record.uid !== textAt(pod, 'metadata', 'uid')) {
    // Deleted behind the kubelet's back (grace period 0), perhaps with another of the same name in its place.
    yield* killAll(record)
    yield* writeRecord(key, null)
    if (pod !== undefined) return { requeueAfterMs: 0, timer: 'foreground' }
  }
  if (pod === undefined || !isAssigned(pod)) return {}
  const node = yield* api({ verb: 'get', ...NODES, name: textAt(pod, 'spec', 'nodeName') })
  if (!succeeded(node) || !runsKubelet(node.body)) return {}
  const nowMs = yield* now()
  const sync: PodSync = {
    key,
    pod,
    node: node.body,
    nowMs,
    actor,
    record: record ?? newRecord(pod, nowMs),
    saved: record,
    due: [],
  }
  return yield* work(sync, programOf)
}

function* work(sync: PodSync, programOf: (image: string) => string): Proc<ReconcileResult> {
  if (sync.record.resume !== undefined) yield* resumeContainers(sync, contextOf(sync, programOf))
  yield* observe(sync)
  const deleted = metadataOf(sync.pod)['deletionTimestamp'] !== undefined
  let stopped = false
  if (deleted) stopped = yield* terminatePod(sync)
  else if (!isPodTerminal(sync.pod)) {
    if (!(yield* pastDeadline(sync))) yield* syncPod(sync, contextOf(sync, programOf))
    else if (yield* terminatePod(sync)) yield* killHelpers(sync.record)
  }
  yield* save(sync)
  const written = isPodTerminal(sync.pod)
    ? { error: undefined }
    : yield* writeStatus(PODS, sync.pod, podStatus(sync))
  if (written.error !== undefined) return { error: written.error }
  if (stopped) return yield* finishDeletion(sync)
  return requeue(sync.due, sync.nowMs)
}

function contextOf(sync: PodSync, programOf: (image: string) => string): StartContext {
  const addresses = {
    hostIp: hostAddress(sync.node),
    podIp: sync.record.sandbox?.ip ?? '',
  }
  return { addresses, reader: configReader(namespaceOf(sync.pod)), programOf }
}

/**
 * The final delete, once nothing runs: grace period 0 and the uid as precondition.
 * Source: kubernetes v1.36 pkg/kubelet/status/status_manager.go (syncPod).
 */
function* finishDeletion(sync: PodSync): Proc<ReconcileResult> {
  yield* killHelpers(sync.record)
  const { pod } = sync
  // Finalizers hold a pod whose grace period is over; whoever set them lets it go.
  if (metadataOf(pod)['deletionGracePeriodSeconds'] === 0) return {}
  yield* api({
    verb: 'delete',
    ...PODS,
    namespace: namespaceOf(pod),
    name: podNameOf(pod),
    gracePeriodSeconds: 0,
    preconditions: { uid: sync.record.uid },
  })
  return {}
}
