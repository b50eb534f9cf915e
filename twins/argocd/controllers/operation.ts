import type { TimerClass } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { fromTimestamp, objectAt, toTimestamp, valueAt } from '../../kubernetes/index.js'
import { isCompleted } from '../application.js'
import { readMemory, writeMemory } from '../port.js'
import { syncAppState } from '../sync/sync-app-state.js'
import type { Look } from './application.js'
import {
  kitchenTime,
  type OperationState,
  readOperationState,
  retryDelayMs,
  writeOperationState,
} from './operation-state.js'
import { COMPARE_WITH_LATEST, COMPARE_WITH_LATEST_FORCE_RESOLVE } from './refresh-level.js'

/** When the operation wants to be looked at again, besides when something changes. */
export interface Processed {
  readonly againMs?: number
  readonly timer: TimerClass
}

const WAITING: Processed = { timer: 'background' }

/**
 * One step of the operation in `.operation`. What decides is the state: while it is in progress the operation stored there
 * goes on, whatever `.operation` says by now. argo-cd v3.5.1 controller/appcontroller.go (processRequestedAppOperation).
 */
export function* processOperation(look: Look): Proc<Processed> {
  const { app, nowMs } = look
  const memory = yield* readMemory(app.key)
  if (memory.resumeAt !== undefined && memory.resumeAt > nowMs) {
    return { againMs: memory.resumeAt - nowMs, timer: 'foreground' }
  }
  const begun = yield* begin(look)
  if ('againMs' in begun) return begun
  const { state, written } = begun
  const synced = yield* syncAppState(look, state)
  if (synced === 'pending') return WAITING
  const next = withRetry(look, synced.state, state.phase === 'Terminating')
  yield* writeOperationState(look, next, written)
  return yield* afterwards(look, next, synced.pauseMs)
}

function* afterwards(
  { app, nowMs }: Look,
  state: OperationState,
  pauseMs: number | undefined,
): Proc<Processed> {
  const { resumeAt: _over, ...memory } = yield* readMemory(app.key)
  if (isCompleted(state.phase)) {
    const automated = objectAt(state.operation, 'initiatedBy')['automated'] === true
    const level = automated ? COMPARE_WITH_LATEST : COMPARE_WITH_LATEST_FORCE_RESOLVE
    const dryRun = valueAt(state.operation, 'sync', 'dryRun') === true
    yield* writeMemory(app.key, dryRun ? memory : { ...memory, level })
    // The refresh comes with the write of the state itself, which wakes the Application.
    return WAITING
  }
  if (pauseMs !== undefined) {
    yield* writeMemory(app.key, { ...memory, resumeAt: nowMs + pauseMs })
    return { againMs: pauseMs, timer: 'foreground' }
  }
  yield* writeMemory(app.key, memory)
  if (state.finishedAt === undefined) return WAITING
  return { againMs: untilRetry(state, nowMs), timer: 'background' }
}

interface Begun {
  readonly state: OperationState
  /** As it stands in the status. */
  readonly written: JsonObject
}

/** The state to go on with, or how long a retry waits. */
function* begin(look: Look): Proc<Begun | (Processed & { readonly againMs: number })> {
  const { app, nowMs } = look
  const { operationState } = app
  const stored = operationState === undefined ? undefined : readOperationState(operationState)
  if (operationState === undefined || stored === undefined || isCompleted(stored.phase)) {
    const operation = app.operation as JsonObject
    const state: OperationState = { operation, phase: 'Running', message: '', startedAt: toTimestamp(nowMs) }
    return { state, written: yield* writeOperationState(look, state, operationState) }
  }
  if (stored.phase !== 'Running' || stored.finishedAt === undefined)
    return { state: stored, written: operationState }
  const againMs = untilRetry(stored, nowMs)
  if (againMs > 0) return { againMs, timer: 'background' }
  const retried = retry(stored)
  return { state: retried, written: yield* writeOperationState(look, retried, operationState) }
}

/** A retry starts from nothing; with `retry.refresh` at the newest revision. */
function retry(state: OperationState): OperationState {
  const refresh = objectAt(state.operation, 'retry')['refresh'] === true
  const sync = objectAt(state.operation, 'sync')
  const { revision: _revision, revisions: _revisions, ...rest } = sync
  return {
    ...state,
    operation: refresh ? { ...state.operation, sync: rest } : state.operation,
    message: `Retrying operation${refresh ? ' with latest revisions' : ''}. Attempt #${state.retryCount ?? 0}`,
    finishedAt: undefined,
    syncResult: undefined,
  }
}

function untilRetry(state: OperationState, nowMs: number): number {
  const { finishedAt = '', retryCount = 0, operation } = state
  return fromTimestamp(finishedAt) + retryDelayMs(objectAt(operation, 'retry'), retryCount) - nowMs
}

/** A failed operation that may be tried again goes on Running, with a time of completion. */
function withRetry({ nowMs }: Look, state: OperationState, terminating: boolean): OperationState {
  if (state.phase !== 'Failed' && state.phase !== 'Error') return state
  const policy = objectAt(state.operation, 'retry')
  const limit = typeof policy['limit'] === 'number' ? policy['limit'] : 0
  const { retryCount = 0 } = state
  if (!terminating && (retryCount < limit || limit < 0)) {
    const at = kitchenTime(toTimestamp(nowMs + retryDelayMs(policy, retryCount)))
    return {
      ...state,
      phase: 'Running',
      finishedAt: toTimestamp(nowMs),
      retryCount: retryCount + 1,
      message: `${state.message}. Retrying attempt #${retryCount + 1} at ${at}.`,
    }
  }
  return retryCount > 0 ? { ...state, message: `${state.message} (retried ${retryCount} times).` } : state
}
