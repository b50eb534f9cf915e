import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Clock } from '../../harness/serve/clock.js'
import { PostgresListeners } from '../../harness/serve/postgres-listeners.js'
import { wallClock } from '../../harness/serve/wall-clock.js'
import { ServedWorld } from '../../twins/embedded/served-world.js'
import {
  createWireSession,
  listedServers,
  SERVERS,
  SESSIONS,
  type ServerRow,
} from '../../twins/postgres/index.js'
import { SqlWorld, testEngine } from '../support/postgres.js'

/** Unmodified clients at the TCP port of a world's server: `psql` of the machine, and the driver `pg`. */
const engine = testEngine()
const real = spawnSync('psql', ['--version'], { encoding: 'utf8' })
const hasPsql = real.status === 0
if (!hasPsql) process.stderr.write('serve.postgres: no psql here: apt-get install postgresql-client\n')

const PASSWORD = 'fake-password'
/** After so long without a word an open transaction is ended. */
const IDLE_MS = 60_000
let before: SqlWorld
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  before = SqlWorld.create(engine, [
    {
      name: 'main',
      hosts: { db: '10.0.0.5' },
      bootstrap: [
        { database: 'postgres', statement: `CREATE ROLE app LOGIN PASSWORD '${PASSWORD}'` },
        { database: 'postgres', statement: 'CREATE DATABASE app OWNER app' },
      ],
    },
  ])
})
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
afterAll(() => engine.close())

async function serve(world = before, wall = wallClock) {
  const served = new ServedWorld(world.system, world.world)
  const clock = new Clock(served, wall, { speed: 'paused' })
  const problems: unknown[] = []
  const listeners = await PostgresListeners.start({
    served,
    clock,
    wall,
    front: { servers: listedServers, createSession: createWireSession },
    host: '127.0.0.1',
    onProblem: (error) => problems.push(error),
  })
  open.push({ close: () => listeners.close().finally(() => clock.stop()) })
  const { port } = listeners.addresses[0]!
  return { served, listeners, port, problems, world: () => new SqlWorld(served.system, served.world) }
}

async function client(port: number, options: Partial<pg.ClientConfig> = {}): Promise<pg.Client> {
  const made = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'app',
    database: 'app',
    password: PASSWORD,
    ...options,
  })
  made.on('error', () => {})
  await made.connect()
  open.unshift({ close: () => made.end().catch(() => {}) })
  return made
}

