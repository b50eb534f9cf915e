import { type JsonObject, jsonEqual } from '../kernel/json.js'
import { arrayAt, objectAt, textAt } from '../kubernetes/index.js'

/**
 * Parameters that need a restart: context `postmaster` of PostgreSQL 17 pg_settings, as far as a Cluster may set them.
 * Everything else is reloaded.
 */
const RESTART = new Set([
  'archive_mode',
  'autovacuum_freeze_max_age',
  'autovacuum_max_workers',
  'autovacuum_multixact_freeze_max_age',
  'autovacuum_worker_slots',
  'commit_timestamp_buffers',
  'dynamic_shared_memory_type',
  'event_source',
  'huge_page_size',
  'huge_pages',
  'io_max_combine_limit',
  'io_max_concurrency',
  'io_method',
  'jit_provider',
  'logging_collector',
  'max_active_replication_origins',
  'max_connections',
  'max_files_per_process',
  'max_locks_per_transaction',
  'max_logical_replication_workers',
  'max_notify_queue_pages',
  'max_pred_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_wal_senders',
  'max_worker_processes',
  'min_dynamic_shared_memory',
  'multixact_member_buffers',
  'multixact_offset_buffers',
  'notify_buffers',
  'old_snapshot_threshold',
  'recovery_init_sync_method',
  'reserved_connections',
  'serializable_buffers',
  'shared_buffers',
  'shared_memory_type',
  'shared_preload_libraries',
  'subtransaction_buffers',
  'superuser_reserved_connections',
  'track_activity_query_size',
  'track_commit_timestamp',
  'transaction_buffers',
  'wal_buffers',
  'wal_decode_buffer_size',
  'wal_level',
  'wal_log_hints',
])

/** cloudnative-pg v1.30.0 pkg/management/postgres/probes.go (GetDecreasedSensibleSettings). */
const HOT_STANDBY = [
  'max_connections',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
  'max_locks_per_transaction',
]

/** PostgreSQL 17 defaults of {@link HOT_STANDBY}, where a Cluster says nothing. */
const HOT_STANDBY_DEFAULTS: Readonly<Record<string, number>> = {
  max_connections: 100,
  max_prepared_transactions: 0,
  max_wal_senders: 10,
  max_worker_processes: 8,
  max_locks_per_transaction: 64,
}

/** What a postmaster took from its configuration when it started and keeps until its end. */
export function startParameters(cluster: JsonObject): JsonObject {
  const parameters = objectAt(cluster, 'spec', 'postgresql', 'parameters')
  const kept = Object.entries(parameters).filter(([name]) => RESTART.has(name))
  const libraries = arrayAt(cluster, 'spec', 'postgresql', 'shared_preload_libraries')
  return { ...Object.fromEntries(kept), ...(libraries.length === 0 ? {} : { libraries }) }
}

/** Whether a running postmaster waits for a restart (`pending_restart` of pg_settings). */
export function needsRestart(started: JsonObject, cluster: JsonObject): boolean {
  return !jsonEqual(started, startParameters(cluster))
}

/** Whether what waits for a restart makes a setting smaller that a standby may not have below its primary's. */
export function decreasesHotStandby(started: JsonObject, cluster: JsonObject): boolean {
  const wanted = startParameters(cluster)
  const numberIn = (parameters: JsonObject, name: string) =>
    Number(textAt(parameters, name) || HOT_STANDBY_DEFAULTS[name])
  return HOT_STANDBY.some((name) => numberIn(wanted, name) < numberIn(started, name))
}
