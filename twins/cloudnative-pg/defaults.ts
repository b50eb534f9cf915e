import { isObject, type JsonObject, jsonEqual } from '../kernel/json.js'
import { arrayAt, objectAt, textAt, valueAt } from '../kubernetes/index.js'
import { defaultImage, type Version } from './versions.js'

/** cloudnative-pg v1.27.0 to v1.30.0 pkg/postgres/configuration.go (CnpgConfigurationSettings, DefaultSettings). */
const PARAMETERS: Readonly<Record<string, string>> = {
  archive_mode: 'on',
  archive_timeout: '5min',
  dynamic_shared_memory_type: 'posix',
  full_page_writes: 'on',
  log_destination: 'csvlog',
  log_directory: '/controller/log',
  log_filename: 'postgres',
  log_rotation_age: '0',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'false',
  logging_collector: 'on',
  max_parallel_workers: '32',
  max_replication_slots: '32',
  max_worker_processes: '32',
  shared_memory_type: 'mmap',
  shared_preload_libraries: '',
  ssl_max_protocol_version: 'TLSv1.3',
  ssl_min_protocol_version: 'TLSv1.3',
  wal_keep_size: '512MB',
  wal_level: 'logical',
  wal_log_hints: 'on',
  wal_receiver_timeout: '5s',
  wal_sender_timeout: '5s',
}

/** cloudnative-pg v1.30.0 api/v1/cluster_defaults.go (DefaultMonitoringConfigMapName, DefaultMonitoringKey). */
const MONITORING = { name: 'cnpg-default-monitoring', key: 'queries' }

/**
 * The spec of a Cluster as the mutating webhook leaves it; the same reference when nothing is missing. What is written once stays:
 * a later release does not change it.
 * cloudnative-pg v1.30.0 api/v1/cluster_defaults.go (setDefaults), internal/webhook/v1/cluster_webhook.go.
 */
export function withDefaults(spec: JsonObject, version: Version): JsonObject {
  const image =
    spec['imageName'] === undefined && spec['imageCatalogRef'] === undefined
      ? { imageName: defaultImage(version) }
      : {}
  const result: JsonObject = {
    ...spec,
    ...image,
    affinity: { podAntiAffinityType: 'preferred', ...objectAt(spec, 'affinity') },
    bootstrap: withApplication(objectAt(spec, 'bootstrap')),
    logLevel: textAt(spec, 'logLevel') || 'info',
    monitoring: withQueries(objectAt(spec, 'monitoring')),
    postgresql: withParameters(objectAt(spec, 'postgresql'), version),
    replicationSlots: withSlots(objectAt(spec, 'replicationSlots')),
    ...(version.minor >= 27 ? { probes: withIsolationCheck(objectAt(spec, 'probes')) } : {}),
  }
  return jsonEqual(result, spec) ? spec : result
}

function withApplication(bootstrap: JsonObject): JsonObject {
  if (isObject(bootstrap['recovery'])) {
    const recovery = objectAt(bootstrap, 'recovery')
    return { ...bootstrap, recovery: { ...recovery, ...databaseAndOwner(recovery) } }
  }
  if (isObject(bootstrap['pg_basebackup'])) return bootstrap
  const initdb = objectAt(bootstrap, 'initdb')
  const locale = { encoding: 'UTF8', localeCollate: 'C', localeCType: 'C' }
  const imported = initdb['import'] !== undefined && valueAt(initdb, 'import', 'type') !== 'microservice'
  const application = imported ? {} : databaseAndOwner(initdb)
  return { ...bootstrap, initdb: { ...locale, ...initdb, ...application } }
}

/** `app` where neither is given; the owner is called like the database. */
function databaseAndOwner(method: JsonObject): JsonObject {
  const database = textAt(method, 'database') || 'app'
  return { database, owner: textAt(method, 'owner') || database }
}

function withQueries(monitoring: JsonObject): JsonObject {
  const listed = arrayAt(monitoring, 'customQueriesConfigMap')
  if (monitoring['disableDefaultQueries'] === true) return monitoring
  if (listed.some((each) => textAt(each, 'name') === MONITORING.name)) return monitoring
  return { ...monitoring, customQueriesConfigMap: [MONITORING, ...listed] }
}

function withParameters(postgresql: JsonObject, version: Version): JsonObject {
  const synchronous = objectAt(postgresql, 'synchronous')
  const durable =
    version.minor >= 26 && isObject(postgresql['synchronous'])
      ? { synchronous: { dataDurability: 'required', ...synchronous } }
      : {}
  return {
    ...postgresql,
    ...durable,
    parameters: { ...PARAMETERS, ...objectAt(postgresql, 'parameters') },
  }
}

function withSlots(slots: JsonObject): JsonObject {
  const highAvailability = {
    enabled: true,
    slotPrefix: '_cnpg_',
    ...objectAt(slots, 'highAvailability'),
  }
  const synchronizeReplicas = { enabled: true, ...objectAt(slots, 'synchronizeReplicas') }
  return { ...slots, highAvailability, synchronizeReplicas }
}

function withIsolationCheck(probes: JsonObject): JsonObject {
  const liveness = objectAt(probes, 'liveness')
  const isolationCheck = {
    enabled: true,
    requestTimeout: 1000,
    connectionTimeout: 1000,
    ...objectAt(liveness, 'isolationCheck'),
  }
  return { ...probes, liveness: { ...liveness, isolationCheck } }
}
