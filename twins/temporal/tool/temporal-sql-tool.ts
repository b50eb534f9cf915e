import type { ToolArgs } from '../../contract/component.js'
import { NotModelled } from '../../kernel/errors.js'
import type { Proc, Program } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { AdminDb, type Outcome } from '../sql/admin-db.js'
import { DatabaseHandle } from '../sql/database-handle.js'
import { pluginProblem, type SqlConfig } from '../sql/sql-config.js'
import { releaseOf } from '../versions.js'
import { consoleLog } from '../zap.js'
import { FlagError, type GoFlagSpecs, type GoFlags, isOn, parseGoFlags } from './go-flags.js'
import type { SchemaFiles } from './schema-source.js'
import { setupSchema } from './setup-task.js'
import { updateSchema } from './update-task.js'

const EXIT_NO_COMMAND = 3
const FILE = 'handler.go'
const HELP = 'Ask the real binary for its help.'

/** temporalio/temporal v1.29.1 tools/sql/main.go (BuildCLIOptions). */
const GLOBAL: GoFlagSpecs = {
  endpoint: { type: 'string', short: 'ep', env: 'SQL_HOST', default: '127.0.0.1' },
  port: { type: 'int', short: 'p', env: 'SQL_PORT', default: '3306' },
  user: { type: 'string', short: 'u', env: 'SQL_USER' },
  password: { type: 'string', short: 'pw', env: 'SQL_PASSWORD' },
  database: { type: 'string', short: 'db', env: 'SQL_DATABASE', default: 'temporal' },
  plugin: { type: 'string', short: 'pl', env: 'SQL_PLUGIN', default: 'mysql8' },
  'connect-attributes': { type: 'string', short: 'ca', env: 'SQL_CONNECT_ATTRIBUTES' },
  quiet: { type: 'bool', short: 'q' },
  tls: { type: 'bool', env: 'SQL_TLS' },
  'tls-cert-file': { type: 'string', env: 'SQL_TLS_CERT_FILE' },
  'tls-key-file': { type: 'string', env: 'SQL_TLS_KEY_FILE' },
  'tls-ca-file': { type: 'string', env: 'SQL_TLS_CA_FILE' },
  'tls-server-name': { type: 'string', env: 'SQL_TLS_SERVER_NAME' },
  'tls-disable-host-verification': { type: 'bool', env: 'SQL_TLS_DISABLE_HOST_VERIFICATION' },
  version: { type: 'bool', short: 'v' },
}

interface Command {
  readonly alias: string
  readonly flags: GoFlagSpecs
  /** What the error line says when it fails. */
  readonly failed: string
  /** Connects to the default database instead of the configured one. */
  readonly fromDefault: boolean
  readonly run: (db: AdminDb, flags: GoFlags, source: SchemaFiles, database: string) => Proc<Outcome>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'setup-schema': {
    alias: 'setup',
    flags: {
      version: { type: 'string', short: 'v' },
      'schema-file': { type: 'string', short: 'f' },
      'schema-name': { type: 'string' },
      'disable-versioning': { type: 'bool', short: 'd' },
      overwrite: { type: 'bool', short: 'o' },
    },
    failed: 'Unable to setup SQL schema.',
    fromDefault: false,
    run: setupSchema,
  },
  'update-schema': {
    alias: 'update',
    flags: {
      version: { type: 'string', short: 'v' },
      'schema-dir': { type: 'string', short: 'd' },
      'schema-name': { type: 'string', short: 's' },
    },
    failed: 'Unable to update SQL schema.',
    fromDefault: false,
    run: updateSchema,
  },
  'create-database': {
    alias: 'create',
    flags: { defaultdb: { type: 'string' } },
    failed: 'Unable to create SQL database.',
    fromDefault: true,
    run: (db, _flags, _source, database) => db.createDatabase(database),
  },
  'drop-database': {
    alias: 'drop',
    flags: { defaultdb: { type: 'string' }, force: { type: 'bool', short: 'f' } },
    failed: 'Unable to drop SQL database.',
    fromDefault: true,
    run: (db, _flags, _source, database) => db.dropDatabase(database),
  },
}

/**
 * The `temporal-sql-tool` command for PostgreSQL. Exit codes: 0; 1 a failure (0 with `--quiet`); 3 a command it does not have, as `describe-schema`.
 * The schema is the reduced one of the profile's release; a folder of the scenario is read if `--schema-dir` names one.
 * Source: temporalio/temporal v1.29.1 tools/sql, tools/common/schema.
 */
