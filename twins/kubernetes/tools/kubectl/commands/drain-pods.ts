import type { JsonObject } from '../../../../kernel/json.js'
import type { Proc } from '../../../../kernel/process.js'
import { now, print, printError, sleep, waitUntil } from '../../../../kernel/requests.js'
import { type ApiResponse, apiCall, succeeded } from '../../../client/api.js'
import { fromTimestamp, metadataOf, textAt } from '../../../client/objects.js'
import { formatGoDuration } from '../../../schema/go-duration.js'
import { goQuote } from '../../../schema/go-text.js'
import {
  hasStatusCause,
  isForbidden,
  isNotFound,
  isTooManyRequests,
  StatusError,
} from '../../../status-error.js'
import { send } from '../client.js'
import type { Invocation } from '../command.js'
import { type CommandError, isCommandError, KubectlError, throwCollected } from '../errors.js'
import { dryRunOf } from '../options.js'
import { uidOf } from '../waiting.js'
import { podName } from './drain-filters.js'

/** How long a refused eviction rests. Source: kubectl v0.32.0 pkg/drain/drain.go (evictPods). */
const RETRY_MS = 5000

/** Go's `time.Duration(math.MaxInt64)`: upstream's end of a wait without end. */
const ENDLESS = Number.POSITIVE_INFINITY

interface Leaving {
  readonly pod: JsonObject
  /** The time of its next eviction; undefined once it is on its way out. */
  evictAt: number | undefined
}

/**
 * Evicts (or, with `--disable-eviction`, deletes) pods and waits until they are gone. Upstream works on all pods at once;
 * here they take turns: each that is due is asked to go, then everybody waits for the next event. Throws what went wrong.
 * Source: kubectl v0.32.0 pkg/drain/drain.go (DeleteOrEvictPods, evictPods, deletePods, waitForDelete).
 */
export function* removePods(invocation: Invocation, pods: readonly JsonObject[]): Proc<void> {
  if (pods.length === 0) return
  const timeoutMs = invocation.flags.number('timeout')
  const start = yield* now()
  const deadline = timeoutMs === 0 ? ENDLESS : start + timeoutMs
  const evicts = !invocation.flags.on('disable-eviction')
  const errors: CommandError[] = []
  let leaving: readonly Leaving[] = pods.map((pod) => ({ pod, evictAt: evicts ? start : undefined }))
  if (!evicts) for (const { pod } of leaving) yield* deletePod(invocation, pod)
  while (leaving.length > 0) {
    leaving = yield* evictDue(invocation, leaving, deadline, errors)
    if (dryRunOf(invocation) === 'server' || leaving.length === 0) break
    leaving = yield* watchGone(invocation, leaving, deadline, errors)
  }
  throwCollected(errors)
}

