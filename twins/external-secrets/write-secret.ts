import { type JsonObject, jsonEqual } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { metadataOf, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { normalEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { addressOf, coreRef, find, write } from './kube.js'
import { fieldManagerOf } from './managed-keys.js'
import { eventTexts } from './messages.js'
import { mutateError, mutateSecret } from './mutate-secret.js'
import { SECRET } from './names.js'
import type { SecretData } from './secret-data.js'
import { draftOf, secretOf } from './secret-draft.js'
import { SyncError, wrapped } from './sync-error.js'

/** A sync that has its data and is about to write. */
export interface SecretWrite {
  readonly es: ExternalSecret
  readonly behaviours: Behaviours
  readonly data: SecretData
}

/** A Secret with nothing but its name. */
export function blankSecret(es: ExternalSecret): JsonObject {
  return { metadata: { name: es.targetName, namespace: es.namespace } }
}

/** The target with its managedFields, which say what this ExternalSecret wrote last time. */
export function* findTarget(es: ExternalSecret): Proc<JsonObject | undefined> {
  return yield* find(coreRef(SECRET, es.namespace, es.targetName), true)
}

/** Create the target. external-secrets v2.9.0 externalsecret_controller.go (createSecret). */
export function* createSecret({ es, behaviours, data }: SecretWrite): Proc<void> {
  const draft = yield* mutateSecret({ es, behaviours, data, existing: undefined })
  const body = secretOf(blankSecret(es), draft)
  const { name: _name, ...collection } = addressOf(coreRef(SECRET, es.namespace, es.targetName))
  yield* write({ verb: 'create', ...collection, body }, fieldManagerOf(es.name, behaviours))
  yield* normalEvent(es.object, eventTexts(behaviours).created)
}

/**
 * Bring an existing target up to date; nothing is written when nothing differs. Of an immutable Secret only the
 * metadata is written, and a change of its data is an error. externalsecret_controller.go (updateSecret).
 */
export function* updateSecret({ es, behaviours, data }: SecretWrite, existing: JsonObject): Proc<void> {
  const target = yield* findTarget(es)
  const updated = yield* mutate(
    { es, behaviours, data },
    { ...existing, metadata: withManagedFields(existing, target) },
  )
  const current = secretOf(existing, draftOf(existing))
  if (jsonEqual(current, updated)) return
  if (existing['immutable'] === true) yield* updateImmutable({ es, behaviours, data }, current, updated)
  yield* put({ es, behaviours, data }, updated)
  yield* normalEvent(es.object, eventTexts(behaviours).updated)
}

function* mutate({ es, behaviours, data }: SecretWrite, existing: JsonObject): Proc<JsonObject> {
  try {
    return secretOf(existing, yield* mutateSecret({ es, behaviours, data, existing }))
  } catch (error) {
    throw mutateError(error, existing)
  }
}

function withManagedFields(existing: JsonObject, target: JsonObject | undefined): JsonObject {
  const managedFields = target === undefined ? undefined : metadataOf(target)['managedFields']
  return managedFields === undefined ? metadataOf(existing) : { ...metadataOf(existing), managedFields }
}

function* updateImmutable(context: SecretWrite, current: JsonObject, updated: JsonObject): Proc<void> {
  const metadataOnly = { ...current, metadata: metadataOf(updated) }
  if (!jsonEqual(metadataOf(current), metadataOf(updated))) {
    yield* put(context, metadataOnly)
    if (jsonEqual(metadataOnly, updated)) return
  }
  throw new SyncError(
    'immutable',
    `unable to update secret ${textAt(current, 'metadata', 'name')}: secret is immutable`,
  )
}

function* put({ es, behaviours }: SecretWrite, body: JsonObject): Proc<void> {
  const address = addressOf(coreRef(SECRET, es.namespace, es.targetName))
  try {
    yield* write({ verb: 'update', ...address, body }, fieldManagerOf(es.name, behaviours))
  } catch (error) {
    if (error instanceof SyncError && error.failure === 'conflict') throw error
    throw wrapped(error, (message) => `unable to update secret ${es.targetName}: ${message}`)
  }
}
