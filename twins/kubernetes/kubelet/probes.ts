import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, numberAt, objectAt, textAt, valueAt } from '../client/objects.js'
import { type PodSync, tell } from './pod-sync.js'
import { type ContainerRecord, containerOf, type ProbeRecord, withContainer } from './records.js'

type ProbeKind = 'startupProbe' | 'readinessProbe' | 'livenessProbe'

/** How often the runtime is asked for news: the status then made asks for readiness out of turn. */
const RELIST_MS = 1_000

const LABELS: Readonly<Record<ProbeKind, string>> = {
  startupProbe: 'Startup',
  readinessProbe: 'Readiness',
  livenessProbe: 'Liveness',
}

/** What counts before the first probe. Source: kubernetes v1.36 pkg/kubelet/prober/worker.go (newWorker). */
const INITIAL: Readonly<Record<ProbeKind, ProbeRecord['result']>> = {
  startupProbe: 'unknown',
  readinessProbe: 'failure',
  livenessProbe: 'success',
}

/**
 * Brings the probes of a running container up to date. What a program reports is what every probe finds until it reports
 * something else, so only the probes that change anything are waited for: the first one after a change, and the one
 * that reaches the threshold. Probes of a pod run every `periodSeconds` from when its node first saw it, but not before
 * `initialDelaySeconds` after the start of the container; readiness is also probed 1 s after the start, and once the
 * startup probe has succeeded.
 * Departs from upstream: `Unhealthy` is told for the first failure in a row and for the one that ends the container.
 * Sources: kubernetes v1.36 pkg/kubelet/prober/worker.go (doProbe), prober.go (probe), prober_manager.go
 * (UpdatePodStatus).
 */
export function* runProbes(sync: PodSync, container: JsonObject): Proc<void> {
  yield* runProbe(sync, container, 'startupProbe')
  if (!hasStarted(container, containerOf(sync.record, textAt(container, 'name')))) return
  yield* runProbe(sync, container, 'readinessProbe')
  yield* runProbe(sync, container, 'livenessProbe')
}

/** Whether a probe has come to its result; true where there is no such probe. */
function holds(container: JsonObject, state: ContainerRecord, kind: ProbeKind): boolean {
  return !isObject(container[kind]) || state.probes[kind]?.result === 'success'
}

/** The startup probe has succeeded, or there is none. */
export function hasStarted(container: JsonObject, state: ContainerRecord): boolean {
  return holds(container, state, 'startupProbe')
}

/** The readiness probe succeeds, or there is none. */
export function passesReadiness(container: JsonObject, state: ContainerRecord): boolean {
  return holds(container, state, 'readinessProbe')
}

/** The probe because of which the container must be killed, if any: `liveness` or `startup`. */
export function failedProbe(
  container: JsonObject,
  state: ContainerRecord,
): 'liveness' | 'startup' | undefined {
  if (isObject(container['livenessProbe']) && state.probes['livenessProbe']?.result === 'failure')
    return 'liveness'
  return state.probes['startupProbe']?.result === 'failure' ? 'startup' : undefined
}

function* runProbe(sync: PodSync, container: JsonObject, kind: ProbeKind): Proc<void> {
  const spec = container[kind]
  if (!isObject(spec)) return
  const name = textAt(container, 'name')
  const state = containerOf(sync.record, name)
  const before = state.probes[kind]
  // A container that has started is not asked again; one that is to be killed is left in peace.
  if (kind === 'startupProbe' && (before?.result ?? 'unknown') !== 'unknown') return
  if (kind === 'livenessProbe' && before?.result === 'failure') return
  const failure = failureOf(sync, container, kind, spec, state.report)
  const outcome = failure === undefined ? 'success' : 'failure'
  let probe = before ?? { result: INITIAL[kind], outcome: null, firstAt: 0, told: false }
  if (probe.outcome !== outcome) {
    probe = {
      ...probe,
      outcome,
      firstAt: firstProbeAt(sync, container, kind, before === undefined),
      told: false,
    }
  }
  const flipAt = nthProbeAt(sync, spec, probe.firstAt, thresholdOf(spec, outcome))
  const flips = probe.result !== outcome && sync.nowMs >= flipAt
  if (failure !== undefined && (flips || (!probe.told && sync.nowMs >= probe.firstAt))) {
    yield* tell(sync, 'Warning', 'Unhealthy', `${LABELS[kind]} probe failed: ${failure}`, container)
    probe = { ...probe, told: true }
  }
  if (flips) probe = { ...probe, result: outcome }
  if (failure !== undefined && !probe.told) sync.due.push({ at: probe.firstAt, timer: 'foreground' })
  if (probe.result !== outcome) sync.due.push({ at: flipAt, timer: 'foreground' })
  if (probe !== before)
    sync.record = withContainer(sync.record, name, { probes: { ...state.probes, [kind]: probe } })
}

