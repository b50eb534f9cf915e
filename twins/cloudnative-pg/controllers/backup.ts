import { administer } from '../../contract/sql/client.js'
import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import {
  arrayAt,
  fromTimestamp,
  listObjects,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  podReady,
  presentKey,
  splitNamespacedName,
  textAt,
  toTimestamp,
} from '../../kubernetes/index.js'
import { baseBackupOf } from '../archive.js'
import { currentPrimaryOf, imageOf, majorVersionOf, nameOf, namespaceOf, serverOf } from '../cluster.js'
import { patchStatus, withCondition } from '../cluster-status.js'
import { find, patch, ReconcileError, tell } from '../kube.js'
import { type Look, lookAt, readyPods } from '../look.js'
import { BACKUP, CLUSTER, POD } from '../names.js'
import { readOperator } from '../operator.js'

const LATENCY_MS = 50
const RETRY_MS = 30_000
/** Nominal time of a base backup: it has no size in the twin. */
const DURATION_MS = 10_000

/**
 * Backups to an object store: an instance is chosen, its manager takes the base backup, the status says how that ended.
 * cloudnative-pg v1.30.0 internal/controller/backup_controller.go (Reconcile), pkg/management/postgres/backup.go.
 */
export const backupController: Controller = {
  name: 'backup',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  watches: [
    {
      table: OBJECTS,
      prefix: objectPrefix(BACKUP.group, BACKUP.resource),
      map: presentKey,
    },
  ],
  initial: (view) => listObjects(view, BACKUP.group, BACKUP.resource).map(namespacedName),
  reconcile: reconcileBackup,
}

function* reconcileBackup(key: string, { profile }: ControllerContext): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const backup = yield* find(BACKUP, namespace, name)
  if (backup === undefined || isDone(backup)) return {}
  const operator = yield* readOperator(profile)
  if (!operator.running) return {}
  const clusterName = textAt(backup, 'spec', 'cluster', 'name')
  const cluster = yield* find(CLUSTER, namespace, clusterName)
  if (cluster === undefined) {
    yield* tell(
      backup,
      'FindingCluster',
      `Unknown cluster ${clusterName}, will retry in 30 seconds`,
      'Warning',
    )
    return { requeueAfterMs: RETRY_MS, timer: 'background' }
  }
  try {
    const refusal = refusalOf(backup, cluster)
    if (refusal !== undefined) {
      if (refusal.reason !== '') yield* tell(backup, refusal.reason, refusal.message, 'Warning')
      yield* patch(BACKUP, backup, { status: { phase: 'failed', error: refusal.message } }, 'status')
      return {}
    }
    return yield* advance(backup, yield* lookAt(cluster, operator))
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error
    return { error: error.message }
  }
}

/** Whether a backup has ended. cloudnative-pg v1.30.0 api/v1/backup_funcs.go (IsDone). */
export function isDone(backup: JsonObject): boolean {
  return ['completed', 'failed'].includes(textAt(backup, 'status', 'phase'))
}

/** Why there cannot be such a backup, and the reason of the event that says so, '' for none. */
function refusalOf(backup: JsonObject, cluster: JsonObject) {
  if (objectAt(cluster, 'spec')['backup'] === undefined) {
    const message = 'cannot proceed with the backup as the cluster has no backup section'
    return { reason: 'ClusterHasBackupConfigured', message }
  }
  if (textAt(backup, 'spec', 'method') !== 'barmanObjectStore')
    return { reason: '', message: `not modelled: backup method ${textAt(backup, 'spec', 'method')}` }
  if (objectAt(cluster, 'spec', 'backup')['barmanObjectStore'] === undefined)
    return { reason: '', message: 'no barmanObjectStore section defined on the target cluster' }
  return undefined
}

