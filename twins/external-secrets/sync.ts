import { NotModelled } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { textAt, toTimestamp } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { withReadyCondition } from './conditions.js'
import { failureEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { type ConditionText, conditionTexts } from './messages.js'
import { resourceVersionOf } from './object-hash.js'
import { SyncError } from './sync-error.js'

/** One run of the reconciler over one ExternalSecret, from the point where it is decided to sync. */
export interface Sync {
  readonly es: ExternalSecret
  readonly behaviours: Behaviours
  /** The target Secret, without managedFields; undefined: it does not exist. */
  readonly secret: JsonObject | undefined
  /** Virtual ms at which the reconcile began: what becomes `refreshTime`. */
  readonly startMs: number
}

/** What a sync came to. `error`: retried with back-off; `requeue`: at once; `done`: at the interval; `stop`: not at all. */
export interface Outcome {
  readonly status: JsonObject
  readonly next:
    | { readonly kind: 'done' | 'requeue' | 'stop' }
    | { readonly kind: 'error'; readonly message: string }
}

/** The prefix by which a condition tells that the twin, not the operator, gave up. */
export const NOT_MODELLED_PREFIX = 'not modelled: '

/** Ready=True, `refreshTime` and `syncedResourceVersion` set. externalsecret_controller.go (markAsDone). */
export function done(sync: Sync, status: JsonObject, text: ConditionText): Outcome {
  const { es, behaviours, startMs } = sync
  const ready = withReadyCondition(status, 'True', text, startMs)
  const refreshTime = toTimestamp(startMs)
  const syncedResourceVersion = resourceVersionOf(es.metadata, behaviours)
  return { status: { ...ready, refreshTime, syncedResourceVersion }, next: { kind: 'done' } }
}

/**
 * Ready=False with the text of the kind of failure; the whole error goes into an event only. Errors that are not
 * `SyncError` are passed on. externalsecret_controller.go (markAsFailed).
 */
export function* failed(
  sync: Sync,
  status: JsonObject,
  text: ConditionText,
  error: unknown,
  retry = true,
): Proc<Outcome> {
  if (error instanceof NotModelled) return yield* notModelled(sync, status, error)
  if (!(error instanceof SyncError)) throw error
  yield* failureEvent(sync.es.object, error.message)
  return {
    status: withReadyCondition(status, 'False', text, sync.startMs),
    next: retry ? { kind: 'error', message: error.message } : { kind: 'stop' },
  }
}

/** What is not modelled is said in the condition itself, so that gates can tell it from a failure, and is not retried. */
export function* notModelled(sync: Sync, status: JsonObject, error: NotModelled): Proc<Outcome> {
  yield* failureEvent(sync.es.object, `${error.message}. ${error.remedy ?? ''}`.trimEnd())
  const text = { ...conditionTexts(sync.behaviours).errorGetSecretData, message: error.message }
  return { status: withReadyCondition(status, 'False', text, sync.startMs), next: { kind: 'stop' } }
}

/** True when the Ready condition says that the twin gave up. */
export function isNotModelled(condition: JsonObject | undefined): boolean {
  return textAt(condition, 'message').startsWith(NOT_MODELLED_PREFIX)
}
