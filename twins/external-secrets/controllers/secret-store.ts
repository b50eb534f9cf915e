import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { NotModelled } from '../../kernel/errors.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import {
  listObjects,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  splitNamespacedName,
  valueAt,
} from '../../kubernetes/index.js'
import { type Behaviours, behavioursOf } from '../behaviours.js'
import { withReadyCondition } from '../conditions.js'
import { parseDuration } from '../duration.js'
import { storeEvent } from '../events.js'
import { addressOf, find, type ObjectRef, ownRef, write } from '../kube.js'
import type { ConditionText } from '../messages.js'
import type { Kind } from '../names.js'
import { readOperator } from '../operator.js'
import { newClient } from '../providers/index.js'
import { isOurs } from '../store-manager.js'
import { SyncError } from '../sync-error.js'
import { operatorWatch } from './watches.js'

const LATENCY_MS = 100
/** `--store-requeue-interval`. external-secrets v2.9.0 cmd/controller/root.go. */
const REQUEUE_INTERVAL_MS = 300_000

/**
 * The controller of SecretStores or of ClusterSecretStores: it validates a store every five minutes or
 * `spec.refreshInterval`. Its finalizer, which only PushSecrets ask for, is not modelled.
 * external-secrets v2.9.0 pkg/controllers/secretstore/common.go (reconcile, validateStore).
 */
export function secretStoreController(kind: Kind, profile: Readonly<Record<string, string>>): Controller {
  const behaviours = behavioursOf(profile)
  return {
    name: kind.kind.toLowerCase(),
    latencyMs: LATENCY_MS,
    backoff: behaviours.backoff,
    watches: [
      {
        table: OBJECTS,
        prefix: objectPrefix(kind.group, kind.resource),
        map: (change) => [namespacedName((change.after ?? change.before) as JsonObject)],
      },
      operatorWatch(kind),
    ],
    initial: (view) => listObjects(view, kind.group, kind.resource).map(namespacedName),
    reconcile: (key) => reconcileStore(key, kind, behaviours),
  }
}

/** One look at one store (`namespace/name`, or `/name`). */
export function* reconcileStore(key: string, kind: Kind, behaviours: Behaviours): Proc<ReconcileResult> {
  const operator = yield* readOperator()
  if (!operator.running) return {}
  const { namespace, name } = splitNamespacedName(key)
  const store = yield* find(ownRef(behaviours, kind, namespace, name))
  if (store === undefined || !isOurs(store)) return {}
  const verdict = yield* validateStore(store, namespace, behaviours)
  const { ready, text, error } = verdict
  const type = error === undefined ? 'Normal' : 'Warning'
  yield* storeEvent(store, type, text.reason, error ?? text.message, componentOf(kind))
  const conditioned = withReadyCondition(objectAt(store, 'status'), ready, text, yield* now())
  const status =
    error === undefined && behaviours.capabilities
      ? { ...conditioned, capabilities: 'ReadWrite' }
      : conditioned
  if (!jsonEqual(status, objectAt(store, 'status')))
    yield* patchStatus(ownRef(behaviours, kind, namespace, name), status)
  if (verdict.retry) return { error: error ?? text.message }
  return verdict.stop ? {} : { requeueAfterMs: intervalOf(store), timer: 'background' }
}

/** A refusal is only logged: `unable to patch status`. */
function* patchStatus(ref: ObjectRef, status: JsonObject): Proc<void> {
  const request = { verb: 'patch', ...addressOf(ref), subresource: 'status', patchType: 'merge' } as const
  try {
    yield* write({ ...request, body: { status } })
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
  }
}

interface Verdict {
  readonly ready: 'True' | 'False'
  readonly text: ConditionText
  readonly error?: string
  readonly retry?: boolean
  readonly stop?: boolean
}

function* validateStore(store: JsonObject, namespace: string, behaviours: Behaviours): Proc<Verdict> {
  let step = 'unable to create client'
  try {
    const client = yield* newClient({ store, namespace, behaviours })
    step = 'unable to validate store'
    const validation = yield* client.validate()
    if (validation.result === 'ready')
      return { ready: 'True', text: { reason: 'Valid', message: 'store validated' } }
    if (!behaviours.validationUnknown) throw new SyncError('other', validation.message)
    const text = { reason: 'ValidationUnknown', message: 'could not determine validation status' }
    return { ready: 'True', text, error: validation.message }
  } catch (error) {
    if (error instanceof NotModelled)
      return { ready: 'False', text: invalid(error.message), error: error.message, stop: true }
    if (!(error instanceof SyncError)) throw error
    return { ready: 'False', text: invalid(step), error: error.message, retry: true }
  }
}

function invalid(message: string): ConditionText {
  return { reason: 'InvalidProviderConfig', message }
}

/** secretstore_controller.go, clustersecretstore_controller.go (GetEventRecorderFor). */
function componentOf(kind: Kind): string {
  return kind.kind === 'SecretStore' ? 'secret-store' : 'cluster-secret-store'
}

/** `spec.refreshInterval`: seconds as a number, or a duration. */
function intervalOf(store: JsonObject): number {
  const value = valueAt(store, 'spec', 'refreshInterval')
  const ms = typeof value === 'number' ? value * 1_000 : (parseDuration(String(value ?? '')) ?? 0)
  return ms > 0 ? ms : REQUEUE_INTERVAL_MS
}
