import { BLOB, createBlobTable, createTable } from './schema-version.js'

export const INT = 'INTEGER'
export const BIG = 'BIGINT'
const NAME = 'VARCHAR(255)'
export const ID = 'BYTEA'

export const SHARD = { shard_id: INT }
export const EXECUTION = { ...SHARD, namespace_id: ID, workflow_id: NAME, run_id: ID }

/** Version 1.0, statement by statement: the INSERT is the third, as upstream. */
export const BASE: readonly string[] = [
  createTable(
    'namespaces',
    [
      'partition_id INTEGER NOT NULL',
      'id BYTEA NOT NULL',
      'name VARCHAR(255) UNIQUE NOT NULL',
      'notification_version BIGINT NOT NULL',
      ...BLOB,
      'is_global BOOLEAN NOT NULL',
    ],
    ['partition_id', 'id'],
  ),
  createTable(
    'namespace_metadata',
    ['partition_id INTEGER NOT NULL', 'notification_version BIGINT NOT NULL'],
    ['partition_id'],
  ),
  'INSERT INTO namespace_metadata (partition_id, notification_version) VALUES (54321, 1)',
  createTable('shards', ['shard_id INTEGER NOT NULL', 'range_id BIGINT NOT NULL', ...BLOB], ['shard_id']),
  createTable(
    'executions',
    [
      ...Object.entries(EXECUTION).map(([name, type]) => `${name} ${type} NOT NULL`),
      'next_event_id BIGINT NOT NULL',
      'last_write_version BIGINT NOT NULL',
      ...BLOB,
      'state BYTEA NOT NULL',
      'state_encoding VARCHAR(16) NOT NULL',
    ],
    Object.keys(EXECUTION),
  ),
  createTable(
    'current_executions',
    [
      'shard_id INTEGER NOT NULL',
      'namespace_id BYTEA NOT NULL',
      'workflow_id VARCHAR(255) NOT NULL',
      'run_id BYTEA NOT NULL',
      'create_request_id VARCHAR(64) NOT NULL',
      'state INTEGER NOT NULL',
      'status INTEGER NOT NULL',
      'start_version BIGINT NOT NULL',
      'last_write_version BIGINT NOT NULL',
    ],
    ['shard_id', 'namespace_id', 'workflow_id'],
  ),
  createTable(
    'buffered_events',
    [
      ...Object.entries(EXECUTION).map(([name, type]) => `${name} ${type} NOT NULL`),
      'id BIGSERIAL UNIQUE NOT NULL',
      ...BLOB,
    ],
    [...Object.keys(EXECUTION), 'id'],
  ),
  createBlobTable('tasks', { range_hash: BIG, task_queue_id: ID, task_id: BIG }),
  createTable(
    'task_queues',
    ['range_hash BIGINT NOT NULL', 'task_queue_id BYTEA NOT NULL', 'range_id BIGINT NOT NULL', ...BLOB],
    ['range_hash', 'task_queue_id'],
  ),
  createBlobTable('transfer_tasks', { ...SHARD, task_id: BIG }),
  createBlobTable('timer_tasks', { ...SHARD, visibility_timestamp: 'TIMESTAMP', task_id: BIG }),
  createBlobTable('replication_tasks', { ...SHARD, task_id: BIG }),
  createBlobTable('replication_tasks_dlq', { source_cluster_name: NAME, ...SHARD, task_id: BIG }),
  createTable(
    'history_node',
    [
      'shard_id INTEGER NOT NULL',
      'tree_id BYTEA NOT NULL',
      'branch_id BYTEA NOT NULL',
      'node_id BIGINT NOT NULL',
      'txn_id BIGINT NOT NULL',
      ...BLOB,
    ],
    ['shard_id', 'tree_id', 'branch_id', 'node_id', 'txn_id'],
  ),
  createBlobTable('history_tree', { ...SHARD, tree_id: ID, branch_id: ID }),
  createBlobTable('activity_info_maps', { ...EXECUTION, schedule_id: BIG }),
  createBlobTable('timer_info_maps', { ...EXECUTION, timer_id: NAME }),
  createBlobTable('child_execution_info_maps', { ...EXECUTION, initiated_id: BIG }),
  createBlobTable('request_cancel_info_maps', { ...EXECUTION, initiated_id: BIG }),
  createBlobTable('signal_info_maps', { ...EXECUTION, initiated_id: BIG }),
  createTable(
    'signals_requested_sets',
    Object.entries({ ...EXECUTION, signal_id: NAME }).map(([name, type]) => `${name} ${type} NOT NULL`),
    [...Object.keys(EXECUTION), 'signal_id'],
  ),
  createTable(
    'queue',
    ['queue_type INTEGER NOT NULL', 'message_id BIGINT NOT NULL', 'message_payload BYTEA NOT NULL'],
    ['queue_type', 'message_id'],
  ),
  createTable('queue_metadata', ['queue_type INTEGER NOT NULL', 'data BYTEA NOT NULL'], ['queue_type']),
  createTable(
    'cluster_metadata',
    [
      'metadata_partition INTEGER NOT NULL',
      'immutable_data BYTEA NOT NULL',
      'immutable_data_encoding VARCHAR(16) NOT NULL',
    ],
    ['metadata_partition'],
  ),
  createTable(
    'cluster_membership',
    [
      'membership_partition INTEGER NOT NULL',
      'host_id BYTEA NOT NULL',
      'rpc_address VARCHAR(15) NOT NULL',
      'rpc_port SMALLINT NOT NULL',
      'role SMALLINT NOT NULL',
      "session_start TIMESTAMP DEFAULT '1970-01-01 00:00:01'",
      "last_heartbeat TIMESTAMP DEFAULT '1970-01-01 00:00:01'",
      "record_expiry TIMESTAMP DEFAULT '1970-01-01 00:00:01'",
    ],
    ['membership_partition', 'host_id'],
  ),
  'CREATE UNIQUE INDEX cm_idx_rolehost ON cluster_membership (role, host_id)',
  'CREATE INDEX cm_idx_rolelasthb ON cluster_membership (role, last_heartbeat)',
  'CREATE INDEX cm_idx_rpchost ON cluster_membership (rpc_address, role)',
  'CREATE INDEX cm_idx_lasthb ON cluster_membership (last_heartbeat)',
  'CREATE INDEX cm_idx_recordexpiry ON cluster_membership (record_expiry)',
]
