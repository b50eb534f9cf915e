import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, itemsOf, succeeded } from '../client/api.js'
import {
  arrayAt,
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { latencies, timers } from './latencies.js'
import { PERSISTENT_VOLUME_CLAIMS, PODS } from './resources.js'
import { failureOf } from './write-status.js'

const FINALIZER = 'kubernetes.io/pvc-protection'

/**
 * Lets a deleted claim go when no scheduled pod uses it any more.
 * Source: kubernetes v1.36 pkg/controller/volume/pvcprotection/pvc_protection_controller.go (processPVC).
 */
export const pvcProtectionController: Controller = {
  name: 'pvc-protection',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'pods'), map: podKeys },
  ],
  initial: (view) => listObjects(view, '', 'persistentvolumeclaims').filter(isHeld).map(namespacedName),
  reconcile,
}

/** Being deleted, and held by this controller's finalizer. */
function isHeld(claim: JsonObject): boolean {
  const metadata = metadataOf(claim)
  return metadata['deletionTimestamp'] !== undefined && arrayAt(metadata, 'finalizers').includes(FINALIZER)
}

function claimKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after !== undefined && isHeld(after) ? [namespacedName(after)] : []
}

function podKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  if (before === undefined || after !== undefined) return []
  const namespace = textAt(before, 'metadata', 'namespace')
  return claimNamesOf(before)
    .map((name) => findObject(view, '', 'persistentvolumeclaims', namespace, name))
    .filter((claim): claim is JsonObject => claim !== undefined && isHeld(claim))
    .map(namespacedName)
}

/** Names of the claims in a pod's volumes. */
export function claimNamesOf(pod: JsonObject): readonly string[] {
  return arrayAt(pod, 'spec', 'volumes')
    .map((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName'))
    .filter((name) => name !== '')
}

function* reconcile(key: string): Proc<ReconcileResult> {
  const address = splitNamespacedName(key)
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, ...address })
  if (!succeeded(found) || !isHeld(found.body)) return {}
  const pods = itemsOf(yield* api({ verb: 'list', ...PODS, namespace: address.namespace }))
  const used = pods.some(
    (pod) => textAt(pod, 'spec', 'nodeName') !== '' && claimNamesOf(pod).includes(address.name),
  )
  if (used) return {}
  const metadata = metadataOf(found.body)
  const finalizers = arrayAt(metadata, 'finalizers').filter((one) => one !== FINALIZER)
  const body = { ...found.body, metadata: { ...metadata, finalizers } }
  const written = yield* api({ verb: 'update', ...PERSISTENT_VOLUME_CLAIMS, ...address, body })
  return succeeded(written) || isNotFound(written.body) ? {} : { error: failureOf(written) }
}
