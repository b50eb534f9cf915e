import type { Controller, ReconcileResult } from '../../kernel/controller.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import type { Change } from '../../kernel/transaction.js'
import { api, succeeded } from '../client/api.js'
import { recordEvent } from '../client/events.js'
import {
  changedObject,
  listObjects,
  metadataOf,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  splitNamespacedName,
  textAt,
} from '../client/objects.js'
import { isAlreadyExists, isNotFound } from '../status-error.js'
import { latencies } from './latencies.js'
import { NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from './resources.js'
import {
  annotationOf,
  classNameOf,
  classOf,
  LOCAL_PATH,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
} from './volumes/classes.js'
import { failureOf } from './write-status.js'

const CLAIM = 'claim '
const VOLUME = 'volume '
const HOSTNAME = 'kubernetes.io/hostname'
const COMPONENT = `${LOCAL_PATH}_local-path-provisioner`

/**
 * Makes volumes on the node that was selected for a claim, and deletes released ones.
 * Sources: rancher/local-path-provisioner v0.0.31 provisioner.go (Provision), kubernetes-sigs/sig-storage-lib-external-provisioner
 * v11 controller/controller.go (provisionClaimOperation, deleteVolumeOperation).
 */
export const localPathProvisioner: Controller = {
  name: 'local-path-provisioner',
  latencyMs: latencies.provisionerMs,
  backoff: { baseMs: 15_000, maxMs: 1_000_000 },
  watches: [
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumeclaims'), map: claimKeys },
    { table: OBJECTS, prefix: objectPrefix('', 'persistentvolumes'), map: volumeKeys },
  ],
  initial: (view) => [
    ...listObjects(view, '', 'persistentvolumeclaims')
      .filter(wantsVolume)
      .map((claim) => CLAIM + namespacedName(claim)),
    ...listObjects(view, '', 'persistentvolumes')
      .filter(isReleased)
      .map((volume) => VOLUME + nameOf(volume)),
  ],
  reconcile,
}

const nameOf = (object: JsonObject): string => textAt(object, 'metadata', 'name')

function wantsVolume(claim: JsonObject): boolean {
  return annotationOf(claim, STORAGE_PROVISIONER) === LOCAL_PATH && textAt(claim, 'spec', 'volumeName') === ''
}

function isReleased(volume: JsonObject): boolean {
  return (
    textAt(volume, 'status', 'phase') === 'Released' &&
    textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') === 'Delete' &&
    annotationOf(volume, PROVISIONED_BY) === LOCAL_PATH &&
    metadataOf(volume)['deletionTimestamp'] === undefined
  )
}

function claimKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after !== undefined && wantsVolume(after) ? [CLAIM + namespacedName(after)] : []
}

function volumeKeys(change: Change): readonly string[] {
  const { after } = changedObject(change)
  return after !== undefined && isReleased(after) ? [VOLUME + nameOf(after)] : []
}

function* reconcile(key: string): Proc<ReconcileResult> {
  if (key.startsWith(VOLUME)) return yield* deleteVolume(key.slice(VOLUME.length))
  const address = splitNamespacedName(key.slice(CLAIM.length))
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUME_CLAIMS, ...address })
  return succeeded(found) && wantsVolume(found.body) ? yield* provision(found.body) : {}
}

function* provision(claim: JsonObject): Proc<ReconcileResult> {
  const text = `External provisioner is provisioning volume for claim "${namespacedName(claim)}"`
  yield* tell(claim, 'Normal', 'Provisioning', text)
  const storageClass = yield* classOf(claim)
  const node = yield* api({ verb: 'get', ...NODES, name: annotationOf(claim, SELECTED_NODE) || '-' })
  if (storageClass === undefined || !succeeded(node)) {
    const why =
      annotationOf(claim, SELECTED_NODE) === ''
        ? 'configuration error, no node was specified'
        : 'failed to get target node'
    const message = `failed to provision volume with StorageClass "${classNameOf(claim)}": ${why}`
    yield* tell(claim, 'Warning', 'ProvisioningFailed', message)
    return { error: message }
  }
  const body = volumeFor(claim, storageClass, node.body)
  const created = yield* api({ verb: 'create', ...PERSISTENT_VOLUMES, body })
  if (!succeeded(created) && !isAlreadyExists(created.body)) return { error: failureOf(created) }
  yield* tell(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${nameOf(body)}`)
  return {}
}

function volumeFor(claim: JsonObject, storageClass: JsonObject, node: JsonObject): JsonObject {
  const { namespace, name, uid, resourceVersion } = metadataOf(claim)
  const volumeName = `pvc-${String(uid)}`
  const { accessModes, resources, volumeMode } = objectAt(claim, 'spec')
  const hostname = textAt(node, 'metadata', 'labels', HOSTNAME) || nameOf(node)
  const matchExpressions = [{ key: HOSTNAME, operator: 'In', values: [hostname] }]
  const claimRef: Record<string, Json> = { kind: 'PersistentVolumeClaim', apiVersion: 'v1' }
  Object.assign(claimRef, { namespace, name, uid, resourceVersion })
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName,
      annotations: {
        'local.path.provisioner/selected-node': nameOf(node),
        [PROVISIONED_BY]: LOCAL_PATH,
      },
    },
    spec: {
      ...(accessModes === undefined ? {} : { accessModes }),
      capacity: { storage: textAt(resources, 'requests', 'storage') },
      claimRef,
      hostPath: {
        path: `/var/local-path-provisioner/${volumeName}_${String(namespace)}_${String(name)}`,
        type: 'DirectoryOrCreate',
      },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions }] } },
      persistentVolumeReclaimPolicy: textAt(storageClass, 'reclaimPolicy') || 'Delete',
      storageClassName: nameOf(storageClass),
      ...(volumeMode === undefined ? {} : { volumeMode }),
    },
  }
}

function* deleteVolume(name: string): Proc<ReconcileResult> {
  const found = yield* api({ verb: 'get', ...PERSISTENT_VOLUMES, name })
  if (!succeeded(found) || !isReleased(found.body)) return {}
  const gone = yield* api({ verb: 'delete', ...PERSISTENT_VOLUMES, name })
  return succeeded(gone) || isNotFound(gone.body) ? {} : { error: failureOf(gone) }
}

function tell(claim: JsonObject, type: 'Normal' | 'Warning', reason: string, message: string): Proc<void> {
  return recordEvent({ involved: claim, type, reason, message, component: COMPONENT })
}
