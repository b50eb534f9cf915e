import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import { findProcess, launch } from '../../twins/kernel/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { type SqlWorld, testEngine } from '../support/postgres.js'
import {
  commands,
  killAfter,
  queryValue,
  requestsOf,
  runTool,
  temporalWorld,
} from '../unit/twins/temporal/temporal-worlds.js'

/**
 * What each action does in each state of a migration of the default store at 1.29, whose server wants 1.18. The visibility store is up to date, so that the
 * server's verdict is about the default store. States come from killing the tool, not from SQL, wherever that leads to them.
 */
const engine = testEngine()
afterAll(() => engine.close())

const { setup, update } = commands('default')
const DROP = ['temporal-sql-tool', '--db', 'temporal', 'drop-database', '-f']
const DATABASE = 'CREATE DATABASE temporal OWNER temporal'
const DELETE = 'DELETE FROM namespace_metadata WHERE partition_id = 54321'

const SERVER = {
  namespace: '',
  pod: 'temporal',
  podUid: '',
  container: 'server',
  image: 'temporalio/server:1.29.1',
  command: [],
  args: [],
  env: { DB: 'postgres12', POSTGRES_SEEDS: 'db', POSTGRES_USER: 'temporal', POSTGRES_PWD: 'x' },
  mounts: {},
}

/** One cell: what came of an action. */
const AT_0_0 = 'exit 0, version 0.0'
const CURRENT = 'exit 0, version 1.18'
const DUPLICATE = 'exit 1, pq: duplicate key value violates unique constraint \\"namespace_metadata_pkey\\"'
const gone = (what: string) => `exit 1, pq: ${what} does not exist`
const tooOld = (actual: string) =>
  `exit 1, version mismatch for keyspace/database: "temporal". Expected version: 1.18 cannot be greater than Actual version: ${actual}`
const DROPPED = 'exit 0, no database'
const SKIP = (version: string) => `exit 0, version ${version}, nothing written`

interface Row {
  readonly state: string
  readonly setup: string
  readonly update: string
  /** The DELETE, and the update that follows it. */
  readonly remove: string
  readonly removeThenUpdate: string
  readonly drop: string
  readonly server: string
}

