import { BASE, BIG, EXECUTION, ID, INT, SHARD } from './default-store-base.js'
import { BLOB, createBlobTable, createTable, type SchemaVersion } from './schema-version.js'

function version(number: string, description: string, ...statements: readonly string[]): SchemaVersion {
  const minCompatibleVersion = number === '1.0' ? '0.1' : '1.0'
  return { version: number, minCompatibleVersion, description, statements }
}

const NEXUS_STATUS = (name: string) =>
  createTable(name, ['id INTEGER NOT NULL DEFAULT 0 CHECK (id = 0)', 'version BIGINT NOT NULL'], ['id'])

/**
 * The default store, reduced: the versions, the number of statements of each, what each statement does to which table, and so every place
 * where a run can break off, are upstream's; columns that no statement names again are left out or smaller.
 * Source: temporalio/temporal v1.31.2 schema/postgresql/v12/temporal/versioned.
 */
export const defaultStore: readonly SchemaVersion[] = [
  version('1.0', 'base version of schema', ...BASE),
  version(
    '1.1',
    'cluster metadata of its own version',
    "ALTER TABLE cluster_metadata ADD COLUMN data BYTEA NOT NULL DEFAULT ''",
    "ALTER TABLE cluster_metadata ADD COLUMN data_encoding VARCHAR(16) NOT NULL DEFAULT 'Proto3'",
    'ALTER TABLE cluster_metadata ADD COLUMN version BIGINT NOT NULL DEFAULT 0',
  ),
  version(
    '1.2',
    'encodings of queues',
    "ALTER TABLE queue ADD COLUMN message_encoding VARCHAR(16) NOT NULL DEFAULT 'Json'",
    "ALTER TABLE queue_metadata ADD COLUMN data_encoding VARCHAR(16) NOT NULL DEFAULT 'Json'",
  ),
  version('1.3', 'visibility tasks', createBlobTable('visibility_tasks', { ...SHARD, task_id: BIG })),
  version(
    '1.4',
    'cluster metadata without immutable data',
    'ALTER TABLE cluster_metadata DROP COLUMN immutable_data',
    'ALTER TABLE cluster_metadata DROP COLUMN immutable_data_encoding',
  ),
  version(
    '1.5',
    'previous transactions and record versions',
    'ALTER TABLE history_node ADD COLUMN prev_txn_id BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE executions ADD COLUMN db_record_version BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE cluster_membership ALTER COLUMN rpc_address TYPE VARCHAR(128)',
  ),
  version(
    '1.6',
    'queue metadata of its own version',
    'ALTER TABLE queue_metadata ADD COLUMN version BIGINT NOT NULL DEFAULT 0',
  ),
  version(
    '1.7',
    'several clusters and tiered storage',
    createTable(
      'cluster_metadata_info',
      [
        'metadata_partition INTEGER NOT NULL',
        'cluster_name VARCHAR(255) NOT NULL',
        ...BLOB,
        'version BIGINT NOT NULL',
      ],
      ['metadata_partition', 'cluster_name'],
    ),
    "ALTER TABLE queue ALTER COLUMN message_encoding SET DEFAULT 'Proto3'",
    createBlobTable('tiered_storage_tasks', { ...SHARD, task_id: BIG }),
  ),
  version(
    '1.8',
    'no tiered storage',
    'DROP TABLE tiered_storage_tasks',
    'ALTER TABLE cluster_membership ALTER COLUMN rpc_port TYPE INTEGER',
    'ALTER TABLE queue_metadata ALTER COLUMN version SET DEFAULT 0',
  ),
  version(
    '1.9',
    'tasks by category',
    createBlobTable('history_immediate_tasks', { ...SHARD, category_id: INT, task_id: BIG }),
    createBlobTable('history_scheduled_tasks', {
      ...SHARD,
      category_id: INT,
      visibility_timestamp: 'TIMESTAMP',
      task_id: BIG,
    }),
  ),
  version(
    '1.10',
    'user data of task queues',
    createTable(
      'task_queue_user_data',
      [
        'namespace_id BYTEA NOT NULL',
        'task_queue_name VARCHAR(255) NOT NULL',
        ...BLOB,
        'version BIGINT NOT NULL',
      ],
      ['namespace_id', 'task_queue_name'],
    ),
    createTable(
      'build_id_to_task_queue',
      [
        'namespace_id BYTEA NOT NULL',
        'build_id VARCHAR(255) NOT NULL',
        'task_queue_name VARCHAR(255) NOT NULL',
      ],
      ['namespace_id', 'build_id', 'task_queue_name'],
    ),
  ),
  version(
    '1.11',
    'queues of messages',
    createTable(
      'queues',
      [
        'queue_type INTEGER NOT NULL',
        'queue_name VARCHAR(255) NOT NULL',
        'metadata_payload BYTEA NOT NULL',
        'metadata_encoding VARCHAR(16) NOT NULL',
      ],
      ['queue_type', 'queue_name'],
    ),
    createTable(
      'queue_messages',
      [
        'queue_type INTEGER NOT NULL',
        'queue_name VARCHAR(255) NOT NULL',
        'queue_partition BIGINT NOT NULL',
        'message_id BIGINT NOT NULL',
        'message_payload BYTEA NOT NULL',
        'message_encoding VARCHAR(16) NOT NULL',
      ],
      ['queue_type', 'queue_name', 'queue_partition', 'message_id'],
    ),
  ),
  version(
    '1.12',
    'incoming nexus services',
    createBlobTable('nexus_incoming_services', { service_id: ID }),
    NEXUS_STATUS('nexus_incoming_services_partition_status'),
  ),
  version(
    '1.13',
    'nexus endpoints instead of incoming services',
    'DROP TABLE nexus_incoming_services',
    'DROP TABLE nexus_incoming_services_partition_status',
    createBlobTable('nexus_endpoints', { id: ID }),
    NEXUS_STATUS('nexus_endpoints_partition_status'),
  ),
  version(
    '1.14',
    'start time of current executions',
    'ALTER TABLE current_executions ADD COLUMN start_time TIMESTAMP NULL',
  ),
  version(
    '1.15',
    'data of current executions',
    "ALTER TABLE current_executions ADD COLUMN data BYTEA NULL, ADD COLUMN data_encoding VARCHAR(16) NOT NULL DEFAULT ''",
  ),
  version(
    '1.16',
    'encoding of current executions again',
    'ALTER TABLE current_executions DROP COLUMN data_encoding',
    "ALTER TABLE current_executions ADD COLUMN data_encoding VARCHAR(16) NOT NULL DEFAULT ''",
  ),
  version(
    '1.17',
    'nodes of CHASM',
    createBlobTable('chasm_node_maps', { ...EXECUTION, chasm_path: 'BYTEA' }),
  ),
  version(
    '1.18',
    'fair task queues',
    createBlobTable('tasks_v2', { range_hash: BIG, task_queue_id: ID, pass: BIG, task_id: BIG }),
    createTable(
      'task_queues_v2',
      ['range_hash BIGINT NOT NULL', 'task_queue_id BYTEA NOT NULL', 'range_id BIGINT NOT NULL', ...BLOB],
      ['range_hash', 'task_queue_id'],
    ),
  ),
  version(
    '1.19',
    'current executions of CHASM',
    createTable(
      'current_chasm_executions',
      [
        'shard_id INTEGER NOT NULL',
        'namespace_id BYTEA NOT NULL',
        'business_id VARCHAR(255) NOT NULL',
        ...BLOB,
      ],
      ['shard_id', 'namespace_id', 'business_id'],
    ),
  ),
]
