import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { objectAt, valueAt } from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster, credentials } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const ROLE = { name: 'clerk', login: true, passwordSecret: { name: 'clerk-login' } }

async function worldWith(
  cnpg: string,
  roles: readonly JsonObject[] = [ROLE],
  labels: JsonObject = { 'cnpg.io/reload': 'true' },
): Promise<CnpgWorld> {
  const world = new CnpgWorld(engine, { cnpg })
  world.create(credentials('clerk-login', 'clerk', 'first', labels), cluster({ managed: { roles } }))
  return world.quiesce()
}

const login = (world: CnpgWorld, password: string) => world.login('clerk', password, 'postgres')
const status = (world: CnpgWorld) => objectAt(world.cluster(), 'status', 'managedRolesStatus')
/** Any event of the Cluster makes its instance manager look at everything. */
const poke = (world: CnpgWorld, value: string) =>
  world.patch('clusters', 'c', { metadata: { annotations: { poke: value } } }).quiesce()

describe('a managed role', () => {
  let world: CnpgWorld
  beforeAll(async () => {
    world = await worldWith('1.29.2', [
      { name: 'staff' },
      { ...ROLE, createdb: true, connectionLimit: 5, comment: 'sells', inRoles: ['staff'] },
    ])
  }, 120_000)

  it('is made with its attributes, comment and memberships', async () => {
    const query = `SELECT rolcreatedb, rolconnlimit, shobj_description(oid, 'pg_authid'), pg_has_role('clerk', 'staff', 'member')
      FROM pg_authid WHERE rolname = 'clerk'`
    expect(await world.rows(query)).toEqual(['t|5|sells|t'])
    expect(await login(world, 'first')).toBe('connected')
  })

  it('stands in the status with the others', () => {
    expect(status(world)).toMatchObject({
      byStatus: {
        reconciled: ['clerk', 'staff'],
        'not-managed': ['app'],
        reserved: ['postgres', 'streaming_replica'],
      },
    })
    expect(valueAt(status(world), 'passwordStatus', 'clerk', 'resourceVersion')).toMatch(/^\d+$/)
  })

  it('has its attributes and its password put back after a change by hand', async () => {
    await world.rows("ALTER ROLE clerk NOCREATEDB PASSWORD 'by hand'")
    await poke(world, '1')
    expect(await login(world, 'first')).toBe('connected')
    expect(await world.rows("SELECT rolcreatedb FROM pg_roles WHERE rolname = 'clerk'")).toEqual(['t'])
  })

  it('follows its Secret at once when that carries the label', async () => {
    await world.patch('secrets', 'clerk-login', { stringData: { password: 'second' } }).quiesce()
    expect(await login(world, 'second')).toBe('connected')
  })

  it('keeps its password when the spec names none any more', async () => {
    const roles = [{ name: 'staff' }, { name: 'clerk', login: true }]
    await world.patch('clusters', 'c', { spec: { managed: { roles } } }).quiesce()
    expect(await login(world, 'second')).toBe('connected')
  })

  it('loses its password when that is disabled', async () => {
    const roles = [{ name: 'staff' }, { name: 'clerk', login: true, disablePassword: true }]
    await world.patch('clusters', 'c', { spec: { managed: { roles } } }).quiesce()
    expect(await world.rows("SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'clerk'")).toEqual([
      't',
    ])
  })

  it('stays in the server when it is taken out of the spec', async () => {
    await world.patch('clusters', 'c', { spec: { managed: { roles: [{ name: 'staff' }] } } }).quiesce()
    expect(await world.rows("SELECT count(*) FROM pg_roles WHERE rolname = 'clerk'")).toEqual(['1'])
    expect(valueAt(status(world), 'byStatus', 'not-managed')).toEqual(['app', 'clerk'])
  })

  it('is dropped when it shall be absent, unless it owns something', async () => {
    await world.rows('CREATE TABLE mine (n int); ALTER TABLE mine OWNER TO clerk')
    const roles = [{ name: 'clerk', ensure: 'absent' }]
    await world.patch('clusters', 'c', { spec: { managed: { roles } } }).quiesce()
    expect(valueAt(status(world), 'cannotReconcile', 'clerk')).toEqual([
      'could not perform DELETE on role clerk: ERROR: role "clerk" cannot be dropped because some objects depend on it (SQLSTATE 2BP01)',
    ])
    await world.rows('DROP TABLE mine')
    await poke(world, '2')
    expect(await world.rows("SELECT count(*) FROM pg_roles WHERE rolname = 'clerk'")).toEqual(['0'])
  })
})