const ROWS: readonly Row[] = [
  {
    state: 'S0 no database',
    setup: 'exit 1, no usable database connection found',
    update: 'exit 1, no usable database connection found',
    remove: '3D000',
    removeThenUpdate: 'exit 1, no usable database connection found',
    drop: DROPPED,
    server: 'exit 1, error: no usable database connection found',
  },
  {
    state: 'S1 empty database',
    setup: AT_0_0,
    update: gone('relation \\"schema_version\\"'),
    remove: '42P01',
    removeThenUpdate: gone('relation \\"schema_version\\"'),
    drop: DROPPED,
    server: 'exit 1, error: pq: relation "schema_version" does not exist',
  },
  {
    state: 'S1 empty database of another owner',
    setup: 'exit 1, pq: permission denied for schema public',
    update: gone('relation \\"schema_version\\"'),
    remove: '42P01',
    removeThenUpdate: gone('relation \\"schema_version\\"'),
    drop: 'exit 1, pq: must be owner of database temporal',
    server: 'exit 1, error: pq: relation "schema_version" does not exist',
  },
  {
    state: 'S2 row at 0.0, no tables',
    setup: AT_0_0,
    update: CURRENT,
    remove: '42P01',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('0.0'),
  },
  {
    state: 'S3a inside 1.0 after 1',
    setup: AT_0_0,
    update: CURRENT,
    remove: '42P01',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('0.0'),
  },
  {
    state: 'S3a inside 1.0 after 2',
    setup: AT_0_0,
    update: CURRENT,
    remove: 'DELETE 0',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('0.0'),
  },
  {
    state: 'S3b inside 1.0 after 3',
    setup: AT_0_0,
    update: DUPLICATE,
    remove: 'DELETE 1',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('0.0'),
  },
  {
    state: 'S3b inside 1.0 after 30',
    setup: AT_0_0,
    update: DUPLICATE,
    remove: 'DELETE 1',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('0.0'),
  },
  {
    state: 'S4 at 1.7',
    setup: SKIP('1.7'),
    update: CURRENT,
    remove: 'DELETE 1',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('1.7'),
  },
  {
    state: 'S4 inside 1.1 after 1',
    setup: SKIP('1.0'),
    update: CURRENT,
    remove: 'DELETE 1',
    removeThenUpdate: CURRENT,
    drop: DROPPED,
    server: tooOld('1.0'),
  },
  ...(
    [
      ['S5 inside 1.4 after 1', '1.3', 'column \\"immutable_data\\" of relation \\"cluster_metadata\\"'],
      ['S5 inside 1.8 after 1', '1.7', 'table \\"tiered_storage_tasks\\"'],
      ['S5 inside 1.13 after 1', '1.12', 'table \\"nexus_incoming_services\\"'],
      ['S5 inside 1.16 after 1', '1.15', 'column \\"data_encoding\\" of relation \\"current_executions\\"'],
    ] as const
  ).map(([state, version, what]) => ({
    state,
    setup: SKIP(version),
    update: gone(what),
    remove: 'DELETE 1',
    removeThenUpdate: gone(what),
    drop: DROPPED,
    server: tooOld(version),
  })),
  {
    state: 'S6 current',
    setup: SKIP('1.18'),
    update: SKIP('1.18'),
    remove: 'DELETE 1',
    removeThenUpdate: SKIP('1.18'),
    drop: DROPPED,
    server: 'serves',
  },
  {
    state: 'S6 current, 54321 deleted',
    setup: SKIP('1.18'),
    update: SKIP('1.18'),
    remove: 'DELETE 0',
    removeThenUpdate: SKIP('1.18'),
    drop: DROPPED,
    server:
      'exit 1, unable to initialize system namespace: unable to register system namespace: Failed to lock namespace metadata. Error: sql: no rows in result set',
  },
  {
    state: 'S7 current, version row lost',
    setup: AT_0_0,
    update: 'exit 1, error reading current schema version:sql: no rows in result set',
    remove: 'DELETE 1',
    removeThenUpdate: 'exit 1, error reading current schema version:sql: no rows in result set',
    drop: DROPPED,
    server: 'exit 1, error: sql: no rows in result set',
  },
  {
    state: 'S7 after setup-schema',
    setup: AT_0_0,
    update: DUPLICATE,
    remove: 'DELETE 1',
    removeThenUpdate: gone('column \\"immutable_data\\" of relation \\"cluster_metadata\\"'),
    drop: DROPPED,
    server: tooOld('0.0'),
  },
]

const states = new Map<string, SqlWorld>()

beforeAll(async () => {
  const base = await withVisibility(temporalWorld(engine))
  states.set('S0 no database', base)
  const empty = (await base.as(DATABASE)).next
  states.set('S1 empty database', empty)
  states.set('S1 empty database of another owner', (await base.as('CREATE DATABASE temporal')).next)
  const ready = (await runTool(empty, setup, 'setup')).next
  states.set('S2 row at 0.0, no tables', ready)
  const { points, end } = await requestsOf(ready, update, 'update')
  let [version, done] = ['1.0', 0]
  for (const { world, request } of points) {
    const statement = String(request['statement'] ?? '')
    if (!/^(CREATE|ALTER|DROP|INSERT)/.test(statement) || statement.includes('schema_update_history'))
      continue
    const row = /INSERT INTO schema_version .*now\(\), '([\d.]+)'/.exec(statement)?.[1]
    done += 1
    const name = row === undefined ? `inside ${version} after ${done}` : `at ${row}`
    const wanted = ROWS.find(({ state }) => state.endsWith(` ${name}`))
    if (wanted !== undefined) states.set(wanted.state, await killAfter(ready, world, 'update'))
    if (row !== undefined) [version, done] = [`1.${Number(row.split('.')[1]) + 1}`, 0]
  }
  states.set('S6 current', end)
  const inDefault = { database: 'temporal', user: 'postgres' }
  states.set('S6 current, 54321 deleted', (await end.as(DELETE, inDefault)).next)
  const lost = (await end.as('DELETE FROM schema_version', inDefault)).next
  states.set('S7 current, version row lost', lost)
  states.set('S7 after setup-schema', (await runTool(lost, setup, 'setup again')).next)
}, 300_000)

