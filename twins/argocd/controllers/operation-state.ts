import type { JsonObject } from '../../kernel/json.js'
import { jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import {
  arrayAt,
  createMergePatch,
  numberAt,
  objectAt,
  parseGoDuration,
  textAt,
  toTimestamp,
} from '../../kubernetes/index.js'
import { isCompleted, type OperationPhase } from '../application.js'
import { appEvent } from '../events.js'
import { ownAddress, write } from '../kube.js'
import { APPLICATION } from '../names.js'
import type { Look } from './application.js'

/** `status.operationState` while it is worked on. `syncResult` keeps what the engine remembers of its tasks. */
export interface OperationState {
  readonly operation: JsonObject
  readonly phase: OperationPhase
  readonly message: string
  readonly startedAt: string
  readonly finishedAt?: string | undefined
  readonly retryCount?: number
  readonly syncResult?: JsonObject | undefined
}

/** argo-cd v3.5.1 types.go (RetryStrategy): defaults of `retry.backoff`. */
const BACKOFF = { durationMs: 5_000, factor: 2, maxMs: 180_000 }

/** Wait before the next attempt. types.go (NextRetryAt). */
export function retryDelayMs(retry: JsonObject, retryCount: number): number {
  const backoff = objectAt(retry, 'backoff')
  const factor = numberAt(backoff, BACKOFF.factor, 'factor')
  const maxMs = durationOf(textAt(backoff, 'maxDuration'), BACKOFF.maxMs)
  return Math.min(durationOf(textAt(backoff, 'duration'), BACKOFF.durationMs) * factor ** retryCount, maxMs)
}

/** A bare number is seconds. (parseStringToDuration.) */
function durationOf(text: string, fallback: number): number {
  if (text === '') return fallback
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const parsed = parseGoDuration(text)
  return 'problem' in parsed ? fallback : parsed.value
}

/** Go's time.Kitchen, in UTC: `3:04PM`. */
export function kitchenTime(timestamp: string): string {
  const [hours = 0, minutes = 0] = timestamp.slice(11, 16).split(':').map(Number)
  return `${hours % 12 === 0 ? 12 : hours % 12}:${String(minutes).padStart(2, '0')}${hours < 12 ? 'AM' : 'PM'}`
}

export function readOperationState(state: JsonObject): OperationState {
  const finishedAt = textAt(state, 'finishedAt')
  const { syncResult } = state
  return {
    operation: objectAt(state, 'operation'),
    phase: textAt(state, 'phase') as OperationPhase,
    message: textAt(state, 'message'),
    startedAt: textAt(state, 'startedAt'),
    ...(finishedAt === '' ? {} : { finishedAt }),
    retryCount: numberAt(state, 0, 'retryCount'),
    ...(syncResult === undefined ? {} : { syncResult: syncResult as JsonObject }),
  }
}

function toJson(state: OperationState): JsonObject {
  const { operation, phase, message, startedAt, finishedAt, retryCount, syncResult } = state
  return {
    operation,
    phase,
    startedAt,
    ...(message === '' ? {} : { message }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(retryCount === undefined || retryCount === 0 ? {} : { retryCount }),
    ...(syncResult === undefined ? {} : { syncResult }),
  }
}

/**
 * Writes the state; a completed one clears `.operation`, and is told by an event.
 * argo-cd v3.5.1 controller/appcontroller.go (setOperationState).
 */
export function* writeOperationState(
  { app, nowMs }: Look,
  given: OperationState,
  before: JsonObject | undefined,
): Proc<JsonObject> {
  const completed = isCompleted(given.phase)
  const state = toJson(completed ? { ...given, finishedAt: toTimestamp(nowMs) } : given)
  if (jsonEqual(before, state) && !completed) return state
  const patch = before === undefined ? state : createMergePatch(before, state)
  const body = { status: { operationState: patch }, ...(completed ? { operation: null } : {}) }
  yield* write({
    verb: 'patch',
    ...ownAddress(APPLICATION, app.namespace, app.name),
    patchType: 'merge',
    body,
  })
  if (completed) yield* tell(app.object, given)
  return state
}

function* tell(object: JsonObject, { operation, phase, message, syncResult }: OperationState): Proc<void> {
  const partial = arrayAt(operation, 'sync', 'resources').length > 0
  const to = syncResult === undefined ? '' : ` to ${textAt(syncResult, 'revision')}`
  const what = `${partial ? 'Partial sync operation' : 'Sync operation'}${to}`
  if (phase === 'Succeeded') yield* appEvent(object, 'Normal', 'OperationCompleted', `${what} succeeded`)
  else yield* appEvent(object, 'Warning', 'OperationCompleted', `${what} failed: ${message}`)
}
