import type { Proc } from '../../kernel/process.js'
import { mint } from '../../kernel/requests.js'
import { compareVersions, parseVersion } from '../schema/version-numbers.js'
import { AdminDb, literal } from '../sql/admin-db.js'
import { DatabaseHandle } from '../sql/database-handle.js'
import type { SqlConfig } from '../sql/sql-config.js'
import { schemaVersionsOf } from '../versions.js'
import { serverLog } from '../zap.js'
import { NEVER_ENABLED } from './archival.js'
import { createNamespace, uuidOf } from './namespaces.js'
import type { ServerConfig } from './server-config.js'

/** Why the server does not start, or null. */
export type Failure = string | null

const SYSTEM_NAMESPACE = {
  id: '32049b68-7872-4094-8e63-d0dd59896a83',
  name: 'temporal-system',
  description: 'Temporal internal system namespace',
  ownerEmail: 'temporal-core@temporal.io',
  retention: '168h0m0s',
  history: NEVER_ENABLED,
  visibility: NEVER_ENABLED,
}

/**
 * Both stores must be at the compiled versions or later; the default store is looked at first, and its failure hides the other's.
 * Source: temporalio/temporal v1.29.1 common/persistence/sql/version_checker.go, common/persistence/schema/version.go (VerifyCompatibleVersion).
 */
export function* verifyCompatibleVersion(config: ServerConfig, release: string): Proc<Failure> {
  const expected = schemaVersionsOf(release)
  const failure =
    (yield* verifyStore(config.default, expected.default, release)) ??
    (config.visibility === null ? null : yield* verifyStore(config.visibility, expected.visibility, release))
  return failure === null ? null : `sql schema version compatibility check failed: ${failure}`
}

function* verifyStore(config: SqlConfig, expected: string, release: string): Proc<Failure> {
  const handle = new DatabaseHandle(config, serverLog, release)
  const unopened = yield* handle.open()
  if (unopened !== null) return unopened
  const database = config.databaseName
  const read = yield* new AdminDb(handle, database).readSchemaVersion()
  yield* handle.close()
  if ('error' in read)
    return `unable to read DB schema version keyspace/database: ${database} error: ${read.error}`
  if (compareVersions(parseVersion(read.version), parseVersion(expected)) >= 0) return null
  return `version mismatch for keyspace/database: ${JSON.stringify(database)}. Expected version: ${expected} cannot be greater than Actual version: ${read.version}`
}

/**
 * Read what the cluster knows of itself, or write it first. A number of shards that differs from the configured one wins, with a warning.
 * Source: temporalio/temporal v1.29.1 temporal/fx.go (ApplyClusterMetadataConfigProvider).
 */
export function* applyClusterMetadata(db: DatabaseHandle, config: ServerConfig): Proc<Failure> {
  const data = JSON.stringify({
    clusterName: 'active',
    historyShardCount: config.numHistoryShards,
    clusterId: uuidOf(yield* mint('temporal-cluster', '')),
  })
  const executed = yield* db.execute(
    `INSERT INTO cluster_metadata_info (metadata_partition, cluster_name, data, data_encoding, version) VALUES (0, 'active', convert_to(${literal(data)}, 'UTF8'), 'Json', 1) ON CONFLICT DO NOTHING; SELECT convert_from(data, 'UTF8') FROM cluster_metadata_info WHERE metadata_partition = 0 AND cluster_name = 'active'`,
  )
  if (!executed.ok) return `error while fetching cluster metadata: ${executed.error}`
  const persisted: unknown = JSON.parse(executed.result?.rows[0]?.[0] ?? '{}')
  const shards = (persisted as { readonly historyShardCount?: number }).historyShardCount
  if (shards === config.numHistoryShards) return null
  yield* serverLog(
    'warn',
    'Supplied configuration key/value mismatches persisted cluster metadata. Continuing with the persisted value as this value cannot be changed once initialized.',
    'fx.go',
    { key: 'persistence.numHistoryShards', 'ignored-value': config.numHistoryShards, value: shards ?? 0 },
  )
  return null
}

/**
 * Every process registers the system's namespace; that it is there already is as well. A lost row of the namespaces' version ends the start.
 * Source: temporalio/temporal v1.29.1 temporal/server_impl.go (initSystemNamespaces).
 */
export function* initSystemNamespaces(db: DatabaseHandle): Proc<Failure> {
  const created = yield* createNamespace(db, SYSTEM_NAMESPACE)
  if ('ok' in created || created.error.code === 'AlreadyExists') return null
  return `unable to initialize system namespace: unable to register system namespace: ${created.error.message}`
}
