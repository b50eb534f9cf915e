import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import { SERVERS, SESSIONS, type ServerRow } from '../../twins/postgres/index.js'
import { installedMajors } from '../../twins/postgres/server/binaries.js'
import { POSTGRES_VERSIONS } from '../../twins/postgres/versions.js'
import { SqlWorld, testEngine } from '../support/postgres.js'

/** What every version of the server does that is installed here (scripts/fetch-postgres.mjs fetches the others). */
const majors = installedMajors(POSTGRES_VERSIONS)

const engine = testEngine()
afterAll(() => engine.close())

const BOOTSTRAP = [
  {
    database: 'postgres',
    statement: "CREATE ROLE app LOGIN PASSWORD 'first'; CREATE ROLE other LOGIN PASSWORD 'other'",
  },
  { database: 'postgres', statement: 'CREATE DATABASE app OWNER app' },
]

function worldOf(version: string): SqlWorld {
  return SqlWorld.create(engine, [{ name: 'main', version, bootstrap: BOOTSTRAP, hosts: { db: '' } }])
}

const stateOf = (world: SqlWorld) => world.world.get<ServerRow>(SERVERS, 'main')!.state

async function login(world: SqlWorld, user: string, password: string, database = 'app') {
  return world.ask({ op: 'connect', host: 'db', user, password, database })
}

async function open(world: SqlWorld, user: string, password: string) {
  const { next, answer } = await login(world, user, password)
  const session = String((answer as JsonObject)['session'])
  return { next, session }
}

