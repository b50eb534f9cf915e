import type { Proc } from '../../kernel/process.js'
import { compareVersions, isVersion, parseVersion } from '../schema/version-numbers.js'
import type { AdminDb, Outcome } from '../sql/admin-db.js'
import { isAtLeast } from '../versions.js'
import { consoleLog } from '../zap.js'
import type { GoFlags } from './go-flags.js'
import {
  type ChangeSet,
  directoryAt,
  embeddedSchema,
  SCHEMA_NAMES,
  type SchemaDirectory,
  SchemaError,
  type SchemaFiles,
} from './schema-source.js'

const FILE = 'updatetask.go'
const DUPLICATE =
  'Duplicate update, most likely due to previous partially succeeded update attempt. Ignoring it and continue.'

/**
 * `update-schema`: reads the version, builds all changes up to the target before the first statement runs, then runs them one by one; after each
 * version its row and its line in the history are written. Nothing is in a transaction. Null when done, else the error's text.
 * Source: temporalio/temporal v1.29.1 tools/common/schema/updatetask.go (Run), handler.go (validateUpdateConfig).
 */
export function* updateSchema(db: AdminDb, flags: GoFlags, source: SchemaFiles): Proc<Outcome> {
  const config = {
    DBName: '',
    TargetVersion: (flags.values['version'] ?? '').replace(/^v/, ''),
    SchemaDir: flags.values['schema-dir'] ?? '',
    SchemaName: flags.values['schema-name'] ?? '',
    IsDryRun: false,
  }
  const problem = problemOf(config)
  if (problem !== null) return `Config Error:${problem}`
  yield* consoleLog('info', 'UpdateSchemaTask started', FILE, { config })
  const current = yield* db.readSchemaVersion()
  if ('error' in current) return `error reading current schema version:${current.error}`
  const directory =
    config.SchemaName === ''
      ? directoryAt(config.SchemaDir, source)
      : embeddedSchema(config.SchemaName, source.release)
  const updates = yield* buildChangeSet(directory, current.version, config.TargetVersion, source.release)
  if (typeof updates === 'string') return updates
  const failed = yield* executeUpdates(db, current.version, updates)
  if (failed !== null) return failed
  yield* consoleLog('info', 'UpdateSchemaTask done', FILE)
  return null
}

interface UpdateConfig {
  readonly TargetVersion: string
  readonly SchemaDir: string
  readonly SchemaName: string
}

function problemOf({ TargetVersion, SchemaDir, SchemaName }: UpdateConfig): string | null {
  if (SchemaDir === '' && SchemaName === '')
    return 'missing argument; either(-schema-dir) or (-schema-name) must be specified'
  if (SchemaDir !== '' && SchemaName !== '') return 'either(-schema-dir) or (-schema-name) must be specified'
  if (SchemaName !== '' && !isNameKnown(SchemaName)) return unknownName(SCHEMA_NAMES)
  if (TargetVersion === '') return null
  const version = normalisedVersion(TargetVersion)
  return 'problem' in version ? `invalid (-version) argument:${version.problem}` : null
}

/** tools/common/schema/util.go (normalizeVersionString). */
export function normalisedVersion(text: string): { readonly version: string } | { readonly problem: string } {
  return isVersion(text) ? { version: text } : { problem: 'No Major.Minor.Patch elements found' }
}

export function isNameKnown(name: string): boolean {
  return SCHEMA_NAMES.includes(name)
}

export function unknownName(names: readonly string[]): string {
  return `(-schema-name) must be one of: [${names.join(' ')}]`
}

function* buildChangeSet(
  directory: SchemaDirectory,
  current: string,
  target: string,
  release: string,
): Proc<readonly ChangeSet[] | string> {
  const folders = yield* foldersBetween(directory, current, target)
  if (typeof folders === 'string') return `error listing schema dir:${folders}`
  yield* debug(`Schema Dirs: [${folders.join(' ')}]`)
  const changes: ChangeSet[] = []
  for (const folder of folders) {
    const change = readChange(directory, folder)
    if (typeof change === 'string') return change
    if (change.version !== folder.slice(1))
      return `manifest version doesn't match with dirname, dir=${folder},manifest.version=${change.version}`
    for (const file of change.files) yield* consoleLog('info', `Processing schema file: ${file}`, FILE)
    const refused = change.statements.find((statement) => !hasAllowedPrefix(statement, release))
    if (refused !== undefined)
      return `error processing version ${folder}:CQL prefix not in whitelist, stmt=${refused}`
    changes.push(change)
  }
  return changes
}

