import type { JsonObject } from '../../kernel/json.js'
import { backupCrd, scheduledBackupCrd } from './backups.js'
import { clusterCrd } from './cluster.js'
import { databaseCrd } from './database.js'

/** The CRDs of what is modelled. */
export function customResourceDefinitions(): readonly JsonObject[] {
  return [clusterCrd(), databaseCrd(), backupCrd(), scheduledBackupCrd()]
}
