import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, succeeded } from '../client/api.js'
import {
  arrayAt,
  changedObject,
  listObjects,
  metadataOf,
  OBJECTS,
  objectPrefix,
  textAt,
} from '../client/objects.js'
import { isNotFound } from '../status-error.js'
import { latencies, timers } from './latencies.js'
import { PERSISTENT_VOLUMES } from './resources.js'
import { failureOf } from './write-status.js'

const FINALIZER = 'kubernetes.io/pv-protection'

/**
 * Lets a deleted volume go when it is bound to no claim.
 * Source: kubernetes v1.36 pkg/controller/volume/pvprotection/pv_protection_controller.go (processPV).
 */
export const pvProtectionController: Controller = {
  name: 'pv-protection',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [{ table: OBJECTS, prefix: objectPrefix('', 'persistentvolumes'), map: volumeKeys }],
  initial: (view) => listObjects(view, '', 'persistentvolumes').filter(mayGo).map(nameOf),
  reconcile,
}

const nameOf = (volume: JsonObject): string => textAt(volume, 'metadata', 'name')

function mayGo(volume: JsonObject): boolean {
  const metadata = metadataOf(volume)
  const held = arrayAt(metadata, 'finalizers').includes(FINALIZER)
  return metadata['deletionTimestamp'] !== undefined && held && textAt(volume, 'status', 'phase') !== 'Bound'
}

function volumeKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after !== undefined && mayGo(after) ? [nameOf(after)] : []
}

function* reconcile(name: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUMES, name })
  if (!succeeded(found) || !mayGo(found.body)) return {}
  const metadata = metadataOf(found.body)
  const finalizers = arrayAt(metadata, 'finalizers').filter((one) => one !== FINALIZER)
  const body = { ...found.body, metadata: { ...metadata, finalizers } }
  const written = yield* api({ verb: 'update', ...PERSISTENT_VOLUMES, name, body })
  return succeeded(written) || isNotFound(written.body) ? {} : { error: failureOf(written) }
}