function readChange(directory: SchemaDirectory, folder: string): ChangeSet | string {
  try {
    return directory.read(folder)
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
}

/** Prefixes are compared with their case; DO since v1.30.0. */
function hasAllowedPrefix(statement: string, release: string): boolean {
  const prefixes = ['CREATE', 'ALTER', 'INSERT', 'DROP', ...(isAtLeast(release, '1.30') ? ['DO'] : [])]
  return prefixes.some((prefix) => statement.startsWith(prefix))
}

/** Folders of versions after the current one up to the target, oldest first, or why there are none. */
function* foldersBetween(
  directory: SchemaDirectory,
  current: string,
  target: string,
): Proc<readonly string[] | string> {
  let listed: readonly string[]
  try {
    listed = directory.list()
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
  const folders: string[] = []
  for (const name of listed) {
    if (/^v[\d.]+/.test(name)) folders.push(name)
    else yield* consoleLog('warn', `invalid directory name: ${name}`, FILE)
  }
  return yield* sortAndFilter(folders, current, target)
}

function* sortAndFilter(
  folders: readonly string[],
  current: string,
  target: string,
): Proc<readonly string[] | string> {
  const order = target === '' ? -1 : compareVersions(parseVersion(current), parseVersion(target))
  if (order > 0) return `start version '${current}' must be less than end version '${target}'`
  if (order === 0) {
    const message = `Start version '${current}' is equal to end version '${target}'. Returning empty version list`
    yield* consoleLog('warn', message, FILE)
    return []
  }
  const after = folders.filter((name) => compareVersions(parseVersion(name), parseVersion(current)) > 0)
  const upTo = (name: string) => compareVersions(parseVersion(name), parseVersion(target))
  const wanted = target === '' ? after : after.filter((name) => upTo(name) <= 0)
  if (target !== '' && !wanted.some((name) => upTo(name) === 0))
    return `end version '${target}' specified but not found. existing versions: [${folders.join(' ')}]`
  return [...wanted].sort((x, y) => compareVersions(parseVersion(x), parseVersion(y)))
}

function* executeUpdates(db: AdminDb, from: string, updates: readonly ChangeSet[]): Proc<Outcome> {
  if (updates.length === 0) {
    yield* debug(`found zero updates from current version ${from}`)
    return null
  }
  yield* debug(`running ${updates.length} updates for current version ${from}`)
  let current = from
  for (const change of updates) {
    const problem = (yield* executeStatements(db, change)) ?? (yield* recordVersion(db, current, change))
    if (problem !== null) return problem
    yield* debug(`Schema updated from ${current} to ${change.version}`)
    current = change.version
  }
  return null
}

/** Errors whose text says that something exists already are taken for an attempt before; all others end the update. */
function* executeStatements(db: AdminDb, { version, statements }: ChangeSet): Proc<Outcome> {
  yield* debug(`---- Executing updates for version ${version} ----`)
  for (const statement of statements) {
    yield* debug(statement.replace(/\s+/g, ' '))
    const problem = yield* db.exec(statement)
    if (problem === null) continue
    if (!problem.includes('already exist') && !problem.includes('not found'))
      return `error executing statement: ${problem}`
    yield* consoleLog('warn', DUPLICATE, FILE, { error: problem })
  }
  yield* debug('---- Done ----')
  return null
}

function* recordVersion(db: AdminDb, from: string, change: ChangeSet): Proc<Outcome> {
  const { version, minCompatibleVersion, md5, description } = change
  const written = yield* db.updateSchemaVersion(version, minCompatibleVersion)
  if (written !== null) return `failed to update schema_version table, err=${written}`
  const logged = yield* db.writeSchemaUpdateLog(from, version, md5, description)
  return logged === null ? null : `failed to add entry to schema_update_history, err=${logged}`
}

function debug(message: string): Proc<void> {
  return consoleLog('debug', message, FILE)
}
