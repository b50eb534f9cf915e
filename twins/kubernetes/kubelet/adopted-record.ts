import { isObject, type Json, type JsonObject } from '../../kernel/json.js'
import { arrayAt, fromTimestamp, metadataOf, numberAt, textAt, valueAt } from '../client/objects.js'
import { conditionsOf, isConditionTrue } from '../controllers/conditions.js'
import { timers } from '../controllers/latencies.js'
import { parseGoDuration } from '../schema/go-duration.js'
import { DEADLINE_STATUS } from './pod-deadline.js'
import { containersOf, initContainersOf } from './pod-sync.js'
import {
  type BackOff,
  type ContainerRecord,
  type ExitRecord,
  type ImageRecord,
  isRunning,
  NO_CONTAINER,
  newRecord,
  type PodRecord,
  type ProbeRecord,
  type Waiting,
} from './records.js'

/** Stands for the process of an instance that ended before the snapshot: what it printed is not known. */
const UNKNOWN_PROCESS = ''

/**
 * What the node of a restored pod remembers of it, read back from the pod's status: which instances run, how others ended,
 * what the pod waits for. What a status does not tell is taken for untouched: the back-off of a container that runs, the
 * progress of probes that have not come to a result. `resume` names the containers whose processes are still to be made.
 */
export function adoptedRecord(pod: JsonObject, nowMs: number): PodRecord {
  const fresh = newRecord(pod, nowMs)
  const ip = textAt(pod, 'status', 'podIP')
  const entries = [...initContainersOf(pod), ...containersOf(pod)].flatMap((container) => {
    const status = statusOf(pod, textAt(container, 'name'))
    return status === undefined
      ? []
      : [[textAt(container, 'name'), containerRecord(container, status)] as const]
  })
  const containers = Object.fromEntries(
    entries.filter(([, record]) => record.attempt >= 0 || record.waiting !== null),
  )
  const running = Object.keys(containers).filter((name) => isRunning(containers[name] as ContainerRecord))
  return {
    ...fresh,
    startedAt: timeAt(pod, nowMs, 'status', 'startTime'),
    sandbox: ip === '' ? null : { pid: UNKNOWN_PROCESS, ip },
    volumes: entries.some(([, record]) => record.attempt >= 0) ? {} : null,
    initialized: isConditionTrue(conditionsOf(pod), 'Initialized'),
    images: failedImages(pod, nowMs),
    containers,
    termination: terminationOf(pod, nowMs),
    pastDeadline: textAt(pod, 'status', 'reason') === DEADLINE_STATUS['reason'],
    ...(running.length === 0 ? {} : { resume: running }),
  }
}

/** The status of a container, if the pod has one for it. */
export function statusOf(pod: JsonObject, name: string): JsonObject | undefined {
  return ['initContainerStatuses', 'containerStatuses']
    .flatMap((list) => arrayAt(pod, 'status', list))
    .filter(isObject)
    .find((status) => status['name'] === name)
}

function containerRecord(container: JsonObject, status: JsonObject): ContainerRecord {
  const id = textAt(status, 'containerID')
  const running = valueAt(status, 'state', 'running')
  const ended = exitOf(valueAt(status, 'state', 'terminated'))
  const last = exitOf(valueAt(status, 'lastState', 'terminated'))
  const waiting = waitingOf(status)
  const created = running !== undefined || ended !== null || last !== null
  if (!created) return { ...NO_CONTAINER, waiting }
  const exit = running !== undefined ? null : (ended ?? last)
  const startedAt = exit?.startedAt ?? timeAt(running as Json, 0, 'startedAt')
  return {
    ...NO_CONTAINER,
    attempt: numberAt(status, 0, 'restartCount'),
    pid: UNKNOWN_PROCESS,
    previousPid: exit !== last && last !== null ? UNKNOWN_PROCESS : null,
    id: id || (exit?.id ?? ''),
    startedAt,
    exit,
    last: exit === last ? null : last,
    ...(running === undefined ? {} : runningState(container, status, startedAt)),
    waiting: running === undefined && ended === null ? waiting : null,
    ...crashLoop(waiting, exit),
  }
}

