import { type JsonObject, jsonEqual } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { normalEvent } from './events.js'
import { addressOf, coreRef, write } from './kube.js'
import { fieldManagerOf } from './managed-keys.js'
import { eventTexts } from './messages.js'
import { mutateError, mutateSecretOld } from './mutate-secret.js'
import { SECRET } from './names.js'
import { deleteOrphanedSecrets } from './orphaned-secrets.js'
import { draftOf, secretOf } from './secret-draft.js'
import { SyncError, wrapped } from './sync-error.js'
import { blankSecret, findTarget, type SecretWrite } from './write-secret.js'

/**
 * Create or replace the target of policies Owner and Orphan; a left-over ownerReference stays.
 * external-secrets v0.10.7 externalsecret_controller.go (createOrUpdateSecret, deleteOrphanedSecrets).
 */
export function* createOrUpdateSecret(context: SecretWrite): Proc<void> {
  const { es, behaviours } = context
  const existing = yield* findTarget(es)
  const address = addressOf(coreRef(SECRET, es.namespace, es.targetName))
  const manager = fieldManagerOf(es.name, behaviours)
  const updated = secretOf(existing ?? blankSecret(es), yield* mutateSecretOld({ ...context, existing }))
  const texts = eventTexts(behaviours)
  if (existing === undefined) {
    const { name: _name, ...collection } = address
    yield* write({ verb: 'create', ...collection, body: updated }, manager)
    if (!behaviours.eventOnEverySync) yield* normalEvent(es.object, texts.created)
    if (behaviours.orphanCleanup === 'after-named-create' && namesTarget(es.spec))
      yield* deleteOrphanedSecrets(es, behaviours, '')
    return
  }
  if (jsonEqual(secretOf(existing, draftOf(existing)), updated)) return
  yield* write({ verb: 'update', ...address, body: updated }, manager)
  if (!behaviours.eventOnEverySync) yield* normalEvent(es.object, texts.updated)
}

/**
 * Merge into an existing Secret by forced server-side apply. Throws when it does not exist.
 * external-secrets v0.10.7 externalsecret_controller.go (patchSecret).
 */
export function* patchSecret(context: SecretWrite): Proc<void> {
  const { es, behaviours } = context
  const existing = yield* findTarget(es)
  if (existing === undefined)
    throw new SyncError(
      'other',
      `the desired secret ${es.targetName} was not found. With creationPolicy=Merge the secret won't be created`,
    )
  const body = secretOf(blankSecret(es), yield* mutateForPatch(context, existing))
  const address = addressOf(coreRef(SECRET, es.namespace, es.targetName))
  try {
    yield* write(
      { verb: 'patch', ...address, patchType: 'apply', force: true, body },
      fieldManagerOf(es.name, behaviours),
    )
  } catch (error) {
    throw wrapped(error, (message) => `unable to patch secret ${es.targetName}: ${message}`)
  }
  if (!behaviours.eventOnEverySync) yield* normalEvent(es.object, eventTexts(behaviours).updated)
}

function* mutateForPatch(context: SecretWrite, existing: JsonObject): ReturnType<typeof mutateSecretOld> {
  try {
    return yield* mutateSecretOld({ ...context, existing })
  } catch (error) {
    throw mutateError(error, existing)
  }
}

function namesTarget(spec: JsonObject): boolean {
  const target = spec['target'] as JsonObject | undefined
  return (target?.['name'] ?? '') !== ''
}
