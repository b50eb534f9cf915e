import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { normalEvent } from './events.js'
import { coreRef, remove } from './kube.js'
import { conditionTexts, eventTexts } from './messages.js'
import { SECRET } from './names.js'
import { deleteOrphanedSecrets } from './orphaned-secrets.js'
import { getProviderSecretData } from './provider-data.js'
import type { SecretData } from './secret-data.js'
import { done, failed, type Outcome, type Sync } from './sync.js'
import { SyncError } from './sync-error.js'
import { createSecret, updateSecret } from './write-secret.js'

/**
 * Ask the providers and write the target, from v0.11.0 on. A provider error ends the sync before anything is written,
 * ownership included. external-secrets v2.9.0 externalsecret_controller.go (Reconcile, from GetProviderSecretData on).
 */
export function* syncSecret(sync: Sync): Proc<Outcome> {
  const { es, behaviours } = sync
  const texts = conditionTexts(behaviours)
  let data: SecretData
  try {
    data = yield* getProviderSecretData(es, behaviours)
  } catch (error) {
    return yield* failed(sync, es.status, texts.errorGetSecretData, error)
  }
  if (Object.keys(data).length === 0) {
    if (es.deletionPolicy === 'Delete') return yield* deleteTarget(sync)
    if (es.deletionPolicy === 'Retain') return done(sync, es.status, texts.syncedRetain)
  }
  if (es.creationPolicy === 'Merge' && sync.secret === undefined) return done(sync, es.status, texts.missing)
  if (es.creationPolicy === 'None') return done(sync, es.status, texts.synced)
  return yield* writeTarget(sync, data)
}

/** Zero keys and deletionPolicy Delete: only a Secret of policy Owner may be deleted. */
function* deleteTarget(sync: Sync): Proc<Outcome> {
  const { es, behaviours, secret } = sync
  const texts = conditionTexts(behaviours)
  if (es.creationPolicy !== 'Owner') {
    const error = `unable to delete secret ${es.targetName}: creationPolicy=${es.creationPolicy} is not Owner`
    return yield* failed(sync, es.status, texts.errorDeleteSecret, new SyncError('other', error), false)
  }
  try {
    if (secret !== undefined) {
      yield* remove(coreRef(SECRET, es.namespace, es.targetName))
      if (behaviours.eventTexts === 'new') yield* normalEvent(es.object, eventTexts(behaviours).deleted)
    }
  } catch (error) {
    return yield* failed(sync, es.status, texts.errorDeleteSecret, error)
  }
  return done(sync, es.status, texts.deleted)
}

function* writeTarget(sync: Sync, data: SecretData): Proc<Outcome> {
  const { es, behaviours, secret } = sync
  const texts = conditionTexts(behaviours)
  const cleans = behaviours.orphanCleanup
  if (cleans === 'before-create' && es.creationPolicy === 'Owner') {
    const failure = yield* cleanUp(sync, es.status)
    if (failure !== undefined) return failure
  }
  const bound = { ...es.status, binding: { name: es.targetName } }
  const context = { es, behaviours, data }
  try {
    if (secret === undefined) yield* createSecret(context)
    else yield* updateSecret(context, secret)
  } catch (error) {
    // An update binds before it mutates, a creation only once it has succeeded.
    return yield* writeFailed(sync, secret === undefined ? es.status : bound, error)
  }
  const failure = cleans === 'after-create' && secret === undefined ? yield* cleanUp(sync, bound) : undefined
  return failure ?? done(sync, bound, texts.synced)
}

function* cleanUp(sync: Sync, status: JsonObject): Proc<Outcome | undefined> {
  try {
    yield* deleteOrphanedSecrets(sync.es, sync.behaviours, sync.es.namespace)
    return undefined
  } catch (error) {
    return yield* failed(sync, status, conditionTexts(sync.behaviours).errorDeleteOrphaned, error)
  }
}

/** Conflicts are retried at once; what no retry can mend waits for an event; the rest is retried with back-off. */
function* writeFailed(sync: Sync, status: JsonObject, error: unknown): Proc<Outcome> {
  const texts = conditionTexts(sync.behaviours)
  const failure = error instanceof SyncError ? error.failure : 'other'
  if (failure === 'conflict') return { status, next: { kind: 'requeue' } }
  if (failure === 'set-controller') return yield* failed(sync, status, texts.errorBecomeOwner, error, false)
  if (failure === 'is-owned') return yield* failed(sync, status, texts.errorIsOwned, error, false)
  if (failure === 'immutable') return yield* failed(sync, status, texts.errorUpdateImmutable, error, false)
  return yield* failed(sync, status, texts.errorUpdateSecret, error)
}