/** Probes have found what the status says; the program is taken for ready where the container is. */
function runningState(container: JsonObject, status: JsonObject, firstAt: number): Partial<ContainerRecord> {
  const found = (ok: boolean): ProbeRecord => {
    const result = ok ? 'success' : 'failure'
    return { result, outcome: result, firstAt, told: true }
  }
  const started = status['started'] !== false
  const probes = {
    ...(isObject(container['startupProbe']) && started ? { startupProbe: found(true) } : {}),
    ...(isObject(container['readinessProbe']) && started
      ? { readinessProbe: found(status['ready'] === true) }
      : {}),
    ...(isObject(container['livenessProbe']) && started ? { livenessProbe: found(true) } : {}),
  }
  return { probes, report: { ready: status['ready'] === true } }
}

function exitOf(terminated: Json | undefined): ExitRecord | null {
  if (!isObject(terminated)) return null
  return {
    exitCode: numberAt(terminated, 0, 'exitCode'),
    startedAt: timeAt(terminated, 0, 'startedAt'),
    finishedAt: timeAt(terminated, 0, 'finishedAt'),
    id: textAt(terminated, 'containerID'),
    reason: textAt(terminated, 'reason'),
    message: textAt(terminated, 'message'),
  }
}

/** Reasons that stand for nothing but that the first instance is on its way. */
const ON_ITS_WAY: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

function waitingOf(status: JsonObject): Waiting | null {
  const reason = textAt(status, 'state', 'waiting', 'reason')
  if (reason === '' || ON_ITS_WAY.has(reason)) return null
  return { reason, message: textAt(status, 'state', 'waiting', 'message') }
}

const BACK_OFF = /^back-off (\S+) restarting failed container/

/** The back-off that the message of CrashLoopBackOff tells of, and when it is over. */
function crashLoop(waiting: Waiting | null, exit: ExitRecord | null): Partial<ContainerRecord> {
  const told = waiting?.reason === 'CrashLoopBackOff' ? BACK_OFF.exec(waiting.message)?.[1] : undefined
  if (told === undefined || exit === null) return {}
  const parsed = parseGoDuration(told)
  const delayMs = 'value' in parsed ? parsed.value : timers.crashLoopMaxMs
  const backOff: BackOff = { delayMs, sinceAt: exit.startedAt }
  return { backOff, retryAt: exit.finishedAt + delayMs }
}

/** Images that the pod waits for: nobody tells since when, so the longest pause has just begun. */
function failedImages(pod: JsonObject, nowMs: number): Readonly<Record<string, ImageRecord>> {
  const failed = [...initContainersOf(pod), ...containersOf(pod)].flatMap((container) => {
    const state = valueAt(statusOf(pod, textAt(container, 'name')), 'state', 'waiting')
    if (textAt(state, 'reason') !== 'ImagePullBackOff') return []
    const message = textAt(state, 'message').replace(/^Back-off pulling image "[^"]*": ErrImagePull: /, '')
    const failure = { message, delayMs: timers.imageBackOffMaxMs, failedAt: nowMs - SHOWN_MS }
    return [[textAt(container, 'image'), { pulls: 1, pid: null, failure }] as const]
  })
  return Object.fromEntries(failed)
}

/** ErrImagePull has been shown for that long before it is a back-off; see `pull-image.ts`. */
const SHOWN_MS = 1_000

/** The grace period began that long before `deletionTimestamp`. */
function terminationOf(pod: JsonObject, nowMs: number): PodRecord['termination'] {
  const metadata = metadataOf(pod)
  if (metadata['deletionTimestamp'] === undefined) return null
  const grace = numberAt(metadata, 0, 'deletionGracePeriodSeconds')
  return { sinceAt: timeAt(metadata, nowMs, 'deletionTimestamp') - grace * 1000 }
}

function timeAt(value: Json | undefined, fallback: number, ...path: readonly string[]): number {
  const at = fromTimestamp(textAt(value, ...path))
  return Number.isNaN(at) ? fallback : at
}
