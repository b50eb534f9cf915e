import { isObject, type Json, type JsonObject } from '../../../kernel/json.js'
import { listAt, numberAt, objectAt, stringAt } from '../share.js'
import { humanDuration, parseTime } from '../time.js'
import { ageOf, nameOf, statusCondition } from './printing.js'

/**
 * The row of a pod in `kubectl get pods`.
 * Source: kubernetes v1.36.3 pkg/printers/internalversion/printers.go (printPod), which
 * Argo CD's controller/cache/info.go (populatePodInfo) mirrors.
 */
export function printPod(pod: JsonObject, nowMs: number): readonly string[] {
  const initial = initContainers(pod)
  const summary = initial.initializing && !isInitialized(pod) ? initial : mainContainers(pod, initial)
  return [
    nameOf(pod),
    `${summary.ready}/${totalContainers(pod)}`,
    deletionReason(pod) ?? summary.reason,
    restartsText(summary, nowMs),
    ageOf(pod, nowMs),
    stringAt(listAt(pod, 'status', 'podIPs')[0], 'ip') || stringAt(pod, 'status', 'podIP') || '<none>',
    stringAt(pod, 'spec', 'nodeName') || '<none>',
    stringAt(pod, 'status', 'nominatedNodeName') || '<none>',
    readinessGates(pod),
  ]
}

interface Summary {
  readonly reason: string
  readonly ready: number
  readonly restarts: number
  /** Latest end of a container that was restarted since, in ms since the epoch. */
  readonly lastRestartMs: number | undefined
}

interface InitSummary extends Summary {
  readonly initializing: boolean
  /** The part that sidecars (init containers with restartPolicy Always) contribute. */
  readonly sidecarRestarts: number
  readonly sidecarLastRestartMs: number | undefined
}

function initialReason(pod: JsonObject): string {
  const gated = listAt(pod, 'status', 'conditions').some(
    (item) => stringAt(item, 'type') === 'PodScheduled' && stringAt(item, 'reason') === 'SchedulingGated',
  )
  if (gated) return 'SchedulingGated'
  return stringAt(pod, 'status', 'reason') || stringAt(pod, 'status', 'phase')
}

function sidecars(pod: JsonObject): ReadonlySet<string> {
  const containers = listAt(pod, 'spec', 'initContainers')
  const restartable = containers.filter((container) => stringAt(container, 'restartPolicy') === 'Always')
  return new Set(restartable.map((container) => stringAt(container, 'name')))
}

function totalContainers(pod: JsonObject): number {
  return listAt(pod, 'spec', 'containers').length + sidecars(pod).size
}

function lastEnd(status: JsonObject): number | undefined {
  return parseTime(objectAt(objectAt(status, 'lastState'), 'terminated')?.['finishedAt'])
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.max(a, b)
}

function initContainers(pod: JsonObject): InitSummary {
  const restartable = sidecars(pod)
  const total = listAt(pod, 'spec', 'initContainers').length
  let [restarts, sidecarRestarts, ready] = [0, 0, 0]
  let lastRestartMs: number | undefined
  let sidecarLastRestartMs: number | undefined
  const statuses = listAt(pod, 'status', 'initContainerStatuses').filter(isObject)
  for (const [index, status] of statuses.entries()) {
    const count = numberAt(status, 'restartCount')
    const isSidecar = restartable.has(stringAt(status, 'name'))
    restarts += count
    lastRestartMs = later(lastRestartMs, lastEnd(status))
    if (isSidecar) {
      sidecarRestarts += count
      sidecarLastRestartMs = later(sidecarLastRestartMs, lastEnd(status))
    }
    const done = initDone(status, isSidecar)
    if (done && isSidecar && status['ready'] === true) ready++
    if (done) continue
    const reason = initReason(status, index, total)
    return {
      reason,
      ready,
      restarts,
      lastRestartMs,
      initializing: true,
      sidecarRestarts,
      sidecarLastRestartMs,
    }
  }
  const reason = initialReason(pod)
  return {
    reason,
    ready,
    restarts,
    lastRestartMs,
    initializing: false,
    sidecarRestarts,
    sidecarLastRestartMs,
  }
}

function initDone(status: JsonObject, isSidecar: boolean): boolean {
  const terminated = objectAt(objectAt(status, 'state'), 'terminated')
  if (terminated !== undefined && numberAt(terminated, 'exitCode') === 0) return true
  return isSidecar && status['started'] === true
}

function initReason(status: JsonObject, index: number, total: number): string {
  const state = objectAt(status, 'state')
  const terminated = objectAt(state, 'terminated')
  if (terminated !== undefined) return `Init:${terminatedReason(terminated)}`
  const waiting = stringAt(state, 'waiting', 'reason')
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`
}

function terminatedReason(terminated: JsonObject): string {
  const reason = stringAt(terminated, 'reason')
  if (reason !== '') return reason
  const signal = numberAt(terminated, 'signal')
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode')}` : `Signal:${signal}`
}

function mainContainers(pod: JsonObject, initial: InitSummary): Summary {
  let { reason, ready } = initial
  let restarts = initial.sidecarRestarts
  let lastRestartMs = initial.sidecarLastRestartMs
  let running = false
  for (const status of [...listAt(pod, 'status', 'containerStatuses')].reverse()) {
    if (!isObject(status)) continue
    restarts += numberAt(status, 'restartCount')
    lastRestartMs = later(lastRestartMs, lastEnd(status))
    const own = containerReason(objectAt(status, 'state'))
    if (own !== undefined) reason = own
    else if (status['ready'] === true && objectAt(objectAt(status, 'state'), 'running') !== undefined) {
      running = true
      ready++
    }
  }
  if (reason === 'Completed' && running) {
    reason = statusCondition(pod, 'Ready')?.['status'] === 'True' ? 'Running' : 'NotReady'
  }
  return { reason, ready, restarts, lastRestartMs }
}

function containerReason(state: Json | undefined): string | undefined {
  const waiting = stringAt(state, 'waiting', 'reason')
  if (waiting !== '') return waiting
  const terminated = objectAt(state, 'terminated')
  return terminated === undefined ? undefined : terminatedReason(terminated)
}

function isInitialized(pod: JsonObject): boolean {
  return statusCondition(pod, 'Initialized')?.['status'] === 'True'
}

/** A pod on an unreachable node prints `Unknown`, any other deleted pod that is not finished `Terminating`. */
function deletionReason(pod: JsonObject): string | undefined {
  if (objectAt(pod, 'metadata')?.['deletionTimestamp'] === undefined) return undefined
  if (stringAt(pod, 'status', 'reason') === 'NodeLost') return 'Unknown'
  const phase = stringAt(pod, 'status', 'phase')
  return phase === 'Succeeded' || phase === 'Failed' ? undefined : 'Terminating'
}

function restartsText({ restarts, lastRestartMs }: Summary, nowMs: number): string {
  if (restarts === 0 || lastRestartMs === undefined) return String(restarts)
  return `${restarts} (${humanDuration(nowMs - lastRestartMs)} ago)`
}

function readinessGates(pod: JsonObject): string {
  const gates = listAt(pod, 'spec', 'readinessGates')
  if (gates.length === 0) return '<none>'
  const met = gates.filter(
    (gate) => statusCondition(pod, stringAt(gate, 'conditionType'))?.['status'] === 'True',
  )
  return `${met.length}/${gates.length}`
}
