import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, textAt } from '../kubernetes/index.js'
import { withReadyCondition } from './conditions.js'
import { normalEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { coreRef, remove } from './kube.js'
import { conditionTexts, eventTexts } from './messages.js'
import { SECRET } from './names.js'
import { getProviderSecretData } from './provider-data.js'
import type { SecretData } from './secret-data.js'
import { done, failed, type Outcome, type Sync } from './sync.js'
import { SyncError } from './sync-error.js'
import { createOrUpdateSecret, patchSecret } from './write-secret-old.js'

/** Until v0.10.7 an immutable target that was synced once is never synced again. v0.10.7 (shouldReconcile). */
export function isFinished(es: ExternalSecret): boolean {
  return (
    es.immutable &&
    arrayAt(es.status, 'conditions').some((condition) => textAt(condition, 'reason') === 'SecretSynced')
  )
}

/**
 * Ask the providers and write the target, until v0.10.7. Every failure is retried, and an ownerReference that a
 * policy does not want any more stays. external-secrets v0.10.7 externalsecret_controller.go (Reconcile).
 */
export function* syncSecretOld(sync: Sync): Proc<Outcome> {
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
    if (es.deletionPolicy === 'Retain')
      return behaviours.retainMarksDone
        ? done(sync, es.status, texts.syncedRetain)
        : { status: es.status, next: { kind: 'done' } }
  }
  try {
    yield* writeTarget(sync, data)
  } catch (error) {
    return yield* failed(sync, es.status, texts.errorUpdateSecret, error)
  }
  if (behaviours.eventOnEverySync) yield* normalEvent(es.object, eventTexts(behaviours).updated)
  return done(sync, bound(sync), texts.synced)
}

function* writeTarget({ es, behaviours }: Sync, data: SecretData): Proc<void> {
  const context = { es, behaviours, data }
  if (es.creationPolicy === 'Merge') yield* patchSecret(context)
  else if (es.creationPolicy !== 'None') yield* createOrUpdateSecret(context)
}

function bound({ es }: Sync): JsonObject {
  return es.creationPolicy === 'None' ? es.status : { ...es.status, binding: { name: es.targetName } }
}

/** Deletes the Secret by name, whoever owns it, and leaves `refreshTime` alone. */
function* deleteTarget(sync: Sync): Proc<Outcome> {
  const { es, behaviours } = sync
  const texts = conditionTexts(behaviours)
  try {
    if (es.creationPolicy !== 'Owner')
      throw new SyncError(
        'other',
        `invalid creationPolicy=${es.creationPolicy}. Can not delete secret i do not own`,
      )
    yield* remove(coreRef(SECRET, es.namespace, es.targetName))
  } catch (error) {
    return yield* failed(sync, es.status, texts.errorDeleteSecret, error)
  }
  return {
    status: withReadyCondition(es.status, 'True', texts.deleted, sync.startMs),
    next: { kind: 'done' },
  }
}
