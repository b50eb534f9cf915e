import { type Json, type JsonObject, jsonEqual } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { metadataOf, objectAt, textAt, valueAt } from '../../client/objects.js'
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../resources.js'
import { failureOf, writeStatus } from '../write-status.js'
import { BIND_COMPLETED, BOUND_BY_CONTROLLER } from './classes.js'

/**
 * Binds a volume and a claim to each other: the volume's reference and phase, then the claim's. What is so already is
 * not written. The message of a refusal, or undefined.
 * Source: kubernetes v1.36 pkg/controller/volume/persistentvolume/pv_controller.go (bind).
 */
export function* bind(volume: JsonObject, claim: JsonObject): Proc<string | undefined> {
  const referenced = yield* replace(PERSISTENT_VOLUMES, volume, withClaimRef(volume, claim))
  if (referenced.error !== undefined) return referenced.error
  const phase = yield* setVolumePhase(referenced.object, 'Bound')
  if (phase !== undefined) return phase
  const named = yield* replace(PERSISTENT_VOLUME_CLAIMS, claim, withVolume(claim, volume))
  if (named.error !== undefined) return named.error
  const { accessModes, capacity } = objectAt(volume, 'spec')
  const status = {
    ...objectAt(named.object, 'status'),
    phase: 'Bound',
    ...(accessModes === undefined ? {} : { accessModes }),
    ...(capacity === undefined ? {} : { capacity }),
  }
  return (yield* writeStatus(PERSISTENT_VOLUME_CLAIMS, named.object, status)).error
}

/** Writes the phase of a volume; the message of a refusal, or undefined. */
export function* setVolumePhase(
  volume: JsonObject,
  phase: string,
  message?: string,
): Proc<string | undefined> {
  const { message: _before, ...status } = objectAt(volume, 'status')
  const next = { ...status, phase, ...(message === undefined ? {} : { message }) }
  return (yield* writeStatus(PERSISTENT_VOLUMES, volume, next)).error
}

/** An annotation set on a claim; nothing is sent when it has it. */
export function withAnnotations(
  object: JsonObject,
  annotations: Readonly<Record<string, string>>,
): JsonObject {
  const metadata = metadataOf(object)
  const before = objectAt(metadata, 'annotations')
  if (Object.keys(annotations).every((key) => before[key] === annotations[key])) return object
  return { ...object, metadata: { ...metadata, annotations: { ...before, ...annotations } } }
}

function withClaimRef(volume: JsonObject, claim: JsonObject): JsonObject {
  const { namespace, name, uid, resourceVersion } = metadataOf(claim)
  const reference = objectAt(volume, 'spec', 'claimRef')
  if (reference['uid'] === uid) return volume
  const claimRef: Record<string, Json> = { kind: 'PersistentVolumeClaim', apiVersion: 'v1' }
  Object.assign(claimRef, { namespace, name, uid, resourceVersion })
  const bound = { ...volume, spec: { ...objectAt(volume, 'spec'), claimRef } }
  // A volume that was set aside by hand is not given back by the controller.
  return reference['name'] === undefined ? withAnnotations(bound, { [BOUND_BY_CONTROLLER]: 'yes' }) : bound
}

function withVolume(claim: JsonObject, volume: JsonObject): JsonObject {
  const volumeName = textAt(volume, 'metadata', 'name')
  const chosen = textAt(claim, 'spec', 'volumeName') === ''
  const named = chosen ? { ...claim, spec: { ...objectAt(claim, 'spec'), volumeName } } : claim
  const annotations = { [BIND_COMPLETED]: 'yes', ...(chosen ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}) }
  return withAnnotations(named, annotations)
}

interface Replaced {
  readonly object: JsonObject
  readonly error: string | undefined
}

/** PUT of a changed object. */
export function* replace(
  resource: typeof PERSISTENT_VOLUMES,
  before: JsonObject,
  after: JsonObject,
): Proc<Replaced> {
  if (before === after || jsonEqual(before, after)) return { object: before, error: undefined }
  const { namespace, name } = metadataOf(after)
  const where = typeof namespace === 'string' ? { namespace } : {}
  const response = yield* api({ verb: 'update', ...resource, ...where, name: String(name), body: after })
  return succeeded(response)
    ? { object: response.body, error: undefined }
    : { object: before, error: failureOf(response) }
}

/** Name and namespace of the claim a volume is set aside for; undefined when it is for none. */
export function claimOf(
  volume: JsonObject,
): { readonly namespace: string; readonly name: string } | undefined {
  const reference = valueAt(volume, 'spec', 'claimRef')
  const name = textAt(reference, 'name')
  return name === '' ? undefined : { namespace: textAt(reference, 'namespace'), name }
}
