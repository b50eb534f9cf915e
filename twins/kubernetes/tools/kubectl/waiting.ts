import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { now, waitUntil } from '../../../kernel/requests.js'
import { type ApiResponse, apiCall, succeeded } from '../../client/api.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { isNotFound } from '../../status-error.js'
import { connectionError } from './client.js'
import { addressOf, type Target } from './sources.js'

/** A watch tells at once: see `WaitUntil.pollMs`. */
const WATCH = 0

/** What kubectl waits when told to wait without end. */
export const ONE_WEEK_MS = 168 * 3_600_000

/** The end of a wait. */
export interface Waited {
  readonly timedOut: boolean
  /** The object as last seen; undefined when it was not there. */
  readonly object: JsonObject | undefined
}

/**
 * Watches one object until `holds` says so; it is asked with undefined when there is no object. One entry of the
 * journal. `endless` marks a time-out that stands for waiting without end: the world may come to rest before it.
 */
export function* watchObject(
  target: Target,
  holds: (object: JsonObject | undefined) => boolean,
  timeoutMs: number,
  endless = false,
): Proc<Waited> {
  try {
    const { timedOut, answers } = yield* waitUntil({
      reads: [apiCall({ verb: 'get', ...addressOf(target) })],
      predicate: ([answer]) => {
        const response = answer as unknown as ApiResponse
        return (succeeded(response) || isNotFound(response.body)) && holds(objectOf(response))
      },
      pollMs: WATCH,
      timeoutMs,
      timer: endless ? 'background' : 'foreground',
    })
    return { timedOut, object: objectOf(answers[0] as unknown as ApiResponse) }
  } catch (error) {
    throw connectionError(error)
  }
}

function objectOf(response: ApiResponse): JsonObject | undefined {
  return succeeded(response) ? response.body : undefined
}

/** uid of an object. */
export function uidOf(object: JsonObject): string {
  return textAt(metadataOf(object), 'uid')
}

/**
 * Time left for waits that share one time-out. The clock is read only when there is more than one wait: reading it
 * makes the time of the run part of the process's state.
 */
export interface Deadline {
  remainingMs(): Proc<number>
}

export function* startDeadline(timeoutMs: number, waits: number): Proc<Deadline> {
  if (waits < 2 || !Number.isFinite(timeoutMs)) {
    return {
      // biome-ignore lint/correctness/useYield: the clock is not needed
      *remainingMs() {
        return timeoutMs
      },
    }
  }
  const end = (yield* now()) + timeoutMs
  return {
    *remainingMs() {
      return Math.max(0, end - (yield* now()))
    },
  }
}