function* advance(backup: JsonObject, look: Look): Proc<ReconcileResult> {
  const elected = textAt(backup, 'status', 'instanceID', 'podName')
  if (elected === '') return yield* start(backup, look)
  const pod = yield* find(POD, namespaceOf(backup), elected)
  if (pod === undefined || containerIdOf(pod) !== textAt(backup, 'status', 'instanceID', 'ContainerID')) {
    const message = `Restarted backup for cluster ${nameOf(look.cluster)} on instance ${elected}`
    yield* tell(backup, 'ReStarting', message)
    return yield* start(backup, look)
  }
  const elapsedMs = (yield* now()) - fromTimestamp(textAt(backup, 'status', 'startedAt'))
  if (elapsedMs < DURATION_MS) return { requeueAfterMs: DURATION_MS - elapsedMs, timer: 'foreground' }
  yield* complete(backup, look.cluster)
  return {}
}

/** A standby if one is ready, else the primary; `target: primary` says otherwise. backup_controller.go (getBackupTargetPod). */
function* start(backup: JsonObject, look: Look): Proc<ReconcileResult> {
  const { cluster } = look
  const primary = currentPrimaryOf(cluster)
  const target = textAt(backup, 'spec', 'target') || textAt(cluster, 'spec', 'backup', 'target')
  const ready = readyPods(look)
  const standby = target === 'primary' ? undefined : ready.find((pod) => nameOf(pod) !== primary)
  const pod = standby ?? look.pods.find((each) => nameOf(each) === primary)
  if (pod === undefined || !podReady(pod)) {
    const [reason, message] =
      pod === undefined
        ? ['FindingPod', `Couldn't find target pod ${primary}, will retry in 30 seconds`]
        : ['BackupPending', `Backup target pod not ready: ${primary}`]
    yield* tell(backup, reason as string, message as string, 'Warning')
    if (textAt(backup, 'status', 'phase') !== 'pending')
      yield* patch(BACKUP, backup, { status: { phase: 'pending' } }, 'status')
    return { requeueAfterMs: RETRY_MS, timer: 'background' }
  }
  yield* tell(backup, 'Starting', `Starting backup for cluster ${nameOf(cluster)}`)
  const startedAt = toTimestamp(yield* now())
  const instanceID = { podName: nameOf(pod), ContainerID: containerIdOf(pod) }
  const status = { phase: 'running', method: 'barmanObjectStore', startedAt, instanceID }
  yield* patch(BACKUP, backup, { status }, 'status')
  return { requeueAfterMs: DURATION_MS, timer: 'foreground' }
}

function containerIdOf(pod: JsonObject): string {
  return textAt(arrayAt(pod, 'status', 'containerStatuses')[0], 'containerID')
}

function* complete(backup: JsonObject, cluster: JsonObject): Proc<void> {
  const store = objectAt(cluster, 'spec', 'backup', 'barmanObjectStore')
  const stoppedAt = toTimestamp(yield* now())
  const digits = textAt(backup, 'status', 'startedAt').replace(/[-:]/g, '').slice(0, 15)
  yield* administer({
    op: 'copy-server',
    server: serverOf(namespaceOf(cluster), nameOf(cluster)),
    copy: baseBackupOf(backup),
    status: 'down',
  })
  const status = {
    phase: 'completed',
    stoppedAt,
    backupId: digits,
    backupName: `backup-${digits.replace('T', '')}`,
    destinationPath: textAt(store, 'destinationPath'),
    serverName: textAt(store, 'serverName') || nameOf(cluster),
    majorVersion: Number(majorVersionOf(imageOf(cluster))),
  }
  yield* patch(BACKUP, backup, { status }, 'status')
  yield* tell(backup, 'Completed', 'Backup completed')
  yield* noteInCluster(cluster, stoppedAt)
}

/** cloudnative-pg v1.30.0 pkg/conditions; api/v1/cluster_conditions.go (BackupSucceededCondition). */
function* noteInCluster(cluster: JsonObject, stoppedAt: string): Proc<void> {
  const conditions = yield* withCondition(cluster, {
    type: 'LastBackupSucceeded',
    status: 'True',
    reason: 'LastBackupSucceeded',
    message: 'Backup was successful',
  })
  const first = textAt(cluster, 'status', 'firstRecoverabilityPoint') || stoppedAt
  yield* patchStatus(cluster, {
    conditions,
    lastSuccessfulBackup: stoppedAt,
    firstRecoverabilityPoint: first,
  })
}