function* deletePod(invocation: Invocation, pod: JsonObject): Proc<void> {
  try {
    yield* send(invocation, { verb: 'delete', ...addressOf(pod), ...deleteOptions(invocation) })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** Asks every pod whose time has come to go; what is left are those that are still there. */
function* evictDue(
  invocation: Invocation,
  leaving: readonly Leaving[],
  deadline: number,
  errors: CommandError[],
): Proc<readonly Leaving[]> {
  const left: Leaving[] = []
  for (const each of leaving) {
    const time = yield* now()
    if (each.evictAt === undefined || each.evictAt > time) {
      left.push(each)
      continue
    }
    const dry = dryRunOf(invocation) === 'server' ? ' (server dry run)' : ''
    yield* print(`evicting pod ${podName(each.pod)}${dry}`)
    if (time >= deadline) {
      const limit = formatGoDuration(invocation.flags.number('timeout'))
      errors.push(
        new KubectlError(`error when evicting ${podsText(each.pod)}: global timeout reached: ${limit}`),
      )
      continue
    }
    try {
      const stays = yield* evictOne(invocation, each)
      if (stays) left.push({ ...each, evictAt: stays === 'refused' ? (yield* now()) + RETRY_MS : undefined })
    } catch (error) {
      if (!isCommandError(error)) throw error
      errors.push(error)
    }
  }
  return left
}

/** Sends one eviction: `leaving`, `refused` for the moment, or false when there is no such pod any more. */
function* evictOne(invocation: Invocation, { pod }: Leaving): Proc<'leaving' | 'refused' | false> {
  const metadata = metadataOf(pod)
  const name = textAt(metadata, 'name')
  const namespace = textAt(metadata, 'namespace')
  try {
    yield* send(invocation, {
      verb: 'create',
      ...addressOf(pod),
      subresource: 'eviction',
      body: {
        kind: 'Eviction',
        apiVersion: 'policy/v1',
        metadata: { name, namespace },
        deleteOptions: deleteOptions(invocation),
      },
    })
    return 'leaving'
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (isNotFound(error)) return false
    const terminating = isForbidden(error) && hasStatusCause(error, 'NamespaceTerminating')
    if (isTooManyRequests(error)) {
      yield* printError(`error when evicting ${podsText(pod)} (will retry after 5s): ${error.message}`)
      return 'refused'
    }
    if (terminating && textAt(metadata, 'deletionTimestamp') !== '') return 'leaving'
    if (terminating) {
      yield* printError(
        `error when evicting pod ${goQuote(name)} from terminating namespace ${goQuote(namespace)} ` +
          `(will retry after 5s): ${error.message}`,
      )
      return 'refused'
    }
    throw new KubectlError(`error when evicting ${podsText(pod)}: ${error.message}`)
  }
}

/** Waits until one of the pods is gone, the next eviction is due or time is up, and says what has happened. */
function* watchGone(
  invocation: Invocation,
  leaving: readonly Leaving[],
  deadline: number,
  errors: CommandError[],
): Proc<readonly Leaving[]> {
  const going = leaving.filter(({ evictAt }) => evictAt === undefined)
  const next = Math.min(...leaving.map(({ evictAt }) => evictAt ?? ENDLESS))
  const time = yield* now()
  if (going.length === 0) {
    // A budget that never allows anything must not keep the world from coming to rest when nobody set a limit.
    if (next > time) yield* sleep(next - time, deadline === ENDLESS ? 'background' : 'foreground')
    return leaving
  }
  const until = Math.min(next, deadline)
  const { answers } = yield* waitUntil({
    reads: going.map(({ pod }) => apiCall({ verb: 'get', ...addressOf(pod) })),
    predicate: (seen) => seen.some((answer, index) => isGone(going[index], answer as unknown as ApiResponse)),
    pollMs: 0,
    timeoutMs: until === ENDLESS ? ENDLESS_MS : Math.max(0, until - time),
    timer: deadline === ENDLESS ? 'background' : 'foreground',
  })
  const gone = new Set(going.filter((each, index) => isGone(each, answers[index] as unknown as ApiResponse)))
  const word = invocation.flags.on('disable-eviction') ? 'deleted' : 'evicted'
  for (const { pod } of gone) yield* print(`pod/${textAt(metadataOf(pod), 'name')} ${word}`)
  const left = yield* withoutSkipped(
    invocation,
    leaving.filter((each) => !gone.has(each)),
  )
  const late = (yield* now()) >= deadline
  if (!late) return left
  for (const { pod, evictAt } of left) if (evictAt === undefined) errors.push(tooLate(invocation, pod))
  return left.filter(({ evictAt }) => evictAt !== undefined)
}

/** What stands for a wait without end: a week, as for other waits of kubectl. */
const ENDLESS_MS = 168 * 3_600_000

function isGone(leaving: Leaving | undefined, answer: ApiResponse): boolean {
  if (leaving === undefined) return false
  if (succeeded(answer)) return uidOf(answer.body) !== uidOf(leaving.pod)
  return isNotFound(answer.body)
}

/** Pods that have been terminating for longer than `--skip-wait-for-delete-timeout` are not waited for. */
function* withoutSkipped(invocation: Invocation, leaving: readonly Leaving[]): Proc<readonly Leaving[]> {
  const limit = invocation.flags.number('skip-wait-for-delete-timeout')
  if (limit <= 0) return leaving
  const time = yield* now()
  const left: Leaving[] = []
  for (const each of leaving) {
    const since = textAt(metadataOf(each.pod), 'deletionTimestamp')
    if (since === '' || (time - fromTimestamp(since)) / 1000 <= limit) left.push(each)
    else {
      const name = goQuote(textAt(metadataOf(each.pod), 'name'))
      yield* print(`pod ${name} has DeletionTimestamp older than ${limit} seconds, skipping`)
    }
  }
  return left
}

function tooLate(invocation: Invocation, pod: JsonObject): KubectlError {
  if (invocation.flags.on('disable-eviction')) return new KubectlError('context deadline exceeded')
  const metadata = metadataOf(pod)
  const name = goQuote(textAt(metadata, 'name'))
  const namespace = goQuote(textAt(metadata, 'namespace'))
  return new KubectlError(
    `error when waiting for pod ${name} in namespace ${namespace} to terminate: context deadline exceeded`,
  )
}

/** `pods/"web-1" -n "shop"`. */
function podsText(pod: JsonObject): string {
  const metadata = metadataOf(pod)
  return `pods/${goQuote(textAt(metadata, 'name'))} -n ${goQuote(textAt(metadata, 'namespace'))}`
}

function addressOf(pod: JsonObject) {
  const metadata = metadataOf(pod)
  return {
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
  }
}

function deleteOptions(invocation: Invocation) {
  const seconds = invocation.flags.number('grace-period')
  return {
    ...(seconds < 0 ? {} : { gracePeriodSeconds: seconds }),
    ...(dryRunOf(invocation) === 'server' ? { dryRun: true } : {}),
  }
}
