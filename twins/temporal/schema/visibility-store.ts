import { isAtLeast } from '../versions.js'
import { createTable, type SchemaVersion } from './schema-version.js'

const TABLE = 'executions_visibility'

/** Index of a column, latest first, as all of the store's are. */
function index(name: string, columns: string, options = ''): string {
  return `CREATE INDEX ${options}${name} ON ${TABLE} (namespace_id, ${columns})`
}

const NEWEST = "(COALESCE(close_time, '9999-12-31 23:59:59')) DESC, start_time DESC, run_id"

function sorted(name: string, column: string): string {
  return index(name, `${column}, ${NEWEST}`)
}

function inverted(name: string, column: string): string {
  return `CREATE INDEX ${name} ON ${TABLE} USING GIN (namespace_id, ${column})`
}

function add(...columns: readonly string[]): string {
  return `ALTER TABLE ${TABLE} ${columns.map((column) => `ADD COLUMN ${column}`).join(', ')}`
}

/** A search attribute: a column that is derived from the JSON of all of them. */
function derived(
  name: string,
  type: string,
  expression = `(search_attributes->>'${name}')::${type}`,
): string {
  return `${name} ${type} GENERATED ALWAYS AS (${expression}) STORED`
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${String(at + 1).padStart(2, '0')}`)
}

const BASE: readonly string[] = [
  createTable(
    TABLE,
    [
      'namespace_id CHAR(64) NOT NULL',
      'run_id CHAR(64) NOT NULL',
      'start_time TIMESTAMP NOT NULL',
      'execution_time TIMESTAMP NOT NULL',
      'workflow_id VARCHAR(255) NOT NULL',
      'workflow_type_name VARCHAR(255) NOT NULL',
      'status INTEGER NOT NULL',
      'close_time TIMESTAMP NULL',
      'history_length BIGINT',
      'memo BYTEA',
      'encoding VARCHAR(64) NOT NULL',
    ],
    ['namespace_id', 'run_id'],
  ),
  index('by_type_start_time', 'workflow_type_name, status, start_time DESC, run_id'),
  index('by_workflow_id_start_time', 'workflow_id, status, start_time DESC, run_id'),
  index('by_status_by_start_time', 'status, start_time DESC, run_id'),
  index('by_type_close_time', 'workflow_type_name, status, close_time DESC, run_id'),
  index('by_workflow_id_close_time', 'workflow_id, status, close_time DESC, run_id'),
  index('by_status_by_close_time', 'status, close_time DESC, run_id'),
]

const BASE_INDEXES = [
  'by_type_start_time',
  'by_workflow_id_start_time',
  'by_status_by_start_time',
  'by_type_close_time',
  'by_workflow_id_close_time',
  'by_status_by_close_time',
  'by_close_time_by_status',
]

const EXTENSION = 'CREATE EXTENSION IF NOT EXISTS btree_gin'

/** What version 1.2 begins with from server 1.30 on; its manifest is the same. */
const EXTENSION_IN_BLOCK = `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'btree_gin') THEN CREATE EXTENSION btree_gin; END IF; END $$`

const CONVERT_TS = `CREATE FUNCTION convert_ts(s VARCHAR) RETURNS TIMESTAMP AS $$ BEGIN RETURN s::timestamptz AT TIME ZONE 'UTC'; END $$ LANGUAGE plpgsql IMMUTABLE RETURNS NULL ON NULL INPUT`

const KEYWORDS = numbered('Keyword', 10)
const PLAIN = [
  ...numbered('Bool', 3),
  ...numbered('Datetime', 3),
  ...numbered('Double', 3),
  ...numbered('Int', 3),
  ...KEYWORDS,
]
const TYPES: readonly (readonly [prefix: string, type: string])[] = [
  ['Bool', 'BOOLEAN'],
  ['Double', 'DECIMAL(20, 5)'],
  ['Int', 'BIGINT'],
  ['KeywordList', 'JSONB'],
  ['Keyword', 'VARCHAR(255)'],
]

function custom(name: string): string {
  if (name.startsWith('Datetime'))
    return derived(name, 'TIMESTAMP', `convert_ts(search_attributes->>'${name}')`)
  if (name.startsWith('Text')) return derived(name, 'TSVECTOR', `(search_attributes->>'${name}')::TSVECTOR`)
  const [, type = 'JSONB'] = TYPES.find(([prefix]) => name.startsWith(prefix)) ?? []
  return type === 'JSONB' ? derived(name, type, `search_attributes->'${name}'`) : derived(name, type)
}

const SYSTEM_LISTS = ['TemporalChangeVersion', 'BinaryChecksums']
const SYSTEM_PLAIN: readonly (readonly [name: string, type: string])[] = [
  ['BatcherUser', 'VARCHAR(255)'],
  ['TemporalScheduledStartTime', 'TIMESTAMP'],
  ['TemporalScheduledById', 'VARCHAR(255)'],
  ['TemporalSchedulePaused', 'BOOLEAN'],
  ['TemporalNamespaceDivision', 'VARCHAR(255)'],
]

/** Version 1.2: extension, function, three ALTERs, seven DROP INDEX, forty-two CREATE INDEX. */
function advancedVisibility(release: string): readonly string[] {
  const lists = numbered('KeywordList', 3)
  const texts = numbered('Text', 3)
  return [
    isAtLeast(release, '1.30') ? EXTENSION_IN_BLOCK : EXTENSION,
    CONVERT_TS,
    add('search_attributes JSONB NULL', "task_queue VARCHAR(255) NOT NULL DEFAULT ''"),
    add(
      ...SYSTEM_LISTS.map(custom),
      ...SYSTEM_PLAIN.map(([name, type]) =>
        type === 'TIMESTAMP'
          ? derived(name, type, `convert_ts(search_attributes->>'${name}')`)
          : derived(name, type),
      ),
    ),
    add(...[...PLAIN, ...texts, ...lists].map(custom)),
    ...BASE_INDEXES.map((name) => `DROP INDEX ${name}`),
    `CREATE INDEX default_idx ON ${TABLE} (namespace_id, ${NEWEST})`,
    sorted('by_execution_time', 'execution_time'),
    sorted('by_workflow_id', 'workflow_id'),
    sorted('by_workflow_type', 'workflow_type_name'),
    sorted('by_status', 'status'),
    sorted('by_history_length', 'history_length'),
    sorted('by_task_queue', 'task_queue'),
    ...SYSTEM_LISTS.map((name) => inverted(indexOf(name), `${name} jsonb_path_ops`)),
    ...SYSTEM_PLAIN.map(([name]) => sorted(indexOf(name), name)),
    ...PLAIN.map((name) => sorted(indexOf(name), name)),
    ...texts.map((name) => inverted(indexOf(name), name)),
    ...lists.map((name) => inverted(indexOf(name), `${name} jsonb_path_ops`)),
  ]
}

/** `TemporalScheduledById` -> `by_temporal_scheduled_by_id`, `Keyword01` -> `by_keyword_01`. */
function indexOf(attribute: string): string {
  return `by_${attribute.replace(/([a-z])([A-Z0-9])/g, '$1_$2').toLowerCase()}`
}

/** A column and its index. */
function attribute(definition: string, created = sorted): readonly string[] {
  const name = definition.split(' ')[0] ?? ''
  return [add(definition), created(indexOf(name), name)]
}

const EMPTY = "VARCHAR(255) NOT NULL DEFAULT ''"
const ROOTS = ['root_workflow_id', 'root_run_id']

function version(number: string, description: string, ...statements: readonly string[]): SchemaVersion {
  return { version: number, minCompatibleVersion: '0.1', description, statements }
}

/** Version 1.13: attributes whose indexes are built without blocking, after what is left of an attempt before is gone. */
function concurrentIndexes(): readonly string[] {
  const names = [
    ...numbered('Bool', 2),
    ...numbered('Int', 2),
    ...numbered('Datetime', 2),
    ...numbered('KeywordList', 11),
  ].map((name) => `TemporalReserved${name}`)
  const typeOf = (name: string) =>
    custom(name.replace('TemporalReserved', '')).replaceAll(name.replace('TemporalReserved', ''), name)
  return [
    `ALTER TABLE ${TABLE} ${names.map((name) => `ADD COLUMN IF NOT EXISTS ${typeOf(name)}`).join(', ')}`,
    `DO $$ DECLARE r RECORD; BEGIN FOR r IN SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relname LIKE 'by_temporal_reserved%' LOOP EXECUTE 'DROP INDEX ' || quote_ident(r.relname); END LOOP; END $$`,
    ...names.map((name) =>
      name.includes('KeywordList')
        ? `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${indexOf(name)} ON ${TABLE} USING GIN (namespace_id, ${name} jsonb_path_ops)`
        : index(indexOf(name), `${name}, ${NEWEST}`, 'CONCURRENTLY IF NOT EXISTS '),
    ),
  ]
}

/**
 * The visibility store, reduced as the default store is. Released versions were edited afterwards, so that statements depend on the server's release.
 * Source: temporalio/temporal v1.29.1 to v1.31.2 schema/postgresql/v12/visibility/versioned.
 */
export function visibilityStore(release: string): readonly SchemaVersion[] {
  return [
    version('1.0', 'base version of visibility schema', ...BASE),
    version(
      '1.1',
      'index by close time and status',
      index('by_close_time_by_status', 'close_time DESC, run_id, status'),
    ),
    version('1.2', 'search attributes', ...advancedVisibility(release)),
    version(
      '1.3',
      'build ids',
      ...attribute(custom('BuildIds'), (name, column) => inverted(name, `${column} jsonb_path_ops`)),
      ...attribute(derived('TemporalWorkflowVersioningBehavior', 'VARCHAR(255)')),
    ),
    version(
      '1.4',
      'execution duration, state transitions and parents',
      ...attribute('history_size_bytes BIGINT NULL'),
      ...attribute('execution_duration BIGINT NULL'),
      ...attribute('state_transition_count BIGINT NULL'),
      ...attribute('parent_workflow_id VARCHAR(255) NULL'),
    ),
    version(
      '1.5',
      'roots of workflows',
      ...ROOTS.map((name) => add(`${name} ${EMPTY}`)),
      ...ROOTS.map(rootIndex),
    ),
    version(
      '1.6',
      'roots of workflows again',
      ...ROOTS.map((name) => `DROP INDEX ${indexOf(name)}`),
      ...ROOTS.map((name) => `ALTER TABLE ${TABLE} DROP COLUMN ${name}`),
      ...ROOTS.map((name) => add(`${name} ${EMPTY}`)),
      ...ROOTS.map(rootIndex),
    ),
    version(
      '1.7',
      'pause info',
      ...attribute(custom('TemporalPauseInfo'), (name, column) => inverted(name, `${column} jsonb_path_ops`)),
    ),
    version(
      '1.8',
      'worker deployments',
      ...attribute(derived('TemporalWorkerDeployment', 'VARCHAR(255)')),
      ...attribute(derived('TemporalWorkerDeploymentVersion', 'VARCHAR(255)')),
      ...attribute(derived('TemporalWorkerDeploymentName', 'VARCHAR(255)')),
    ),
    version('1.9', 'number of changes', add('_version BIGINT NOT NULL DEFAULT 0')),
    version('1.10', 'no change in PostgreSQL'),
    version('1.11', 'no change in PostgreSQL'),
    version('1.12', 'no change in PostgreSQL'),
    version('1.13', 'reserved search attributes', ...concurrentIndexes()),
    version(
      '1.14',
      'external payloads',
      `ALTER TABLE ${TABLE} ADD COLUMN IF NOT EXISTS external_payload_count BIGINT NULL`,
      `ALTER TABLE ${TABLE} ADD COLUMN IF NOT EXISTS external_payload_size_bytes BIGINT NULL`,
      index('by_external_payload_count', `external_payload_count, ${NEWEST}`, 'CONCURRENTLY IF NOT EXISTS '),
      index(
        'by_external_payload_size_bytes',
        `external_payload_size_bytes, ${NEWEST}`,
        'CONCURRENTLY IF NOT EXISTS ',
      ),
    ),
  ]
}

function rootIndex(name: string): string {
  return sorted(indexOf(name), name)
}