export const temporalSqlTool: Program = function* (args, context) {
  const tool = args as ToolArgs
  const release = releaseOf(context.profile)
  return yield* runSqlTool(tool, { files: context.files, cwd: tool.cwd, release })
}

/** The same with the schema and the files of an image. */
export function* runSqlTool(tool: ToolArgs, source: SchemaFiles): Proc<number> {
  try {
    return yield* runCommand(tool, source)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    if (error.message === 'flag: help requested') throw new NotModelled('temporal-sql-tool --help', HELP)
    yield* print(`Incorrect Usage: ${error.message}\n`)
    return 1
  }
}

function* runCommand(tool: ToolArgs, source: SchemaFiles): Proc<number> {
  const global = parseGoFlags(GLOBAL, tool.argv.slice(1), tool.env)
  if (isOn(global, 'version')) {
    yield* print('temporal-sql-tool version 0.0.1')
    return 0
  }
  const [name, ...rest] = global.rest
  if (name === undefined || name === 'help' || name === 'h')
    throw new NotModelled('temporal-sql-tool help', HELP)
  const command = commandNamed(name)
  if (command === undefined) {
    yield* printError(`No help topic for '${name}'`)
    return EXIT_NO_COMMAND
  }
  const flags = parseGoFlags(command.flags, rest, tool.env)
  if (command.alias === 'drop' && !isOn(flags, 'force') && !(yield* confirmed(tool.stdin))) return 0
  const done = yield* execute(command, { global, flags, source, namespace: tool.namespace ?? '' })
  return done || isOn(global, 'quiet') ? 0 : 1
}

function commandNamed(name: string): Command | undefined {
  return Object.hasOwn(COMMANDS, name)
    ? COMMANDS[name]
    : Object.values(COMMANDS).find(({ alias }) => alias === name)
}

/** Without a terminal nothing is answered, and that counts as no. The command has no flag `database` any more, so that its name is empty. */
function* confirmed(stdin: string): Proc<boolean> {
  yield { kind: 'print', stream: 'stdout', text: 'Are you sure you want to drop database "" (y/N)? ' }
  return /^[yY]\s*$/.test(stdin.split('\n')[0] ?? '')
}

interface Invocation {
  readonly global: GoFlags
  readonly flags: GoFlags
  readonly source: SchemaFiles
  readonly namespace: string
}

/** Connect, run, disconnect; false after an error, which is in the log then. */
function* execute(command: Command, { global, flags, source, namespace }: Invocation): Proc<boolean> {
  const config = configOf(global, namespace)
  if (typeof config === 'string') return yield* failed('Unable to read config.', `Config Error:${config}`)
  const database = config.databaseName
  const used = command.fromDefault ? { ...config, databaseName: flags.values['defaultdb'] ?? '' } : config
  const problem = pluginProblem(config.pluginName)
  // Creating and dropping a database names what it was about also when there is no connection.
  const noConnection = command.fromDefault ? command.failed : 'Unable to connect to SQL database.'
  if (problem !== null) return yield* failed(noConnection, problem)
  const handle = new DatabaseHandle(used, consoleLog, source.release)
  const unopened = yield* handle.open()
  if (unopened !== null) return yield* failed(noConnection, unopened)
  const outcome = yield* command.run(new AdminDb(handle, used.databaseName), flags, source, database)
  if (outcome !== null) yield* failed(command.failed, outcome)
  yield* handle.close()
  return outcome === null
}

function* failed(message: string, error: string): Proc<false> {
  yield* consoleLog('error', message, FILE, { error })
  return false
}

/** The connection's configuration, or what is wrong with it (handler.go parseConnectConfig, ValidateConnectConfig). */
function configOf({ values }: GoFlags, namespace: string): SqlConfig | string {
  const { endpoint: host = '', port = '', user = '', password = '', database = '', plugin = '' } = values
  const connectAttributes: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(values['connect-attributes'])) {
    if (connectAttributes[name] !== undefined)
      return `invalid connect attribute ${name}, only 1 value allowed: [${connectAttributes[name]} ${value}]`
    connectAttributes[name] = value
  }
  if (host === '') return 'Config Error:missing sql endpoint argument (-endpoint)'
  if (database === '') return 'Config Error:missing (-database) argument'
  return {
    pluginName: plugin,
    host,
    port: Number(port),
    user,
    password,
    databaseName: database,
    connectAttributes,
    maxConnLifetimeMs: 0,
    namespace,
  }
}
