import type { Json, JsonObject } from '../../kernel/json.js'
import type { Call, Proc } from '../../kernel/process.js'
import { waitUntil } from '../../kernel/requests.js'
import { type ApiResponse, apiCall, isNotFound, itemsOf, succeeded, valueAt } from '../../kubernetes/index.js'
import { type HelmError, helmError } from '../errors.js'
import {
  completedJobStatus,
  completedPodStatus,
  computeStatus,
  isTransient,
  type ObjectStatus,
} from './kstatus.js'
import { refused, whileConnected } from './request.js'
import { addressOf, type Info } from './resource-list.js'
import { listSelected } from './selected.js'

/** Helm v4.1.4 pkg/kube/statuswait.go (DefaultStatusWatcherTimeout). */
const DEFAULT_TIMEOUT_MS = 30_000

/** What is waited for: `ready`, `ready-with-jobs`: Jobs have completed, `hooks`: Jobs and Pods have, others exist. */
export type StatusGoal = 'ready' | 'ready-with-jobs' | 'hooks'

/**
 * Wait until all objects are current. An object that has failed is waited for no longer, and the others still are.
 * Throws `HelmError` `helm-wait-failed`: a line `resource <Kind>/<ns>/<name> not ready. status: <S>, message: <m>` for
 * each that is not, and `context deadline exceeded` when the time is up. Helm v4.1.4 pkg/kube/statuswait.go (wait).
 */
export function* waitForStatus(infos: readonly Info[], goal: StatusGoal, timeoutMs: number): Proc<void> {
  const watched = infos.filter(({ object, mapping }) => {
    return mapping.kind !== 'Deployment' || valueAt(object, 'spec', 'paused') !== true
  })
  const checks = watched.map((info) => checkOf(info, goal))
  yield* watch(checks, 'Current', timeoutMs, 'not ready')
}

/** Wait until none of the objects exists. Throws as {@link waitForStatus}, with `still exists`. */
export function* waitForDeletion(infos: readonly Info[], timeoutMs: number): Proc<void> {
  const checks = infos.map((info) => ({ info, reads: [readOf(info)], judge: computeStatus }))
  yield* watch(checks, 'NotFound', timeoutMs, 'still exists')
}

interface Check {
  readonly info: Info
  readonly reads: readonly Call[]
  readonly judge: (live: JsonObject, pods: readonly JsonObject[]) => ObjectStatus
}

function* watch(
  checks: readonly Check[],
  desired: ObjectStatus['status'],
  timeoutMs: number,
  complaint: string,
): Proc<void> {
  const reads = checks.flatMap((check) => check.reads)
  if (reads.length === 0) return
  const isDone = ({ status }: ObjectStatus) =>
    status === desired || (desired === 'Current' && status === 'Failed')
  const predicate = (answers: readonly Json[]) =>
    refusalIn(answers) !== undefined || statusesOf(checks, answers).every(isDone)
  const result = yield* whileConnected(
    waitUntil({ reads, predicate, pollMs: 0, timeoutMs: timeoutMs === 0 ? DEFAULT_TIMEOUT_MS : timeoutMs }),
  )
  const refusal = refusalIn(result.answers)
  if (refusal !== undefined) throw refused(refusal)
  const statuses = statusesOf(checks, result.answers)
  const lines = checks.flatMap(({ info }, index) => {
    const { status, message } = statuses[index]!
    if (status === desired) return []
    const { mapping, namespace, name } = info
    return [
      `resource ${mapping.kind}/${namespace}/${name} ${complaint}. status: ${status}, message: ${message}`,
    ]
  })
  if (result.timedOut) lines.push('context deadline exceeded')
  if (lines.length > 0) throw waitFailed(lines)
}

function waitFailed(lines: readonly string[]): HelmError {
  return helmError('helm-wait-failed', lines.join('\n'))
}

function statusesOf(checks: readonly Check[], answers: readonly Json[]): readonly ObjectStatus[] {
  const responses = answers as unknown as readonly ApiResponse[]
  let at = 0
  return checks.map(({ reads, judge }) => {
    const [own, pods] = responses.slice(at, at + reads.length)
    at += reads.length
    if (own === undefined || !succeeded(own)) return { status: 'NotFound', message: 'Resource not found' }
    return judge(own.body, pods === undefined ? [] : itemsOf(pods))
  })
}

/** What the server refused to show, other than for want of it. */
function refusalIn(answers: readonly Json[]): JsonObject | undefined {
  const responses = answers as unknown as readonly ApiResponse[]
  return responses.find((answer) => !succeeded(answer) && !isNotFound(answer.body))?.body
}

function checkOf(info: Info, goal: StatusGoal): Check {
  const { group, kind } = info.mapping
  const reads = [readOf(info)]
  const key = `${group}/${kind}`
  if (key === 'batch/Job' && goal !== 'ready') return { info, reads, judge: completedJobStatus }
  if (goal === 'hooks') {
    return { info, reads, judge: key === '/Pod' ? completedPodStatus : alwaysCurrent }
  }
  if (key !== 'apps/StatefulSet' && key !== 'apps/ReplicaSet') return { info, reads, judge: computeStatus }
  return { info, reads: [...reads, listSelected(info, '', 'pods')], judge: withPods }
}

function alwaysCurrent(): ObjectStatus {
  return { status: 'Current', message: 'Resource is current' }
}

/** cli-utils v0.37.2-flux.1 pkg/kstatus/polling/statusreaders/pod_controller.go (readStatus). */
function withPods(live: JsonObject, pods: readonly JsonObject[]): ObjectStatus {
  const own = computeStatus(live)
  if (own.status !== 'InProgress') return own
  const failures = pods.filter((pod) => computeStatus(pod).status === 'Failed' && !isTransient(pod))
  return failures.length === 0 ? own : { status: 'Failed', message: `${failures.length} pods have failed` }
}

function readOf(info: Info): Call {
  return apiCall({ verb: 'get', ...addressOf(info) })
}
