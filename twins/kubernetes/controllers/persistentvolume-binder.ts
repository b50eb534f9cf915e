import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import type { View } from '../../kernel/world.js'
import { api, succeeded } from '../client/api.js'
import {
  changedObject,
  findObject,
  listObjects,
  metadataOf,
  OBJECTS,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { latencies, timers } from './latencies.js'
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from './resources.js'
import { claimOf } from './volumes/bind.js'
import { isFullyBound } from './volumes/classes.js'
import { claimKey, syncClaim } from './volumes/sync-claim.js'
import { syncVolume } from './volumes/sync-volume.js'

const CLAIM = 'claim '
const VOLUME = 'volume '

/**
 * Binds claims and volumes to each other.
 * Departs from upstream: claims that wait are looked at again when a volume or class appears, not every 15 s, so that the
 * counters of their events are lower.
 * Source: kubernetes v1.36 pkg/controller/volume/persistentvolume/pv_controller_base.go.
 */
export const persistentVolumeBinder: Controller = {
  name: 'persistentvolume-binder',
  latencyMs: latencies.workloadMs,
  backoff: { baseMs: timers.queueBaseMs, maxMs: timers.queueMaxMs },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumes'), map: volumeKeys },
    { table: OBJECTS, prefix: objectPrefix('storage.k8s.io', 'storageclasses'), map: classKeys },
  ],
  initial: (view) => [
    ...listObjects(view, '', 'persistentvolumeclaims').map(claimKey),
    ...listObjects(view, '', 'persistentvolumes').map(volumeKey),
  ],
  reconcile,
}

const volumeKey = (volume: JsonObject): string => VOLUME + textAt(metadataOf(volume), 'name')

/** A claim, and the volume it had when it is gone. */
function claimKeys(change: Change): readonly string[] {
  const { before, after } = changedObject(change)
  if (after !== undefined) return [claimKey(after)]
  const name = textAt(before, 'spec', 'volumeName')
  return name === '' ? [] : [VOLUME + name]
}

/** A volume, its claim, and while it is free the claims that wait. */
function volumeKeys(change: Change, view: View): readonly string[] {
  const { before, after } = changedObject(change)
  const volume = after ?? before
  if (volume === undefined) return []
  const address = claimOf(volume)
  const keys = after === undefined ? [] : [volumeKey(after)]
  if (address === undefined) return [...keys, ...waitingClaims(view)]
  const claim = findObject(view, '', 'persistentvolumeclaims', address.namespace, address.name)
  return claim === undefined ? keys : [...keys, claimKey(claim)]
}

function classKeys(change: Change, view: View): readonly string[] {
  return change.before === undefined ? waitingClaims(view) : []
}

function waitingClaims(view: View): readonly string[] {
  return listObjects(view, '', 'persistentvolumeclaims')
    .filter((claim) => !isFullyBound(claim))
    .map(claimKey)
}

function* reconcile(key: string): Proc<ReconcileResult> {
  if (key.startsWith(CLAIM)) {
    const address = splitNamespacedName(key.slice(CLAIM.length))
    const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, ...address })
    return succeeded(found) ? yield* syncClaim(found.body) : {}
  }
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUMES, name: key.slice(VOLUME.length) })
  return succeeded(found) ? yield* syncVolume(found.body) : {}
}
