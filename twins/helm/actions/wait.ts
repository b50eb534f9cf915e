import type { Json, JsonObject } from '../../kernel/json.js'
import type { Call, Proc } from '../../kernel/process.js'
import { now, waitUntil } from '../../kernel/requests.js'
import { type ApiResponse, apiCall, isNotFound, itemsOf, succeeded } from '../../kubernetes/index.js'
import { type HelmError, helmError } from '../errors.js'
import { isUnstructured } from './create-patch.js'
import {
  claimReadiness,
  daemonSetReadiness,
  definitionReadiness,
  deploymentReadiness,
  jobReadiness,
  podReadiness,
  type Readiness,
  replicaSetReadiness,
  serviceReadiness,
  statefulSetReadiness,
} from './ready.js'
import { refused, whileConnected } from './request.js'
import { addressOf, type Info } from './resource-list.js'
import { listSelected } from './selected.js'

/** Helm v3.21.4 pkg/kube/wait.go (waitForResources): looks every 2 s, at once the first time. */
const POLL_MS = 2000
/** An object may err 30 times in a row; the next time ends the wait. */
const RETRIES_MS = 30 * POLL_MS

export interface WaitOptions {
  readonly timeoutMs: number
  /** `--wait-for-jobs` */
  readonly jobs: boolean
}

/**
 * Wait until all objects are ready in one look; kinds without a rule, custom resources among them, always are. Nothing
 * fails early: not a crash loop, not an image that does not exist. Throws `HelmError` `helm-wait-failed` `context
 * deadline exceeded`, which names no object; what the server refuses (403, 404) ends the wait with its message.
 * Helm v3.21.4 pkg/kube/client.go (Wait, WaitWithJobs), wait.go, ready.go.
 */
export function* waitReady(infos: readonly Info[], { timeoutMs, jobs }: WaitOptions): Proc<void> {
  const checks = infos.flatMap((info) => checkOf(info, jobs))
  // Only a Job can fail in a way that is looked at again; else the time is not read.
  const retries = checks.some((check) => check.retries)
  const deadlineMs = retries ? (yield* now()) + timeoutMs : timeoutMs
  const remaining = function* (): Proc<number> {
    return retries ? deadlineMs - (yield* now()) : timeoutMs
  }
  for (;;) {
    const state = yield* waitFor(checks, yield* remaining(), (found) => found.kind !== 'waiting')
    if (state === undefined) throw deadlineExceeded()
    if (state.kind === 'ready') return
    if (state.kind === 'refused') throw refused(state.status)
    if (state.kind === 'waiting') continue
    const leftMs = yield* remaining()
    const same = (found: State) => found.kind === 'failed' && found.message === state.message
    const next = yield* waitFor(checks, Math.min(RETRIES_MS, leftMs), (found) => !same(found))
    if (next !== undefined) continue
    if (leftMs <= RETRIES_MS) throw deadlineExceeded()
    throw helmError('helm-wait-failed', state.message)
  }
}

/** Wait until none of the objects exists. Throws as {@link waitReady}. Helm v3.21.4 pkg/kube/wait.go (waitForDeletedResources). */
export function* waitDeleted(infos: readonly Info[], timeoutMs: number): Proc<void> {
  const reads = infos.map((info) => apiCall({ verb: 'get', ...addressOf(info) }))
  if (reads.length === 0) return
  const look = (answers: readonly Json[]) =>
    firstNot(answers as unknown as readonly ApiResponse[], (answer) =>
      succeeded(answer)
        ? { kind: 'waiting' }
        : isNotFound(answer.body)
          ? { kind: 'ready' }
          : { kind: 'refused', status: answer.body },
    )
  const predicate = (answers: readonly Json[]) => look(answers).kind !== 'waiting'
  const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: POLL_MS, timeoutMs }))
  if (result.timedOut) throw deadlineExceeded()
  const state = look(result.answers)
  if (state.kind === 'refused') throw refused(state.status)
}

/** Go's context.DeadlineExceeded. */
export function deadlineExceeded(): HelmError {
  return helmError('helm-wait-failed', 'context deadline exceeded')
}

type State = Readiness | { readonly kind: 'refused'; readonly status: JsonObject }

/** How one object is looked at. */
interface Check {
  readonly reads: readonly Call[]
  readonly judge: (live: JsonObject, related: readonly JsonObject[]) => Readiness
  readonly retries: boolean
}

/** One request for the whole wait; undefined when the time is up. */
function* waitFor(
  checks: readonly Check[],
  timeoutMs: number,
  until: (state: State) => boolean,
): Proc<State | undefined> {
  const reads = checks.flatMap((check) => check.reads)
  if (reads.length === 0) return { kind: 'ready' }
  const predicate = (answers: readonly Json[]) => until(judgeAll(checks, answers))
  const result = yield* whileConnected(waitUntil({ reads, predicate, pollMs: POLL_MS, timeoutMs }))
  return result.timedOut ? undefined : judgeAll(checks, result.answers)
}

/** The first object that is not ready decides. */
function judgeAll(checks: readonly Check[], answers: readonly Json[]): State {
  const responses = answers as unknown as readonly ApiResponse[]
  let at = 0
  return firstNot(checks, (check) => {
    const own = responses.slice(at, at + check.reads.length)
    at += check.reads.length
    const failure = own.find((answer) => !succeeded(answer))
    if (failure !== undefined) return refusal(failure)
    const [live, related] = own
    return check.judge(live?.body ?? {}, related === undefined ? [] : itemsOf(related))
  })
}

function firstNot<T>(items: readonly T[], stateOf: (item: T) => State): State {
  for (const item of items) {
    const state = stateOf(item)
    if (state.kind !== 'ready') return state
  }
  return { kind: 'ready' }
}

/** Helm v3.21.4 pkg/kube/wait.go (isRetryableHTTPStatusCode). */
function refusal({ code, body }: ApiResponse): State {
  const retryable = code === 429 || (code >= 500 && code !== 501)
  return retryable ? { kind: 'waiting' } : { kind: 'refused', status: body }
}

function checkOf(info: Info, jobs: boolean): readonly Check[] {
  if (isUnstructured(info)) return []
  const get = apiCall({ verb: 'get', ...addressOf(info) })
  const one = (judge: Check['judge'], retries = false): Check[] => [{ reads: [get], judge, retries }]
  const two = (list: Call, judge: Check['judge']): Check[] => [{ reads: [get, list], judge, retries: false }]
  switch (`${info.mapping.group}/${info.mapping.kind}`) {
    case '/Pod':
      return one(podReadiness)
    case 'batch/Job':
      return jobs ? one(jobReadiness, true) : []
    case 'apps/Deployment':
      return two(listSelected(info, 'apps', 'replicasets'), deploymentReadiness)
    case '/PersistentVolumeClaim':
      return one(claimReadiness)
    case '/Service':
      return one(serviceReadiness)
    case 'apps/DaemonSet':
      return one(daemonSetReadiness)
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return one(definitionReadiness)
    case 'apps/StatefulSet':
      return one(statefulSetReadiness)
    case 'apps/ReplicaSet':
      return two(listSelected(info, '', 'pods'), replicaSetReadiness)
    default:
      return []
  }
}
