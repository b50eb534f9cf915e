import { afterAll, describe, expect, it } from 'vitest'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import { findProcess, launch } from '../../twins/kernel/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { type SqlWorld, testEngine } from '../support/postgres.js'
import {
  commands,
  ENVIRONMENT,
  queryValue,
  runTool,
  temporalWorld,
} from '../unit/twins/temporal/temporal-worlds.js'

const engine = testEngine()
afterAll(() => engine.close())

const DATABASE = 'CREATE DATABASE temporal OWNER temporal'
const tool = (...words: readonly string[]) => ['temporal-sql-tool', ...words]
const { setup, update } = commands('default')
const errorOf = (stderr: string) => /"error": "(.*?)", "logging-call-at": "handler.go"/.exec(stderr)?.[1]
const exists = (world: SqlWorld, name: string) =>
  queryValue(world, 'postgres', `SELECT 1 FROM pg_database WHERE datname = '${name}'`)

describe('create-database', () => {
  it('creates it for the connecting role, and is content with one that exists', async () => {
    const first = await runTool(temporalWorld(engine), tool('create-database'), 'first')
    expect(first.exit.code).toBe(0)
    const owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'temporal'"
    expect(await queryValue(first.next, 'postgres', owner)).toBe('temporal')
    expect((await runTool(first.next, tool('create'), 'second')).exit.code).toBe(0)
  })

  it('needs CREATEDB', async () => {
    const world = temporalWorld(engine, { statements: ['ALTER ROLE temporal NOCREATEDB'] })
    const { exit } = await runTool(world, tool('create-database'), 'create')
    expect([exit.code, errorOf(exit.stderr)]).toEqual([1, 'pq: permission denied to create database'])
  })
})

describe('drop-database', () => {
  const world = temporalWorld(engine, {
    statements: [DATABASE, 'CREATE DATABASE "MyDb" OWNER temporal', 'CREATE DATABASE "my-db" OWNER temporal'],
  })

  it.each([
    {
      argv: ['--db', 'my-db', 'drop-database', '-f'],
      code: 1,
      error: 'pq: syntax error at or near \\"-\\"',
      left: 'my-db',
    },
    { argv: ['--db', 'MyDb', 'drop-database', '-f'], code: 0, error: undefined, left: 'MyDb' },
    { argv: ['drop-database'], code: 0, error: undefined, left: 'temporal' },
    { argv: ['--db', 'missing', 'drop', '--force'], code: 0, error: undefined, left: 'temporal' },
  ])('$argv leaves $left there', async ({ argv, code, error, left }) => {
    const { next, exit } = await runTool(world, tool(...argv), 'drop')
    expect([exit.code, errorOf(exit.stderr)]).toEqual([code, error])
    expect(await exists(next, left)).toBe('1')
  })

  it('drops what is confirmed', async () => {
    const { next } = await world.tool(tool('drop-database'), { env: ENVIRONMENT, stdin: 'y\n' }, 'drop')
    expect(await exists(next, 'temporal')).toBeNull()
  })

  it('fails while others are connected', async () => {
    const connected = await world.ask({
      op: 'connect',
      server: 'main',
      trusted: true,
      user: 'temporal',
      database: 'temporal',
    })
    const { exit } = await runTool(connected.next, tool('drop-database', '-f'), 'drop')
    expect(errorOf(exit.stderr)).toBe('pq: database \\"temporal\\" is being accessed by other users')
  })
})

describe('without a usable connection', () => {
  const REFRESH = 'sql handle: unable to refresh database connection pool'
  const world = temporalWorld(engine, { statements: [DATABASE] })

  it.each([
    {
      what: 'a wrong password',
      env: { SQL_PASSWORD: 'y' },
      text: 'pq: password authentication failed for user \\"temporal\\"',
    },
    {
      what: 'no password',
      env: { SQL_PASSWORD: '' },
      text: 'pq: password authentication failed for user \\"temporal\\"',
    },
    {
      what: 'a wrong password with pgx',
      env: { SQL_PASSWORD: 'y', SQL_PLUGIN: 'postgres12_pgx' },
      text: 'failed to connect to `user=temporal database=temporal`: 10.0.0.1:5432 (db): failed SASL auth: FATAL: password authentication failed for user \\"temporal\\" (SQLSTATE 28P01)',
    },
    {
      what: 'the wrong port',
      env: { SQL_PORT: '3306' },
      text: 'dial tcp 10.0.0.1:3306: connect: connection refused',
    },
    { what: 'an unknown host', env: { SQL_HOST: 'nowhere' }, text: 'dial tcp: lookup nowhere: no such host' },
    {
      what: 'the default plugin and port',
      env: { SQL_PORT: '3306', SQL_PLUGIN: 'mysql8' },
      text: 'dial tcp 10.0.0.1:3306: connect: connection refused',
    },
  ])('$what stands in the first line only', async ({ env, text }) => {
    const { exit } = await runTool(world, setup, 'setup', env)
    const lines = exit.stderr.split('\n')
    expect(lines[0]).toContain(`ERROR\t${REFRESH}\t{"error": "${text}", "logging-call-at": "db_handle.go"}`)
    expect(exit.stderr).toContain(
      'did not refresh database connection pool because the last refresh was too close',
    )
    expect([exit.code, errorOf(exit.stderr)]).toEqual([1, 'no usable database connection found'])
  })

  it('a failure counts as success with --quiet', async () => {
    const argv = ['temporal-sql-tool', '-q', ...setup.slice(1)]
    expect((await runTool(world, argv, 'setup', { SQL_PASSWORD: 'y' })).exit.code).toBe(0)
  })

  it('says the driver’s own words before 1.25', async () => {
    const old = temporalWorld(engine, { statements: [DATABASE], release: '1.24.0' })
    const { exit } = await runTool(old, setup, 'setup', { SQL_PASSWORD: 'y' })
    expect(errorOf(exit.stderr)).toBe('pq: password authentication failed for user \\"temporal\\"')
  })

  it('a blank in the password becomes a plus', async () => {
    const blank = temporalWorld(engine, { statements: [DATABASE, "ALTER ROLE temporal PASSWORD 'a b'"] })
    expect((await runTool(blank, setup, 'setup', { SQL_PASSWORD: 'a b' })).exit.code).toBe(1)
    const plus = temporalWorld(engine, { statements: [DATABASE, "ALTER ROLE temporal PASSWORD 'a+b'"] })
    expect((await runTool(plus, setup, 'setup', { SQL_PASSWORD: 'a b' })).exit.code).toBe(0)
  })
})

