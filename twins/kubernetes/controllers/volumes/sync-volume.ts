import type { ReconcileResult } from '../../../kernel/controller.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, succeeded } from '../../client/api.js'
import { recordEvent } from '../../client/events.js'
import { metadataOf, textAt } from '../../client/objects.js'
import { PERSISTENT_VOLUME_CLAIMS } from '../resources.js'
import { claimOf, setVolumePhase } from './bind.js'
import { annotationOf, PROVISIONED_BY } from './classes.js'
import { isClaimedBy } from './match.js'

/**
 * One sync of a volume: its phase follows its claim. A released volume that is to be deleted is left to the provisioner
 * that made it; one made by hand cannot be deleted.
 * Source: kubernetes v1.36 pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume, reclaimVolume).
 */
export function* syncVolume(volume: JsonObject): Proc<ReconcileResult> {
  const address = claimOf(volume)
  const reserved = textAt(volume, 'spec', 'claimRef', 'uid') === ''
  if (address === undefined || reserved) return yield* phase(volume, 'Available')
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, ...address })
  if (!succeeded(found) || !isClaimedBy(volume, found.body)) return yield* release(volume)
  const bound = textAt(found.body, 'spec', 'volumeName') === textAt(volume, 'metadata', 'name')
  return bound ? yield* phase(volume, 'Bound') : {}
}

function* phase(volume: JsonObject, wanted: string, message?: string): Proc<ReconcileResult> {
  const error = yield* setVolumePhase(volume, wanted, message)
  return error === undefined ? {} : { error }
}

function* release(volume: JsonObject): Proc<ReconcileResult> {
  const policy = textAt(volume, 'spec', 'persistentVolumeReclaimPolicy')
  const deleting = metadataOf(volume)['deletionTimestamp'] !== undefined
  if (policy !== 'Delete' || deleting || annotationOf(volume, PROVISIONED_BY) !== '') {
    return textAt(volume, 'status', 'phase') === 'Failed' ? {} : yield* phase(volume, 'Released')
  }
  if (textAt(volume, 'status', 'phase') === 'Failed') return {}
  const name = textAt(volume, 'metadata', 'name')
  const message = `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`
  yield* recordEvent({
    involved: volume,
    type: 'Warning',
    reason: 'VolumeFailedDelete',
    message,
    component: 'persistentvolume-controller',
  })
  return yield* phase(volume, 'Failed', message)
}