/** SQLSTATE and text of what a promise fails with. */
async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (error: { readonly code?: string; readonly message: string }) => `${error.code} ${error.message}`,
  )
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function psql(port: number, args: readonly string[], stdin = '', password = PASSWORD): Promise<Ran> {
  const child = spawn(
    'psql',
    ['-X', '-h', '127.0.0.1', '-p', String(port), '-U', 'app', '-d', 'app', ...args],
    {
      env: { PATH: process.env['PATH'] ?? '', PGPASSWORD: password },
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => (stdout += String(text)))
  child.stderr.on('data', (text) => (stderr += String(text)))
  child.stdin.end(stdin)
  const [code] = (await once(child, 'close')) as [number]
  return { code, stdout, stderr }
}

const digests = (world: SqlWorld) => world.world.get<ServerRow>(SERVERS, 'main')?.state
const sessions = (world: SqlWorld) => world.world.list(SESSIONS).length

describe('pg, a driver', () => {
  it('sees what the world holds, and what it writes is the state of the world', async () => {
    const { port, world } = await serve(
      (await before.as('CREATE TABLE t AS SELECT 1 AS a', { database: 'app' })).next,
    )
    await world().as('GRANT ALL ON t TO app', { database: 'app' })
    const app = await client(port)
    await app.query('CREATE TABLE mine (id int PRIMARY KEY, name text)')
    await app.query('INSERT INTO mine VALUES (1, $1), ($2, $3)', ["it's \\ one", 2, null])
    const { answer } = await world().as('SELECT * FROM mine ORDER BY id', { database: 'app' })
    expect(answer['results']).toMatchObject([
      {
        rows: [
          ['1', "it's \\ one"],
          ['2', null],
        ],
      },
    ])
    expect((await app.query('SELECT count(*) FROM mine WHERE id = $1', [2])).rows).toEqual([{ count: '1' }])
  })

  it.each([
    ['a wrong password', { password: 'wrong' }, '28P01 password authentication failed for user "app"'],
    [
      'a role that is not there',
      { user: 'nobody' },
      '28P01 password authentication failed for user "nobody"',
    ],
    ['a database that is not there', { database: 'gone' }, '3D000 database "gone" does not exist'],
    [
      'a setting that is not there',
      { options: '-c no_such=1' },
      '42704 unrecognized configuration parameter "no_such"',
    ],
  ])('with %s is refused in the server’s words', async (_what, options, expected) => {
    const { port } = await serve()
    expect(await failure(client(port, options))).toBe(expected)
  })

  it('keeps a session: settings, transactions that are given up, savepoints', async () => {
    const { port, world } = await serve()
    const app = await client(port, { options: '-c statement_timeout=12345' })
    expect((await app.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '12345ms' }])
    await app.query('CREATE TABLE t (a int)')
    const state = digests(world())
    await app.query('BEGIN')
    await app.query('INSERT INTO t VALUES ($1)', [1])
    await app.query('SAVEPOINT s')
    expect(await failure(app.query('SELECT 1/0'))).toBe('22012 division by zero')
    expect(await failure(app.query('SELECT 1'))).toContain('25P02 current transaction is aborted')
    await app.query('ROLLBACK TO s')
    expect((await app.query('SELECT * FROM t')).rows).toEqual([{ a: 1 }])
    await app.query('ROLLBACK')
    expect(digests(world())).toEqual(state)
  })

  it.each([
    ['COPY t FROM STDIN', '0A000 not modelled: PostgreSQL: COPY from or to the client or a program'],
    ['LISTEN news', '0A000 LISTEN is not supported: notifications reach nobody in this world'],
    ['SELECT pg_sleep(1)', '0A000 not modelled: PostgreSQL: pg_sleep: the server would really sleep'],
  ])('is told that %s is not supported, and goes on', async (statement, expected) => {
    const { port } = await serve()
    const app = await client(port)
    expect(await failure(app.query(statement))).toBe(expected)
    expect((await app.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('is told that binary parameters are not supported', async () => {
    const { port } = await serve()
    const app = await client(port)
    expect(await failure(app.query('SELECT $1::bytea', [Buffer.from('x')]))).toBe(
      '0A000 binary parameters and results are not supported on this endpoint',
    )
  })

  it('runs a prepared statement more than once', async () => {
    const { port } = await serve()
    const app = await client(port)
    for (const value of ['1', '2']) {
      const { rows } = await app.query({ name: 'twice', text: 'SELECT $1::int * 2 AS v', values: [value] })
      expect(rows).toEqual([{ v: Number(value) * 2 }])
    }
  })

  it('leaves no session behind, with and without a word', async () => {
    const { port, world } = await serve()
    const polite = await client(port)
    const rude = await client(port)
    expect(sessions(world())).toBe(2)
    await polite.end()
    ;(rude as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    await expect.poll(() => sessions(world())).toBe(0)
  })

  it('is a session that the world sees: a database with it cannot be dropped', async () => {
    const { port, world } = await serve()
    await client(port)
    const { answer } = await world().as('DROP DATABASE app')
    expect(answer['error']).toMatchObject({ sqlstate: '55006' })
  })

  it('that leaves a transaction open is told to go', async () => {
    const timers: (() => void)[] = []
    const wall = {
      ...wallClock,
      after: (ms: number, work: () => void) => {
        if (ms === IDLE_MS) timers.push(work)
        return () => {}
      },
    }
    const { port, world } = await serve(before, wall)
    const app = await client(port)
    const ended = once(app, 'error') as Promise<[{ code?: string; message: string }]>
    await app.query('BEGIN')
    await app.query('CREATE TABLE never (a int)')
    timers.at(-1)!()
    const [error] = await ended
    expect(`${error.code} ${error.message}`).toBe(
      '25P03 terminating connection due to idle-in-transaction timeout',
    )
    expect(sessions(world())).toBe(0)
  })
})

describe('listeners', () => {
  it('follow the servers: a stopped one refuses connections, and has the same port afterwards', async () => {
    const { port, served, listeners } = await serve()
    const status = (to: string) =>
      served.call('sql', { op: 'set-status', server: 'main', status: to }, 'test')
    status('down')
    await expect.poll(() => listeners.addresses).toEqual([])
    expect(await failure(client(port))).toContain('ECONNREFUSED')
    status('starting')
    await expect.poll(() => listeners.addresses.map((each) => each.port)).toEqual([port])
    expect(await failure(client(port))).toBe('57P03 the database system is starting up')
    status('up')
    expect(await failure(client(port))).toBe('no failure')
  })

  it('end the connections to a world that was replaced', async () => {
    const { port, served, listeners, world } = await serve()
    const app = await client(port)
    const withSession = served.world
    await app.query('CREATE TABLE t (a int)')
    served.replace(withSession)
    await listeners.restart()
    expect(await failure(app.query('SELECT 1'))).not.toBe('no failure')
    expect(sessions(world())).toBe(0)
  })

  it.each([
    ['no protocol at all', Buffer.from('GET / HTTP/1.1\r\n\r\n'), '08P01'],
    ['protocol 2', packet(2 << 16, ''), 'unsupported frontend protocol 2.0'],
    ['no user', packet(3 << 16, 'database\0app\0\0'), 'no PostgreSQL user name specified'],
    [
      'another encoding',
      packet(3 << 16, 'user\0app\0client_encoding\0LATIN1\0\0'),
      'client_encoding LATIN1 is not supported',
    ],
    ['replication', packet(3 << 16, 'user\0app\0replication\0true\0\0'), 'replication is not supported'],
  ])('answer %s with an error', async (_what, bytes, expected) => {
    const { port, problems } = await serve()
    const socket = connect(port, '127.0.0.1')
    socket.write(bytes)
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    expect(text).toContain(expected)
    expect(problems).toEqual([])
  })
})

describe.skipIf(!hasPsql)('psql, the real one', () => {
  const SCRIPT = `
CREATE TABLE orders (id int PRIMARY KEY, note text);
INSERT INTO orders VALUES (1, 'first'), (2, NULL);
INSERT INTO orders VALUES (1, 'again');
BEGIN;
UPDATE orders SET note = 'changed' WHERE id = 2;
COMMIT;
SELECT * FROM orders ORDER BY id;
SELECT nothing FROM nowhere;
DO $$ BEGIN RAISE NOTICE 'noticed'; END $$;
CREATE SCHEMA other;
DROP TABLE IF EXISTS missing;
\\dt
`

  it('does to the world what the built-in one does, and prints the same', async () => {
    const { port, world } = await serve()
    const typed = await psql(port, ['-f', '-'], SCRIPT)
    const env = { PGPASSWORD: PASSWORD }
    const inWorld = await before.tool(['psql', '-X', '-h', 'db', '-U', 'app', '-d', 'app', '-f', '-'], {
      env,
      stdin: SCRIPT,
    })
    expect(typed.stderr).toBe(inWorld.exit.stderr)
    expect(typed.stdout).toBe(inWorld.exit.stdout)
    expect(typed.code).toBe(inWorld.exit.code)
    expect(digests(world())).toEqual(digests(inWorld.next))
    expect(digests(world())).not.toEqual(digests(before))
  })

  it.each([
    ['one error', ['-c', 'SELECT 1/0'], 1],
    ['several statements in one string', ['-c', 'CREATE TABLE a (x int); SELECT 1/0'], 1],
    ['ON_ERROR_STOP', ['-v', 'ON_ERROR_STOP=1', '-c', 'SELECT no', '-c', 'SELECT 1'], 1],
    ['a setting', ['-tA', '-c', "SET TIME ZONE 'Europe/Paris'", '-c', 'SHOW TimeZone'], 0],
  ])('answers as the built-in one: %s', async (_what, args, code) => {
    const { port, world } = await serve()
    const typed = await psql(port, args)
    const { exit, next } = await before.tool(['psql', '-X', '-h', 'db', '-U', 'app', '-d', 'app', ...args], {
      env: { PGPASSWORD: PASSWORD },
    })
    expect(typed).toEqual({ code: exit.code, stdout: exit.stdout, stderr: exit.stderr })
    expect(typed.code).toBe(code)
    expect(digests(world())).toEqual(digests(next))
  })

  it('is refused with the server’s words', async () => {
    const { port } = await serve()
    const { code, stderr } = await psql(port, ['-c', 'SELECT 1'], '', 'wrong')
    expect(code).toBe(2)
    expect(stderr).toContain('FATAL:  password authentication failed for user "app"')
  })
})

function packet(code: number, text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(code, 4)
  return Buffer.concat([head, body])
}
