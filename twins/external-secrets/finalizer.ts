import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, formatGoDuration, metadataOf, objectAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { parseDuration } from './duration.js'
import type { ExternalSecret } from './external-secret.js'
import { deleteGenericTarget } from './generic-target.js'
import { addressOf, coreRef, find, ownRef, remove, write } from './kube.js'
import { EXTERNAL_SECRET, FINALIZER, SECRET } from './names.js'
import type { Operator } from './operator.js'
import { isControlledBy } from './ownership.js'

/** Put the finalizer on if it is missing; the ExternalSecret as it is afterwards. v0.20.0. */
export function* addFinalizer(es: ExternalSecret, behaviours: Behaviours): Proc<JsonObject> {
  const finalizers = finalizersOf(es)
  if (finalizers.includes(FINALIZER)) return es.object
  return yield* writeFinalizers(es, [...finalizers, FINALIZER], behaviours)
}

/**
 * Let a terminating ExternalSecret go: with deletionPolicy Delete its target is deleted first, if it is a Secret that
 * this ExternalSecret controls, or any generic target. Other policies only take the finalizer off.
 * external-secrets v2.9.0 externalsecret_controller.go (cleanupManagedSecrets).
 */
export function* finalize(es: ExternalSecret, behaviours: Behaviours, operator: Operator): Proc<void> {
  if (es.deletionPolicy === 'Delete') yield* deleteTarget(es, operator)
  const finalizers = finalizersOf(es)
  if (!finalizers.includes(FINALIZER)) return
  yield* writeFinalizers(
    es,
    finalizers.filter((finalizer) => finalizer !== FINALIZER),
    behaviours,
  )
}

function* deleteTarget(es: ExternalSecret, operator: Operator): Proc<void> {
  if (es.manifest !== undefined) {
    if (operator.allowsGenericTargets) yield* deleteGenericTarget(es, es.manifest)
    return
  }
  const ref = coreRef(SECRET, es.namespace, es.targetName)
  const secret = yield* find(ref)
  if (secret !== undefined && isControlledBy(secret, es)) yield* remove(ref)
}

function finalizersOf(es: ExternalSecret): readonly string[] {
  return arrayAt(es.metadata, 'finalizers').map(String)
}

/**
 * v1.1.1 patches the list alone; before, the whole object went out through Go's types, which claims every field and
 * prints durations anew (`1h` becomes `1h0m0s`).
 */
function* writeFinalizers(
  es: ExternalSecret,
  finalizers: readonly string[],
  behaviours: Behaviours,
): Proc<JsonObject> {
  const address = addressOf(ownRef(behaviours, EXTERNAL_SECRET, es.namespace, es.name))
  if (behaviours.finalizer === 'patch') {
    const body = { metadata: { finalizers: finalizers.length === 0 ? null : finalizers } }
    return yield* write({ verb: 'patch', ...address, patchType: 'merge', body })
  }
  const { managedFields: _managed, ...metadata } = metadataOf(es.object)
  const body = {
    ...es.object,
    metadata: { ...metadata, finalizers },
    spec: reprinted(objectAt(es.object, 'spec')),
  }
  return yield* write({ verb: 'update', ...address, body })
}

function reprinted(spec: JsonObject): JsonObject {
  const interval = parseDuration(textAt(spec, 'refreshInterval'))
  return interval === undefined ? spec : { ...spec, refreshInterval: formatGoDuration(interval) }
}
