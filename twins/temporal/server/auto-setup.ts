import type { ContainerArgs, ToolArgs } from '../../contract/component.js'
import { qualify } from '../../contract/network.js'
import { SQL_PORT, type SqlRequest } from '../../contract/sql/requests.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc, ProgramContext } from '../../kernel/process.js'
import { checkpoint, inspect, join, print, sleep, spawn, waitUntil } from '../../kernel/requests.js'
import { objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import type { SchemaFiles } from '../tool/schema-source.js'
import { runSqlTool } from '../tool/temporal-sql-tool.js'
import { FRONTEND_PROGRAM, runServer } from './server-program.js'

/** Registers the namespace `default` once the server answers. */
export const DEFAULT_NAMESPACE_PROGRAM = 'temporal.default-namespace'

const POLL_MS = 1000
const DEFAULT_RETENTION_MS = 86_400_000
const SCHEMA = '/etc/temporal/schema/postgresql/v12'

/**
 * The image temporalio/auto-setup: waits for the server of the databases, creates both, sets their schema up, then runs the server and registers a
 * namespace. Any error of the schema ends the container before the server starts. Search attributes `Custom*` are not added.
 * Source: temporalio/docker-builds d0ab85e docker/auto-setup.sh.
 */
export function* runAutoSetup(
  args: ContainerArgs,
  context: ProgramContext,
  source: SchemaFiles,
): Proc<number> {
  const { env } = args
  if (context.resume === null && env['SKIP_SCHEMA_SETUP'] !== 'true') {
    yield* waitForDatabase(args)
    const stores = [
      [env['DBNAME'] || 'temporal', 'temporal'],
      [env['VISIBILITY_DBNAME'] || 'temporal_visibility', 'visibility'],
    ] as const
    for (const [database, folder] of stores) {
      const code = yield* setUp(args, source, database, folder)
      if (code !== 0) return code
    }
  }
  if (context.resume === null && env['SKIP_DEFAULT_NAMESPACE_CREATION'] !== 'true') {
    const name = env['DEFAULT_NAMESPACE'] || 'default'
    yield* spawn('default-namespace', DEFAULT_NAMESPACE_PROGRAM, { name, server: context.pid })
  }
  return yield* runServer(args, context, source.release)
}

/** `nc -z`: anything but a closed port counts as there. */
function* waitForDatabase({ env, namespace }: ContainerArgs): Proc<void> {
  const host = (env['POSTGRES_SEEDS'] ?? '').split(',')[0] ?? ''
  const probe: SqlRequest = {
    op: 'run',
    host: qualify(host, namespace),
    port: portOf(env),
    user: env['POSTGRES_USER'] ?? '',
    database: 'postgres',
    password: env['POSTGRES_PWD'] ?? '',
    statement: 'SELECT 1',
  }
  yield* waitUntil({
    reads: [{ port: SQL_PORT, payload: probe as unknown as JsonObject }],
    predicate: ([answer]) => isObject(answer) && answer['kind'] !== 'unreachable',
    pollMs: POLL_MS,
    timeoutMs: Number.POSITIVE_INFINITY,
    timer: 'background',
  })
  yield* print('PostgreSQL started.')
}

/** The script's own default is MySQL's port. */
function portOf(env: Readonly<Record<string, string>>): number {
  return Number(env['DB_PORT'] || '3306')
}

function* setUp(
  { env, namespace }: ContainerArgs,
  source: SchemaFiles,
  database: string,
  folder: string,
): Proc<number> {
  const user = env['POSTGRES_USER'] ?? ''
  const host = (env['POSTGRES_SEEDS'] ?? '').split(',')[0] ?? ''
  const connection = [
    '--plugin',
    env['DB'] || 'cassandra',
    '--ep',
    host,
    '-u',
    user,
    '-p',
    String(portOf(env)),
  ]
  const skipsCreation = env['SKIP_DB_CREATE'] === 'true' || database === user
  const commands = [
    ...(skipsCreation ? [] : [['create']]),
    ['setup-schema', '-v', '0.0'],
    ['update-schema', '-d', `${SCHEMA}/${folder}/versioned`],
  ]
  for (const command of commands) {
    const tool: ToolArgs = {
      argv: ['temporal-sql-tool', ...connection, '--db', database, ...command],
      env: { ...env, SQL_PASSWORD: env['POSTGRES_PWD'] ?? '' },
      cwd: '',
      stdin: '',
      namespace,
    }
    const code = yield* runSqlTool(tool, source)
    if (code !== 0) return code
  }
  return 0
}

/** `{ name, server }`: looks at the server until it listens, then asks its frontend. */
export function* registerDefaultNamespace(args: JsonObject): Proc<number> {
  const frontend = yield* listening(textAt(args, 'server'))
  const name = textAt(args, 'name')
  const described = yield* ask('describe', frontend, { method: 'DescribeNamespace', name })
  if (isObject(described['ok'])) {
    yield* print(`Default namespace ${name} already registered.`)
    return 0
  }
  const open = { state: '', uri: '' }
  const description = 'Default namespace for Temporal Server.'
  yield* ask('register', frontend, {
    method: 'RegisterNamespace',
    name,
    description,
    ownerEmail: '',
    retentionMs: DEFAULT_RETENTION_MS,
    history: open,
    visibility: open,
  })
  yield* print(`Default namespace ${name} registration complete.`)
  return 0
}

function* listening(server: string): Proc<JsonObject> {
  for (;;) {
    const seen = yield* inspect(server)
    const listener = objectAt(seen?.report, 'listens', '7233')
    if (valueAt(listener, 'program') !== undefined) return objectAt(listener, 'args')
    yield* sleep(POLL_MS, 'background')
    yield* checkpoint({})
  }
}

function* ask(what: string, frontend: JsonObject, request: JsonObject): Proc<JsonObject> {
  const pid = yield* spawn(what, FRONTEND_PROGRAM, { ...frontend, request })
  yield* join(pid)
  const report = (yield* inspect(pid))?.report
  return isObject(report) ? report : {}
}