describe('update-schema', () => {
  it('goes to a target, and refuses one that is earlier or unknown', async () => {
    const world = (await runTool(temporalWorld(engine, { statements: [DATABASE] }), setup, 'setup')).next
    let pid = 0
    const to = (from: SqlWorld, version: string) =>
      runTool(from, [...update, '-v', version], `to ${version} ${pid++}`)
    const at2 = await to(world, '1.2')
    expect(at2.exit.code).toBe(0)
    expect(errorOf((await to(at2.next, '1.1')).exit.stderr)).toBe(
      "error listing schema dir:start version '1.2' must be less than end version '1.1'",
    )
    expect(errorOf((await to(at2.next, '9.9')).exit.stderr)).toContain(
      "error listing schema dir:end version '9.9' specified but not found. existing versions: [v1.0 v1.1 v1.10",
    )
    const same = await to(at2.next, '1.2')
    expect(same.exit.code).toBe(0)
    expect(same.exit.stderr).toContain('found zero updates from current version 1.2')
  })

  it('runs the files of a folder that is named, all or none of them', async () => {
    const manifest = (version: string) =>
      JSON.stringify({ CurrVersion: version, MinCompatibleVersion: '0.1', SchemaUpdateCqlFiles: ['a.sql'] })
    const files = {
      'own/v0.1/manifest.json': manifest('0.1'),
      'own/v0.1/a.sql': 'CREATE TABLE one (a int); -- first\nINSERT INTO one VALUES (1);',
      'own/v0.2/manifest.json': manifest('0.2'),
      'own/v0.2/a.sql': 'GRANT SELECT ON one TO public;',
    }
    const world = temporalWorld(engine, { statements: [DATABASE], files })
    const ready = (await runTool(world, setup, 'setup')).next
    const all = await runTool(ready, tool('update-schema', '-d', './own'), 'all')
    expect(errorOf(all.exit.stderr)).toBe(
      'error processing version v0.2:CQL prefix not in whitelist, stmt=GRANT SELECT ON one TO public;',
    )
    expect(await queryValue(all.next, 'temporal', "SELECT to_regclass('one')")).toBeNull()
    const one = await runTool(ready, tool('update-schema', '-d', 'own', '-v', '0.1'), 'one')
    expect(await queryValue(one.next, 'temporal', 'SELECT a FROM one')).toBe('1')
  })

  it.each([
    [
      ['update-schema'],
      'Config Error:missing argument; either(-schema-dir) or (-schema-name) must be specified',
    ],
    [
      ['update-schema', '-d', '/etc/temporal/schema/postgresql/v12/vis/versioned'],
      'error listing schema dir:open .: no such file or directory',
    ],
    [
      ['setup-schema'],
      'Config Error:missing argument; either (-disable-versioning) or (-version) but not both must be specified',
    ],
  ])('%j is refused', async (argv, error) => {
    const world = (await runTool(temporalWorld(engine, { statements: [DATABASE] }), setup, 'setup')).next
    expect(errorOf((await runTool(world, tool(...argv), 'refused')).exit.stderr)).toBe(error)
  })

  it('twice at once: one of them dies of the duplicate row', async () => {
    const ready = (await runTool(temporalWorld(engine, { statements: [DATABASE] }), setup, 'setup')).next
    const args = { argv: update, env: ENVIRONMENT, cwd: '', stdin: '' } as unknown as JsonObject
    const program = 'tool:temporal-sql-tool'
    const both = launch(
      ready.system,
      launch(ready.system, ready.world, 'a', program, args),
      'b',
      program,
      args,
    )
    const { state } = await createEmbeddedTwin(ready.system).advance(both, () => false)
    const exits = ['a', 'b'].map((pid) => findProcess(state, pid)?.exit)
    expect(exits.map((exit) => exit?.code)).toEqual([0, 1])
    expect(errorOf(exits[1]?.stderr ?? '')).toContain('namespace_metadata_pkey')
  })
})

it('has no describe-schema', async () => {
  const { exit } = await runTool(temporalWorld(engine), tool('describe-schema'), 'describe')
  expect(exit).toMatchObject({ code: 3, stderr: "No help topic for 'describe-schema'\n" })
})