describe('the Secret of a managed role goes', () => {
  it.each([
    ['1.25.0', 'clears'],
    ['1.27.3', 'clears'],
    ['1.28.3', 'clears'],
    ['1.28.4', 'keeps'],
    ['1.29.1', 'clears'],
    ['1.29.2', 'keeps'],
    ['1.30.0', 'keeps'],
  ])('and release %s %s the password', async (cnpg, fate) => {
    const world = await worldWith(cnpg)
    await world.delete('secrets', 'clerk-login').quiesce()
    expect(await login(world, 'first')).toBe(fate === 'clears' ? '28P01' : 'connected')
    expect(valueAt(status(world), 'cannotReconcile', 'clerk')).toEqual(
      fate === 'clears'
        ? undefined
        : ['failed to get password secret clerk-login: secrets "clerk-login" not found'],
    )
  })

  it('which an old release notices without the label with the next event of the Cluster only', async () => {
    const world = await worldWith('1.29.1', [ROLE], {})
    await world.delete('secrets', 'clerk-login').elapse(3_600_000)
    expect(await login(world, 'first')).toBe('connected')
    await poke(world, '1')
    expect(await login(world, 'first')).toBe('28P01')
  })

  it('and comes back: the password is set again', async () => {
    const world = await worldWith('1.29.1')
    await world.delete('secrets', 'clerk-login').quiesce()
    await world.create(credentials('clerk-login', 'clerk', 'first')).quiesce()
    expect(await login(world, 'first')).toBe('connected')
  })

  it('while sessions that are open live on', async () => {
    const world = await worldWith('1.29.1')
    const host = 'c-rw.db.svc.cluster.local'
    const answer = await world.sql({
      op: 'connect',
      host,
      user: 'clerk',
      password: 'first',
      database: 'postgres',
    })
    await world.delete('secrets', 'clerk-login').quiesce()
    const session = String(answer['session'])
    expect((await world.sql({ op: 'execute', session, statement: 'SELECT 1' }))['kind']).toBe('done')
  })
})

describe('a Secret with another user', () => {
  const OTHER = { name: 'other', login: true }

  it('ends the whole pass in an old release', async () => {
    const world = new CnpgWorld(engine, { cnpg: '1.29.1' })
    world.create(credentials('clerk-login', 'boss', 'first'), cluster({ managed: { roles: [ROLE, OTHER] } }))
    await world.quiesce()
    expect(await world.rows("SELECT count(*) FROM pg_roles WHERE rolname = 'other'")).toEqual(['0'])
    const errors = world
      .log()
      .flatMap(({ event }) => (event.kind === 'reconcile-error' ? [event.message] : []))
    expect(errors).toContain("wrong username 'boss' in secret, expected 'clerk'")
  })

  it('is a matter of that role alone in a new one', async () => {
    const world = new CnpgWorld(engine, { cnpg: '1.29.2' })
    world.create(credentials('clerk-login', 'boss', 'first'), cluster({ managed: { roles: [ROLE, OTHER] } }))
    await world.quiesce()
    expect(await world.rows("SELECT count(*) FROM pg_roles WHERE rolname = 'other'")).toEqual(['1'])
    expect(valueAt(status(world), 'cannotReconcile', 'clerk')).toEqual([
      'the username in secret "clerk-login" does not match role "clerk"',
    ])
  })
})