/** A visibility store of which the server sees all it looks at: the tool writes a version without a schema. */
async function withVisibility(world: SqlWorld): Promise<SqlWorld> {
  const created = (await world.as('CREATE DATABASE temporal_visibility OWNER temporal')).next
  const argv = ['temporal-sql-tool', '--db', 'temporal_visibility', 'setup-schema', '-v', '1.9']
  return (await runTool(created, argv, 'visibility')).next
}

describe.each(ROWS)('$state', (row) => {
  const start = () => states.get(row.state)!

  it('setup-schema -v 0.0', async () => {
    expect(await outcome(start(), setup)).toBe(row.setup)
  })

  it('update-schema', async () => {
    expect(await outcome(start(), update)).toBe(row.update)
  })

  it('DELETE of 54321, then update-schema', async () => {
    const { next, answer } = await start().ask({
      op: 'run',
      host: 'db',
      user: 'temporal',
      password: 'x',
      database: 'temporal',
      statement: DELETE,
    })
    expect(JSON.stringify(answer)).toContain(row.remove)
    expect(await outcome(next, update)).toBe(row.removeThenUpdate)
  })

  it('drop-database -f', async () => {
    const { next, exit } = await runTool(start(), DROP, 'drop')
    const found = await queryValue(next, 'postgres', "SELECT 1 FROM pg_database WHERE datname = 'temporal'")
    const what = exit.code === 0 ? (found === null ? 'no database' : 'database') : errorOf(exit.stderr)
    expect(`exit ${exit.code}, ${what}`).toBe(row.drop)
  })

  it('start of a server', async () => {
    const started = launch(start().system, start().world, 'server', 'image:temporal-server', SERVER)
    const { state } = await createEmbeddedTwin(start().system).advance(started, () => false)
    const { exit, report } = findProcess(state, 'server')!
    const said =
      exit === null
        ? (report as JsonObject)['ready'] === true && 'serves'
        : `exit ${exit.code}, ${/^Unable to .*?(?:failed: |Error: (?=unable))(.*)$/m.exec(exit.stderr)?.[1]}`
    expect(String(said).replace(/unable to read DB.*(?=error: )/, '')).toBe(row.server)
  })
})

/** `exit 0, version 1.18`, or `exit 1, ` and the error. */
async function outcome(world: SqlWorld, argv: readonly string[]): Promise<string> {
  const { next, exit } = await runTool(world, argv, argv.join(' '))
  if (exit.code !== 0) return `exit ${exit.code}, ${errorOf(exit.stderr)}`
  const version = await queryValue(next, 'temporal', 'SELECT curr_version FROM schema_version')
  const rows = 'SELECT count(*) FROM schema_update_history'
  const untouched =
    (await queryValue(next, 'temporal', rows)) ===
    (await queryValue(world, 'temporal', rows).catch(() => null))
  return `exit 0, version ${version}${untouched ? ', nothing written' : ''}`
}

/** The error of the last line, from its driver's text on. */
function errorOf(stderr: string): string {
  const error = /"error": "(.*)", "logging-call-at": "handler.go"/.exec(stderr)?.[1] ?? ''
  return error.replace(
    /^(?:error executing statement: |error reading current schema version:(?=pq|no usable))/,
    '',
  )
}
