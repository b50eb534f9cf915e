import type { Controller, ControllerContext, ReconcileResult } from '../../kernel/controller.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import {
  fromTimestamp,
  listObjects,
  namespacedName,
  OBJECTS,
  objectAt,
  objectPrefix,
  presentKey,
  splitNamespacedName,
  textAt,
  toTimestamp,
} from '../../kubernetes/index.js'
import { nameOf, namespaceOf } from '../cluster.js'
import { nextTime } from '../cron.js'
import { create, find, list, ownedBy, patch, ReconcileError, tell } from '../kube.js'
import {
  BACKUP,
  CLUSTER,
  LABEL_CLUSTER,
  LABEL_IMMEDIATE_BACKUP,
  LABEL_SCHEDULED_BACKUP,
  SCHEDULED_BACKUP,
} from '../names.js'
import { readOperator } from '../operator.js'
import { isDone } from './backup.js'

const LATENCY_MS = 50
const BUSY_MS = 60_000

/**
 * ScheduledBackups: a Backup at each time of the schedule; times that were missed are not made up for.
 * cloudnative-pg v1.30.0 internal/controller/scheduledbackup_controller.go (Reconcile, reconcileScheduledBackup, createBackup).
 */
export const scheduledBackupController: Controller = {
  name: 'scheduled-backup',
  latencyMs: LATENCY_MS,
  backoff: { baseMs: 5, maxMs: 1_000_000 },
  watches: [
    {
      table: OBJECTS,
      prefix: objectPrefix(SCHEDULED_BACKUP.group, SCHEDULED_BACKUP.resource),
      map: presentKey,
    },
  ],
  initial: (view) => listObjects(view, SCHEDULED_BACKUP.group, SCHEDULED_BACKUP.resource).map(namespacedName),
  reconcile: reconcileSchedule,
}

function* reconcileSchedule(key: string, { profile }: ControllerContext): Proc<ReconcileResult> {
  const { namespace, name } = splitNamespacedName(key)
  const scheduled = yield* find(SCHEDULED_BACKUP, namespace, name)
  if (scheduled === undefined || objectAt(scheduled, 'spec')['suspend'] === true) return {}
  if (!(yield* readOperator(profile)).running) return {}
  try {
    const children = yield* list(BACKUP, namespace, `${LABEL_SCHEDULED_BACKUP}=${name}`)
    if (children.some((backup) => !isDone(backup))) return background(BUSY_MS)
    return yield* keepSchedule(scheduled)
  } catch (error) {
    if (!(error instanceof ReconcileError)) throw error
    return { error: error.message }
  }
}

/** A schedule goes on for ever: waiting for its next time keeps nobody from being quiescent. */
function background(requeueAfterMs: number): ReconcileResult {
  return { requeueAfterMs, timer: 'background' }
}

function* keepSchedule(scheduled: JsonObject): Proc<ReconcileResult> {
  const schedule = textAt(scheduled, 'spec', 'schedule')
  const at = yield* now()
  const next = nextTime(schedule, at)
  if (next === null) return { error: `invalid schedule ${JSON.stringify(schedule)}` }
  if (next === undefined) {
    const message = `No time satisfying the schedule ${JSON.stringify(schedule)} have been found`
    yield* tell(scheduled, 'NoSchedule', message, 'Warning')
    return {}
  }
  const lastCheck = textAt(scheduled, 'status', 'lastCheckTime')
  if (lastCheck === '' && objectAt(scheduled, 'spec')['immediate'] === true) {
    yield* tell(scheduled, 'BackupSchedule', `Scheduled immediate backup now: ${goTime(at)}`)
    return yield* createBackup(scheduled, { at, due: at, next, immediate: true })
  }
  if (lastCheck === '') {
    yield* patch(SCHEDULED_BACKUP, scheduled, { status: { lastCheckTime: toTimestamp(at) } }, 'status')
    yield* tell(scheduled, 'BackupSchedule', `Scheduled first backup by ${goTime(next)}`)
    return background(next - at)
  }
  const due = nextTime(schedule, fromTimestamp(lastCheck))
  if (typeof due !== 'number' || at < due) return background((due ?? next) - at)
  return yield* createBackup(scheduled, { at, due, next, immediate: false })
}

interface Iteration {
  /** Now, the time the backup is for, and the next one, in virtual ms. */
  readonly at: number
  readonly due: number
  readonly next: number
  readonly immediate: boolean
}

function* createBackup(
  scheduled: JsonObject,
  { at, due, next, immediate }: Iteration,
): Proc<ReconcileResult> {
  const { cluster, method, target, online } = objectAt(scheduled, 'spec')
  const clusterName = textAt(cluster, 'name')
  const digits = toTimestamp(due).replace(/[-:TZ]/g, '')
  yield* create(BACKUP, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Backup',
    metadata: {
      name: `${nameOf(scheduled)}-${digits}`,
      namespace: namespaceOf(scheduled),
      labels: {
        [LABEL_CLUSTER]: clusterName,
        [LABEL_IMMEDIATE_BACKUP]: String(immediate),
        [LABEL_SCHEDULED_BACKUP]: nameOf(scheduled),
      },
      ...(yield* ownerOf(scheduled, clusterName)),
    },
    spec: {
      cluster: cluster ?? {},
      method: method ?? 'barmanObjectStore',
      ...(target === undefined ? {} : { target }),
      ...(online === undefined ? {} : { online }),
    },
  })
  const [lastCheckTime, lastScheduleTime, nextScheduleTime] = [at, due, next].map(toTimestamp) as [
    string,
    string,
    string,
  ]
  const status = { lastCheckTime, lastScheduleTime, nextScheduleTime }
  yield* patch(SCHEDULED_BACKUP, scheduled, { status }, 'status')
  yield* tell(scheduled, 'BackupSchedule', `Next backup scheduled by ${goTime(next)}`)
  return background(next - at)
}

function* ownerOf(scheduled: JsonObject, clusterName: string): Proc<JsonObject> {
  const policy = textAt(scheduled, 'spec', 'backupOwnerReference')
  if (policy === 'self') return { ownerReferences: ownedBy(scheduled) }
  if (policy !== 'cluster') return {}
  const cluster = yield* find(CLUSTER, namespaceOf(scheduled), clusterName)
  if (cluster === undefined)
    throw new ReconcileError(`clusters.postgresql.cnpg.io "${clusterName}" not found`)
  return { ownerReferences: ownedBy(cluster) }
}

/** A time as Go's %v prints it. */
function goTime(ms: number): string {
  return `${toTimestamp(ms).replace('T', ' ').replace('Z', '')} +0000 UTC`
}