function thresholdOf(spec: JsonObject, outcome: 'success' | 'failure'): number {
  return outcome === 'success' ? numberAt(spec, 1, 'successThreshold') : numberAt(spec, 3, 'failureThreshold')
}

const periodOf = (spec: JsonObject): number => 1000 * numberAt(spec, 10, 'periodSeconds')

/** When the next probe runs. `isFirst`: the first of this kind for this instance of the container. */
function firstProbeAt(sync: PodSync, container: JsonObject, kind: ProbeKind, isFirst: boolean): number {
  const spec = objectAt(container, kind)
  const { startedAt } = containerOf(sync.record, textAt(container, 'name'))
  const enabledAt = startedAt + 1000 * numberAt(spec, 0, 'initialDelaySeconds')
  const regular = tickFrom(sync, spec, Math.max(enabledAt, sync.nowMs))
  if (kind !== 'readinessProbe') return regular
  const waited = isObject(container['startupProbe'])
  const extra = waited ? (isFirst ? sync.nowMs : Number.NaN) : startedAt + RELIST_MS
  return extra >= enabledAt && extra >= sync.nowMs ? Math.min(extra, regular) : regular
}

/** When the n-th probe runs if the first one runs at `firstAt`. */
function nthProbeAt(sync: PodSync, spec: JsonObject, firstAt: number, n: number): number {
  return n <= 1 ? firstAt : tickFrom(sync, spec, firstAt + 1) + (n - 2) * periodOf(spec)
}

/** The first tick at or after a time. */
function tickFrom(sync: PodSync, spec: JsonObject, at: number): number {
  const originAt = sync.record.startedAt
  return originAt + Math.max(0, Math.ceil((at - originAt) / periodOf(spec))) * periodOf(spec)
}

/**
 * What a probe finds wrong, or undefined. A program that has reported nothing yet does not listen, but is alive.
 * Source: kubernetes v1.36 pkg/probe/{http/request,tcp/tcp,exec/exec,grpc/grpc}.go.
 */
function failureOf(
  sync: PodSync,
  container: JsonObject,
  kind: ProbeKind,
  spec: JsonObject,
  report: Json,
): string | undefined {
  const good =
    kind === 'livenessProbe' ? valueAt(report, 'live') !== false : valueAt(report, 'ready') === true
  const timeoutSeconds = numberAt(spec, 1, 'timeoutSeconds')
  const slow = numberAt(report, 0, 'responseMs') > timeoutSeconds * 1000
  if (good && !(slow && spec['tcpSocket'] === undefined)) return undefined
  const message = textAt(report, 'message')
  if (message !== '' && !good) return message
  return defaultFailure(sync, container, spec, { slow, answers: report !== null, timeoutSeconds })
}

function defaultFailure(
  { record }: PodSync,
  container: JsonObject,
  spec: JsonObject,
  why: { readonly slow: boolean; readonly answers: boolean; readonly timeoutSeconds: number },
): string {
  const action = ['httpGet', 'tcpSocket', 'grpc', 'exec'].find((one) => isObject(spec[one])) ?? 'exec'
  const command = arrayAt(spec, 'exec', 'command').join(' ')
  if (action === 'exec') {
    return why.slow ? `command timed out: "${command}" timed out after ${why.timeoutSeconds}s` : ''
  }
  const host = textAt(spec, action, 'host') || record.sandbox?.ip || ''
  const address = `${host}:${portOf(container, valueAt(spec, action, 'port'))}`
  if (action === 'grpc') {
    return `timeout: failed to connect service "${address}" within ${why.timeoutSeconds}s: context deadline exceeded`
  }
  const dial = `dial tcp ${address}: connect: connection refused`
  if (action === 'tcpSocket') return dial
  if (why.answers && !why.slow) return 'HTTP probe failed with statuscode: 503'
  const url = `${textAt(spec, 'httpGet', 'scheme').toLowerCase() || 'http'}://${address}${textAt(spec, 'httpGet', 'path') || '/'}`
  return `Get "${url}": ${why.slow ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : dial}`
}

/** A port by number, or by the name it has in the container. */
function portOf(container: JsonObject, port: Json | undefined): string {
  const named = arrayAt(container, 'ports').find((one) => textAt(one, 'name') === port)
  return String(valueAt(named, 'containerPort') ?? port)
}
