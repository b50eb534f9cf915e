import type { ReconcileResult } from '../../../kernel/controller.js'
import type { JsonObject } from '../../../kernel/json.js'
import type { Proc } from '../../../kernel/process.js'
import { api, itemsOf, succeeded } from '../../client/api.js'
import { recordEvent } from '../../client/events.js'
import { namespacedName, objectAt, textAt } from '../../client/objects.js'
import { NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../resources.js'
import { writeStatus } from '../write-status.js'
import { bind, replace, withAnnotations } from './bind.js'
import {
  annotationOf,
  BETA_STORAGE_PROVISIONER,
  classNameOf,
  classOf,
  isFullyBound,
  NO_PROVISIONER,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
  waitsForConsumer,
} from './classes.js'
import { findVolume, isClaimedBy } from './match.js'

const COMPONENT = 'persistentvolume-controller'

/**
 * One sync of a claim: binds it to a volume, asks a provisioner for one, or says why it waits.
 * Source: kubernetes v1.36 pkg/controller/volume/persistentvolume/pv_controller.go (syncClaim).
 */
export function* syncClaim(claim: JsonObject): Proc<ReconcileResult> {
  const name = textAt(claim, 'spec', 'volumeName')
  if (annotationOf(claim, 'pv.kubernetes.io/bind-completed') !== '') return yield* syncBound(claim, name)
  if (name !== '') return yield* syncNamed(claim, name)
  const storageClass = yield* classOf(claim)
  const waiting = waitsForConsumer(storageClass) && annotationOf(claim, SELECTED_NODE) === ''
  const volumes = itemsOf(yield* api({ verb: 'list', ...PERSISTENT_VOLUMES }))
  const node = yield* selectedNode(claim)
  const volume = findVolume(claim, volumes, { node, setAsideOnly: waiting })
  if (volume !== undefined) return result(yield* bind(volume, claim))
  if (waiting) {
    const message = 'waiting for first consumer to be created before binding'
    yield* tell(claim, 'Normal', 'WaitForFirstConsumer', message)
    return {}
  }
  if (classNameOf(claim) !== '') return yield* askProvisioner(claim, storageClass)
  const message = 'no persistent volumes available for this claim and no storage class is set'
  yield* tell(claim, 'Normal', 'FailedBinding', message)
  return {}
}

const result = (error: string | undefined): ReconcileResult => (error === undefined ? {} : { error })

function* selectedNode(claim: JsonObject): Proc<JsonObject | undefined> {
  const name = annotationOf(claim, SELECTED_NODE)
  if (name === '') return undefined
  const found = yield* api({ verb: 'get', ...NODES, name })
  return succeeded(found) ? found.body : undefined
}

/** Source: as above (syncBoundClaim). */
function* syncBound(claim: JsonObject, name: string): Proc<ReconcileResult> {
  if (!isFullyBound(claim)) {
    const message = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!'
    return yield* lose(claim, message)
  }
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUMES, name })
  if (!succeeded(found))
    return yield* lose(claim, 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
  const taken = textAt(found.body, 'spec', 'claimRef', 'name') !== ''
  if (taken && !isClaimedBy(found.body, claim)) {
    const message = 'Two claims are bound to the same volume, this one is bound incorrectly'
    return yield* lose(claim, message, 'ClaimMisbound')
  }
  return result(yield* bind(found.body, claim))
}

function* lose(claim: JsonObject, message: string, reason = 'ClaimLost'): Proc<ReconcileResult> {
  const { accessModes: _modes, capacity: _capacity, ...status } = objectAt(claim, 'status')
  if (textAt(status, 'phase') === 'Lost') return {}
  yield* tell(claim, 'Warning', reason, message)
  return result((yield* writeStatus(PERSISTENT_VOLUME_CLAIMS, claim, { ...status, phase: 'Lost' })).error)
}

/** A claim that names its volume: it waits for it. */
function* syncNamed(claim: JsonObject, name: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUMES, name })
  if (!succeeded(found)) return {}
  const free = textAt(found.body, 'spec', 'claimRef', 'name') === ''
  if (free || isClaimedBy(found.body, claim)) return result(yield* bind(found.body, claim))
  const message = `volume "${name}" already bound to a different claim.`
  yield* tell(claim, 'Warning', 'FailedBinding', message)
  return {}
}

/** Source: as above (provisionClaimOperationExternal). */
function* askProvisioner(claim: JsonObject, storageClass: JsonObject | undefined): Proc<ReconcileResult> {
  if (storageClass === undefined) {
    const message = `storageclass.storage.k8s.io "${classNameOf(claim)}" not found`
    yield* tell(claim, 'Warning', 'ProvisioningFailed', message)
    return {}
  }
  const provisioner = textAt(storageClass, 'provisioner')
  if (provisioner === NO_PROVISIONER) {
    yield* tell(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`)
    return {}
  }
  const annotations = { [BETA_STORAGE_PROVISIONER]: provisioner, [STORAGE_PROVISIONER]: provisioner }
  const asked = yield* replace(PERSISTENT_VOLUME_CLAIMS, claim, withAnnotations(claim, annotations))
  if (asked.error !== undefined) return { error: asked.error }
  const message =
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the ` +
    'system administrator. If volume creation is delayed, please verify that the provisioner is running and ' +
    'correctly registered.'
  yield* tell(claim, 'Normal', 'ExternalProvisioning', message)
  return {}
}

function tell(claim: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string): Proc<void> {
  return recordEvent({ involved: claim, type, reason, message, component: COMPONENT })
}

/** Queue key of a claim. */
export const claimKey = (claim: JsonObject): string => `claim ${namespacedName(claim)}`
