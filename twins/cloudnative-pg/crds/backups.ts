import type { JsonObject } from '../../kernel/json.js'
import { BACKUP, SCHEDULED_BACKUP } from '../names.js'
import { choice, column, crd, FLAG, object, REFERENCE, TEXT } from './schema.js'

const METHOD = choice(['barmanObjectStore', 'volumeSnapshot', 'plugin'], 'barmanObjectStore')
const TARGET = choice(['primary', 'prefer-standby'])
const AGE = column('Age', '.metadata.creationTimestamp', 'date')
const OF_CLUSTER = column('Cluster', '.spec.cluster.name')

/** cloudnative-pg v1.28.1 config/crd/bases/postgresql.cnpg.io_backups.yaml. */
export function backupCrd(): JsonObject {
  const columns = [
    AGE,
    OF_CLUSTER,
    column('Method', '.spec.method'),
    column('Phase', '.status.phase'),
    column('Error', '.status.error'),
  ]
  const immutable = [{ message: 'BackupSpec is immutable once set', rule: 'oldSelf == self' }]
  const properties = { cluster: REFERENCE, method: METHOD, target: TARGET, online: FLAG }
  return crd(
    BACKUP,
    columns,
    object(properties, { required: ['cluster'], 'x-kubernetes-validations': immutable }),
  )
}

/** cloudnative-pg v1.28.1 config/crd/bases/postgresql.cnpg.io_scheduledbackups.yaml. */
export function scheduledBackupCrd(): JsonObject {
  const columns = [AGE, OF_CLUSTER, column('Last Backup', '.status.lastScheduleTime', 'date')]
  const properties = {
    cluster: REFERENCE,
    schedule: TEXT,
    suspend: FLAG,
    immediate: FLAG,
    method: METHOD,
    target: TARGET,
    online: FLAG,
    backupOwnerReference: choice(['none', 'self', 'cluster'], 'none'),
  }
  return crd(SCHEDULED_BACKUP, columns, object(properties, { required: ['cluster', 'schedule'] }))
}