describe.each(majors)('PostgreSQL %s', (major) => {
  const world = worldOf(major)

  it('says which version it is', async () => {
    const { answer } = await world.as('SHOW server_version')
    expect(JSON.stringify(answer)).toContain(`["${major}.`)
  })

  it.each([
    ['app', 'wrong', 'app', '28P01', 'password authentication failed for user "app"'],
    ['nosuch', 'first', 'app', '28P01', 'password authentication failed for user "nosuch"'],
    ['app', 'first', 'nodb', '3D000', 'database "nodb" does not exist'],
    ['app', 'wrong', 'nodb', '28P01', 'password authentication failed for user "app"'],
  ])('refuses the login of %s with %s to %s by %s', async (user, password, database, sqlstate, message) => {
    const { answer } = await login(world, user, password, database)
    expect(answer).toMatchObject({ kind: 'refused', error: { severity: 'FATAL', sqlstate, message } })
  })

  it('takes a new password at once and not the old one any more', async () => {
    const { next } = await world.as("ALTER ROLE app PASSWORD 'second'")
    expect((await login(next, 'app', 'first')).answer).toMatchObject({ error: { sqlstate: '28P01' } })
    expect((await login(next, 'app', 'second')).answer).toMatchObject({ kind: 'connected' })
    expect((await login(world, 'app', 'first')).answer).toMatchObject({ kind: 'connected' })
  })

  it('lets only the owner of the database create in its schema public', async () => {
    const target = { database: 'app', statement: 'CREATE TABLE t(i int)' } as const
    const refused = await world.ask({ op: 'run', host: 'db', user: 'other', password: 'other', ...target })
    expect(refused.answer).toMatchObject({
      error: { sqlstate: '42501', message: 'permission denied for schema public' },
    })
    const done = await world.ask({ op: 'run', host: 'db', user: 'app', password: 'first', ...target })
    expect(done.answer).toMatchObject({ error: null, results: [{ tag: 'CREATE TABLE' }] })
  })

  it('does not drop a database that others use, and tells how many they are', async () => {
    const first = await open(world, 'app', 'first')
    const second = await open(first.next, 'other', 'other')
    const { answer, next } = await second.next.as('DROP DATABASE app')
    expect(answer).toMatchObject({
      error: {
        sqlstate: '55006',
        message: 'database "app" is being accessed by other users',
        detail: 'There are 2 other sessions using the database.',
      },
    })
    expect(stateOf(next)).toEqual(stateOf(world))
    const left = await (await next.ask({ op: 'disconnect', session: first.session })).next.ask({
      op: 'disconnect',
      session: second.session,
    })
    const dropped = await left.next.as('DROP DATABASE app')
    expect(dropped.answer).toMatchObject({ error: null })
    expect(Object.keys(stateOf(dropped.next).databases)).not.toContain('app')
  })

  it.each([
    'DROP DATABASE app WITH (FORCE)',
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'app' AND pid <> pg_backend_pid()",
  ])('ends the sessions of others: %s', async (statement) => {
    const { next, session } = await open(world, 'app', 'first')
    const after = await next.as(statement)
    expect(after.answer).toMatchObject({ error: null })
    const { answer } = await after.next.ask({ op: 'execute', session, statement: 'SELECT 1' })
    expect(answer).toMatchObject({
      kind: 'closed',
      error: { sqlstate: '57P01', message: 'terminating connection due to administrator command' },
    })
  })

  it('comes back to where it was, and knows it', async () => {
    const made = await world.as('CREATE ROLE temporary; CREATE DATABASE copy TEMPLATE app')
    expect(made.answer).toMatchObject({ error: { sqlstate: '25001' } })
    const role = await world.as('CREATE ROLE temporary')
    const copy = await role.next.as('CREATE DATABASE copy TEMPLATE app')
    expect(stateOf(copy.next)).not.toEqual(stateOf(world))
    const back = await (await copy.next.as('DROP DATABASE copy')).next.as('DROP ROLE temporary')
    expect(stateOf(back.next)).toEqual(stateOf(world))
  })

  it('rolls an open transaction back when its session ends', async () => {
    const { next, session } = await open(world, 'app', 'first')
    const begun = await next.ask({ op: 'execute', session, statement: 'BEGIN' })
    const made = await begun.next.ask({ op: 'execute', session, statement: 'CREATE TABLE t()' })
    expect(made.answer).toMatchObject({ status: 'T' })
    expect(stateOf(made.next)).toEqual(stateOf(world))
    const gone = await made.next.ask({ op: 'disconnect', session })
    expect((await gone.next.as('SELECT FROM t', { database: 'app' })).answer).toMatchObject({
      error: { sqlstate: '42P01' },
    })
    const kept = await made.next.ask({ op: 'execute', session, statement: 'COMMIT' })
    expect((await kept.next.as('SELECT FROM t', { database: 'app' })).answer).toMatchObject({ error: null })
  })

  it('keeps what a session has set, in every fork', async () => {
    const { next, session } = await open(world, 'app', 'first')
    const set = await next.ask({ op: 'execute', session, statement: 'SET search_path = nowhere' })
    const fork = await set.next.as('CREATE ROLE someone')
    const { answer } = await fork.next.ask({ op: 'execute', session, statement: 'SHOW search_path' })
    expect(answer).toMatchObject({ results: [{ rows: [['nowhere']] }] })
  })

  it('will not wait for a lock of another session', async () => {
    const table = await world.as('CREATE TABLE t(i int); GRANT ALL ON t TO app', { database: 'app' })
    const { next, session } = await open(table.next, 'app', 'first')
    const begun = await next.ask({ op: 'execute', session, statement: 'BEGIN; LOCK TABLE t' })
    await expect(begun.next.as('INSERT INTO t VALUES (1)', { database: 'app' })).rejects.toThrow(
      /not modelled: PostgreSQL: a statement that waits for a lock/,
    )
  })

  it('is refused while it starts and while it is down', async () => {
    const status = async (to: 'starting' | 'stopping' | 'down') =>
      login((await world.ask({ op: 'set-status', server: 'main', status: to })).next, 'app', 'first')
    expect((await status('starting')).answer).toMatchObject({
      error: { sqlstate: '57P03', message: 'the database system is starting up' },
    })
    expect((await status('stopping')).answer).toMatchObject({
      error: { sqlstate: '57P03', message: 'the database system is shutting down' },
    })
    expect((await status('down')).answer).toMatchObject({ kind: 'unreachable', reason: 'refused' })
  })

  it('leaves no session behind that nobody holds', async () => {
    const { next, session } = await open(world, 'app', 'first')
    const { next: left } = await next.ask({ op: 'disconnect', session })
    expect(left.world.list(SESSIONS)).toEqual([])
  })
})
