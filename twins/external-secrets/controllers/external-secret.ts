import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import { NotModelled } from '../../kernel/errors.js'
import { type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import {
  listObjects,
  metadataOf,
  namespacedName,
  splitNamespacedName,
  textAt,
} from '../../kubernetes/index.js'
import { type Behaviours, behavioursOf } from '../behaviours.js'
import { type ExternalSecret, readExternalSecret } from '../external-secret.js'
import { addFinalizer, finalize } from '../finalizer.js'
import { addressOf, coreRef, find, ownRef, write } from '../kube.js'
import { fieldManagerOf } from '../managed-keys.js'
import { EXTERNAL_SECRET, LABEL_MANAGED, LABEL_MANAGED_VALUE, SECRET } from '../names.js'
import { type Operator, readOperator } from '../operator.js'
import { isSecretValid, requeueAfterMs, shouldRefresh } from '../should-refresh.js'
import { refersToUnmanagedStore } from '../store-manager.js'
import { notModelled, type Outcome, type Sync } from '../sync.js'
import { SyncError } from '../sync-error.js'
import { syncSecret } from '../sync-secret.js'
import { isFinished, syncSecretOld } from '../sync-secret-old.js'
import { externalSecretWatches } from './watches.js'

/** Nominal time from a change to the reconcile: watch and queue. */
const LATENCY_MS = 100

/**
 * The ExternalSecret controller of a release. Stores are not watched: after one recovers, an ExternalSecret waits for
 * its back-off or its interval. external-secrets pkg/controllers/externalsecret/externalsecret_controller.go (Reconcile,
 * SetupWithManager) at the profile's version. The queue's overall limit of 10 a second (burst 100) is not modelled.
 */
export function externalSecretController(profile: Readonly<Record<string, string>>): Controller {
  const behaviours = behavioursOf(profile)
  return {
    name: 'externalsecret',
    latencyMs: LATENCY_MS,
    backoff: behaviours.backoff,
    watches: externalSecretWatches(behaviours),
    initial: (view) => listObjects(view, EXTERNAL_SECRET.group, EXTERNAL_SECRET.resource).map(namespacedName),
    reconcile: (key) => reconcileExternalSecret(key, behaviours),
  }
}

/** One look at one ExternalSecret (`namespace/name`). */
export function* reconcileExternalSecret(key: string, behaviours: Behaviours): Proc<ReconcileResult> {
  try {
    return yield* reconcile(key, behaviours)
  } catch (error) {
    if (error instanceof SyncError) return retry(behaviours, error.message)
    throw error
  }
}

function* reconcile(key: string, behaviours: Behaviours): Proc<ReconcileResult> {
  const operator = yield* readOperator()
  if (!operator.running) return {}
  const { namespace, name } = splitNamespacedName(key)
  const object = yield* find(ownRef(behaviours, EXTERNAL_SECRET, namespace, name))
  if (object === undefined) return {}
  const startMs = yield* now()
  const found = readExternalSecret(object)
  if (found.terminating && behaviours.ignoresTerminating) {
    if (behaviours.finalizer !== 'none') yield* finalize(found, behaviours, operator)
    return {}
  }
  const es =
    behaviours.finalizer === 'none' ? found : readExternalSecret(yield* addFinalizer(found, behaviours))
  if (yield* refersToUnmanagedStore(es, behaviours)) return {}
  if (es.manifest !== undefined) return yield* reconcileGenericTarget(es, behaviours, operator, startMs)
  return yield* reconcileSecret(es, behaviours, startMs)
}

function* reconcileSecret(
  es: ExternalSecret,
  behaviours: Behaviours,
  startMs: number,
): Proc<ReconcileResult> {
  const ref = coreRef(SECRET, es.namespace, es.targetName)
  const secret = yield* find(ref)
  if (behaviours.managesOwnership && secret !== undefined && !isLabelled(secret)) {
    // A Secret without the label is invisible to the full cache; every policy labels it, None included.
    const body = { metadata: { labels: { [LABEL_MANAGED]: LABEL_MANAGED_VALUE } } }
    const manager = fieldManagerOf(es.name, behaviours)
    yield* write({ verb: 'patch', ...addressOf(ref), patchType: 'merge', body }, manager)
    return requeue(behaviours)
  }
  if (!shouldRefresh(es, behaviours, startMs) && isSecretValid(secret, es, behaviours))
    return atInterval(es, es.status, behaviours, startMs, true)
  if (!behaviours.managesOwnership && isFinished(es)) return {}
  const sync: Sync = { es, behaviours, secret, startMs }
  const outcome = behaviours.managesOwnership ? yield* syncSecret(sync) : yield* syncSecretOld(sync)
  return yield* conclude(sync, outcome)
}

/** Only the deletion of generic targets is modelled. externalsecret_controller.go (reconcileGenericTarget). */
function* reconcileGenericTarget(
  es: ExternalSecret,
  behaviours: Behaviours,
  { allowsGenericTargets }: Operator,
  startMs: number,
): Proc<ReconcileResult> {
  const what = `writing target.manifest${allowsGenericTargets ? '' : ' without --unsafe-allow-generic-targets'}`
  const sync: Sync = { es, behaviours, secret: undefined, startMs }
  const error = new NotModelled(what, 'Use a Secret as the target.')
  return yield* conclude(sync, yield* notModelled(sync, es.status, error))
}

/** Write the status if it changed, and say when to look again. */
function* conclude(sync: Sync, { status, next }: Outcome): Proc<ReconcileResult> {
  const { es, behaviours, startMs } = sync
  const refused = jsonEqual(status, es.status) ? undefined : yield* writeStatus(es, status, behaviours)
  if (next.kind === 'error') return retry(behaviours, next.message)
  if (refused !== undefined)
    return refused.failure === 'conflict' ? requeue(behaviours) : retry(behaviours, refused.message)
  if (next.kind === 'stop') return {}
  return next.kind === 'requeue' ? requeue(behaviours) : atInterval(es, status, behaviours, startMs, false)
}

/** v0.11.0 updates the status and minds the answer; before, it was patched and a refusal only logged. */
function* writeStatus(
  es: ExternalSecret,
  status: JsonObject,
  behaviours: Behaviours,
): Proc<SyncError | undefined> {
  const address = addressOf(ownRef(behaviours, EXTERNAL_SECRET, es.namespace, es.name))
  const { managedFields: _managed, ...metadata } = metadataOf(es.object)
  try {
    if (behaviours.managesOwnership)
      yield* write({
        verb: 'update',
        ...address,
        subresource: 'status',
        body: { ...es.object, metadata, status },
      })
    else
      yield* write({ verb: 'patch', ...address, subresource: 'status', patchType: 'merge', body: { status } })
    return undefined
  } catch (error) {
    if (!(error instanceof SyncError)) throw error
    return behaviours.managesOwnership ? error : undefined
  }
}

function isLabelled(secret: JsonObject): boolean {
  return textAt(secret, 'metadata', 'labels', LABEL_MANAGED) === LABEL_MANAGED_VALUE
}

function atInterval(
  es: ExternalSecret,
  status: JsonObject,
  behaviours: Behaviours,
  nowMs: number,
  skipped: boolean,
): ReconcileResult {
  const afterMs = requeueAfterMs(es, status, behaviours, nowMs, skipped)
  return afterMs === undefined ? {} : { requeueAfterMs: afterMs, timer: 'background' }
}

/** controller-runtime's `Requeue: true`: the shortest back-off. */
function requeue({ backoff }: Behaviours): ReconcileResult {
  return { requeueAfterMs: backoff.baseMs, timer: 'foreground' }
}

function retry({ fixedRetryMs }: Behaviours, message: string): ReconcileResult {
  return fixedRetryMs === undefined
    ? { error: message }
    : { requeueAfterMs: fixedRetryMs, timer: 'background' }
}
