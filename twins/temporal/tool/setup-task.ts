import { NotModelled } from '../../kernel/errors.js'
import type { Proc } from '../../kernel/process.js'
import { compareVersions, isVersion, parseVersion } from '../schema/version-numbers.js'
import type { AdminDb, Outcome } from '../sql/admin-db.js'
import { consoleLog } from '../zap.js'
import { type GoFlags, isOn } from './go-flags.js'
import { SCHEMA_NAMES, SchemaError, type SchemaFiles, statementsOfFile } from './schema-source.js'
import { isNameKnown, normalisedVersion, unknownName } from './update-task.js'

const FILE = 'setuptask.go'

interface SetupConfig {
  readonly schemaFilePath: string
  readonly schemaName: string
  readonly initialVersion: string
  readonly overwrite: boolean
  readonly disableVersioning: boolean
}

/**
 * `setup-schema`: drop all tables if asked to, make the two version tables, run a file if one is named (any error is fatal), and set the version
 * unless the database has a later one. A version that cannot be read counts as 0.0. Null when done, else the error's text.
 * Source: temporalio/temporal v1.29.1 tools/common/schema/setuptask.go (Run), handler.go (validateSetupConfig).
 */
export function* setupSchema(db: AdminDb, flags: GoFlags, source: SchemaFiles): Proc<Outcome> {
  const config = configOf(flags)
  const problem = problemOf(config)
  if (problem !== null) return `Config Error:${problem}`
  yield* consoleLog('info', 'Starting schema setup', FILE, { config: shownConfig(config) })
  if (config.overwrite) {
    const dropped = yield* db.dropAllTables()
    if (dropped !== null) return dropped
  }
  if (!config.disableVersioning) {
    yield* debug('Setting up version tables')
    const created = yield* db.createSchemaVersionTables()
    if (created !== null) return created
  }
  const executed = yield* runFile(db, config, source)
  if (executed !== null) return executed
  if (!config.disableVersioning) {
    const versioned = yield* setVersion(db, config.initialVersion)
    if (versioned !== null) return versioned
  }
  yield* consoleLog('info', 'Schema setup complete', FILE)
  return null
}

function configOf(flags: GoFlags): SetupConfig {
  const { values } = flags
  return {
    schemaFilePath: values['schema-file'] ?? '',
    schemaName: values['schema-name'] ?? '',
    initialVersion: (values['version'] ?? '').replace(/^v/, ''),
    overwrite: isOn(flags, 'overwrite'),
    disableVersioning: isOn(flags, 'disable-versioning'),
  }
}

function shownConfig(config: SetupConfig) {
  return {
    SchemaFilePath: config.schemaFilePath,
    SchemaName: config.schemaName,
    InitialVersion: config.initialVersion,
    Overwrite: config.overwrite,
    DisableVersioning: config.disableVersioning,
  }
}

function problemOf(config: SetupConfig): string | null {
  const { schemaFilePath, schemaName, initialVersion, disableVersioning } = config
  if (schemaFilePath === '' && schemaName === '' && disableVersioning)
    return 'needs either (-schema-file) or (-schema-name)'
  if (disableVersioning !== (initialVersion === ''))
    return 'missing argument; either (-disable-versioning) or (-version) but not both must be specified'
  if (schemaFilePath !== '' && schemaName !== '')
    return 'either(-schema-file) or (-schema-name) must be specified'
  if (schemaName !== '' && !isNameKnown(schemaName)) return unknownName(SCHEMA_NAMES)
  if (disableVersioning) return null
  const version = normalisedVersion(initialVersion)
  return 'problem' in version ? `invalid (-version) argument:${version.problem}` : null
}

function* runFile(
  db: AdminDb,
  { schemaFilePath, schemaName }: SetupConfig,
  source: SchemaFiles,
): Proc<Outcome> {
  if (schemaName !== '') {
    throw new NotModelled(
      `temporal-sql-tool setup-schema --schema-name ${schemaName}: the snapshot of a whole schema`,
      'Use setup-schema --version 0.0 and update-schema --schema-name.',
    )
  }
  if (schemaFilePath === '') return null
  let statements: readonly string[]
  try {
    statements = statementsOfFile(schemaFilePath, source)
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
  yield* debug('----- Creating types and tables -----')
  for (const statement of statements) {
    yield* debug(statement.replace(/\s+/g, ' '))
    const problem = yield* db.exec(statement)
    if (problem !== null) return problem
  }
  yield* debug('----- Done -----')
  return null
}

function* setVersion(db: AdminDb, initial: string): Proc<Outcome> {
  const read = yield* db.readSchemaVersion()
  const current = 'version' in read ? read.version : '0.0'
  if (!isVersion(current)) {
    yield* consoleLog('error', 'Unable to parse current version', FILE, { 'current version': current })
    return 'Unable to parse current version'
  }
  if (compareVersions(parseVersion(current), parseVersion(initial)) > 0) {
    yield* debug(
      `Current database schema version ${current} is greater than initial schema version ${initial}. Skip version upgrade`,
    )
    return null
  }
  yield* debug(`Setting initial schema version to ${initial}`)
  const written = yield* db.updateSchemaVersion(initial, initial)
  if (written !== null) return written
  yield* debug('Updating schema update log')
  return yield* db.writeSchemaUpdateLog('0', initial, '', 'initial version')
}

function debug(message: string): Proc<void> {
  return consoleLog('debug', message, FILE)
}
