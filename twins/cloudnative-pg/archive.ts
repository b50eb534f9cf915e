import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, fromTimestamp, metadataOf, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { currentPrimaryOf, nameOf, namespaceOf, serverOf } from './cluster.js'
import { find, list } from './kube.js'
import { BACKUP, CLUSTER } from './names.js'

/** Name in the world of what a backup holds: the server as it was when the backup completed. */
export function baseBackupOf(backup: JsonObject): string {
  return `${namespaceOf(backup)}/backup/${textAt(metadataOf(backup), 'uid')}`
}

/** Where a Cluster is recovered from. */
export type Source =
  | { readonly kind: 'found'; readonly backup: JsonObject }
  /** There is no such completed backup yet. */
  | { readonly kind: 'missing'; readonly message: string }

/**
 * The base backup of `bootstrap.recovery`: the Backup of that name, or the newest completed one of the Cluster that the external cluster
 * names. cloudnative-pg v1.30.0 internal/controller/cluster_create.go (createPrimaryInstance), cluster_controller.go.
 */
export function* recoverySource(cluster: JsonObject): Proc<Source> {
  const recovery = objectAt(cluster, 'spec', 'bootstrap', 'recovery')
  const namespace = namespaceOf(cluster)
  const name = textAt(recovery, 'backup', 'name')
  if (name !== '') {
    const backup = yield* find(BACKUP, namespace, name)
    if (backup === undefined) return { kind: 'missing', message: `Backup "${name}" not found` }
    if (isCompleted(backup)) return { kind: 'found', backup }
    return { kind: 'missing', message: `Backup "${name}" is not completed` }
  }
  const server = serverNameOf(cluster, textAt(recovery, 'source'))
  const backups = (yield* list(BACKUP, namespace)).filter(
    (backup) => isCompleted(backup) && textAt(backup, 'spec', 'cluster', 'name') === server,
  )
  const newest = [...backups].sort((a, b) => stoppedAt(a) - stoppedAt(b)).at(-1)
  if (newest === undefined) return { kind: 'missing', message: 'no target backup found' }
  return { kind: 'found', backup: newest }
}

function serverNameOf(cluster: JsonObject, source: string): string {
  const external = arrayAt(cluster, 'spec', 'externalClusters').find((one) => textAt(one, 'name') === source)
  return textAt(external, 'barmanObjectStore', 'serverName') || source
}

function isCompleted(backup: JsonObject): boolean {
  return textAt(backup, 'status', 'phase') === 'completed'
}

function stoppedAt(backup: JsonObject): number {
  return fromTimestamp(textAt(backup, 'status', 'stoppedAt'))
}

/**
 * The server to copy. Without a target the archive is replayed to its end, which is what the source holds now; with
 * `targetImmediate`, or when the source is gone, it is what the base backup holds.
 */
export function* archiveOf(cluster: JsonObject, backup: JsonObject): Proc<string> {
  const target = objectAt(cluster, 'spec', 'bootstrap', 'recovery', 'recoveryTarget')
  const base = baseBackupOf(backup)
  if (valueAt(target, 'targetImmediate') === true) return base
  const source = yield* find(CLUSTER, namespaceOf(backup), textAt(backup, 'spec', 'cluster', 'name'))
  if (source === undefined || currentPrimaryOf(source) === '') return base
  const madeAt = fromTimestamp(textAt(metadataOf(source), 'creationTimestamp'))
  return madeAt <= stoppedAt(backup) ? serverOf(namespaceOf(source), nameOf(source)) : base
}

/** Recovery targets that would stop the replay half way: the twin keeps no history of a server. */
export function unmodelledTarget(cluster: JsonObject): string | undefined {
  const target = objectAt(cluster, 'spec', 'bootstrap', 'recovery', 'recoveryTarget')
  const field = ['targetTime', 'targetName', 'targetLSN', 'targetXID', 'backupID'].find(
    (name) => target[name] !== undefined,
  )
  return field === undefined ? undefined : `spec.bootstrap.recovery.recoveryTarget.${field}`
}
