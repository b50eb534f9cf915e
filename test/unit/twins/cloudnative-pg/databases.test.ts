import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { World } from '../../../../twins/kernel/world.js'
import { arrayAt, metadataOf, objectAt, valueAt } from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster, database } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const world = new CnpgWorld(engine)
let healthy: World
beforeAll(async () => {
  world.create(cluster({ managed: { roles: [{ name: 'clerk' }, { name: 'boss' }] } }))
  await world.quiesce()
  healthy = world.world
}, 120_000)
beforeEach(() => {
  world.world = healthy
})

const status = (name: string) => objectAt(world.get('databases', name), 'status')
const ownerOf = (name: string) =>
  world.rows(`SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '${name}'`)
const schemas = (name: string) =>
  world.rows(
    'SELECT nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE oid >= 16384 ORDER BY 1',
    name,
  )

describe('a Database', () => {
  it('is made with its owner, schemas and extensions', async () => {
    const spec = {
      owner: 'clerk',
      schemas: [{ name: 'sales', owner: 'boss' }],
      extensions: [{ name: 'citext' }],
    }
    await world.create(database('shop', spec)).quiesce()
    expect(await ownerOf('shop')).toEqual(['clerk'])
    expect(await schemas('shop')).toEqual(['sales|boss'])
    expect(status('shop')).toEqual({
      applied: true,
      observedGeneration: 1,
      schemas: [{ name: 'sales', applied: true }],
      extensions: [{ name: 'citext', applied: true }],
    })
    expect(metadataOf(world.get('databases', 'shop')!)['finalizers']).toEqual(['cnpg.io/deleteDatabase'])
  })

  it('takes over a database that is there, and changes its owner', async () => {
    await world.rows('CREATE DATABASE shop OWNER boss')
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    expect(await ownerOf('shop')).toEqual(['clerk'])
  })

  it('gives only its owner the right to create in public', async () => {
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    const may = (role: string) =>
      world.rows(`SELECT has_schema_privilege('${role}', 'public', 'CREATE')`, 'shop')
    expect([await may('clerk'), await may('boss')]).toEqual([['t'], ['f']])
    await world.patch('databases', 'shop', { spec: { owner: 'boss' } }).quiesce()
    expect([await may('clerk'), await may('boss')]).toEqual([['f'], ['t']])
  })

  it('waits for its owner, in the words of the server, and is applied when the role is there', async () => {
    await world.create(database('shop', { owner: 'nobody' })).quiesce()
    expect(status('shop')).toEqual({
      applied: false,
      message: 'ERROR: role "nobody" does not exist (SQLSTATE 42704)',
    })
    await world.rows('CREATE ROLE nobody')
    await world.elapse(31_000)
    expect(status('shop')).toEqual({ applied: true, observedGeneration: 1 })
  })

  it('is not applied as long as one of its objects is not', async () => {
    const schemas = [{ name: 'a' }, { name: 'b', owner: 'nobody' }]
    await world.create(database('shop', { owner: 'clerk', schemas })).quiesce()
    expect(status('shop')).toMatchObject({
      applied: false,
      message: 'database object reconciliation failed',
      schemas: [
        { name: 'a', applied: true },
        { name: 'b', applied: false, message: 'ERROR: role "nobody" does not exist (SQLSTATE 42704)' },
      ],
    })
  })

  it('is not looked at again: what is dropped by hand stays dropped until the spec changes', async () => {
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    await world.rows('DROP DATABASE shop')
    await world.elapse(3_600_000)
    expect(await ownerOf('shop')).toEqual([])
    await world.patch('databases', 'shop', { spec: { connectionLimit: 10 } }).quiesce()
    expect(await ownerOf('shop')).toEqual(['clerk'])
  })

  it('keeps a schema that is taken off the list, and drops one that shall be absent', async () => {
    const spec = { owner: 'clerk', schemas: [{ name: 'a' }, { name: 'b' }] }
    await world.create(database('shop', spec)).quiesce()
    await world.patch('databases', 'shop', { spec: { schemas: [{ name: 'b', ensure: 'absent' }] } }).quiesce()
    expect(await schemas('shop')).toEqual(['a|postgres'])
  })

  it('drops its database when it shall be absent', async () => {
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    await world.patch('databases', 'shop', { spec: { ensure: 'absent' } }).quiesce()
    expect(await ownerOf('shop')).toEqual([])
    expect(status('shop')).toMatchObject({ applied: true })
  })

  it('leaves its database behind, unless its reclaim policy says delete', async () => {
    world.create(database('kept', { owner: 'clerk' }))
    world.create(database('lost', { owner: 'clerk', databaseReclaimPolicy: 'delete' }))
    await world.quiesce()
    await world.delete('databases', 'kept').delete('databases', 'lost').quiesce()
    expect(world.names('databases')).toEqual([])
    expect([await ownerOf('kept'), await ownerOf('lost')]).toEqual([['clerk'], []])
  })

  it('stays Terminating while someone is connected to what it has to drop', async () => {
    await world.create(database('shop', { owner: 'clerk', databaseReclaimPolicy: 'delete' })).quiesce()
    const target = { server: 'db/c', trusted: true, user: 'postgres', database: 'shop' }
    const { session } = await world.sql({ op: 'connect', ...target })
    await world.delete('databases', 'shop').quiesce()
    expect(world.names('databases')).toEqual(['shop'])
    const errors = world
      .log()
      .flatMap(({ event }) => (event.kind === 'reconcile-error' ? [event.message] : []))
    expect(errors.at(-1)).toBe(
      'while dropping database "shop": ERROR: database "shop" is being accessed by other users (SQLSTATE 55006)',
    )
    await world.sql({ op: 'disconnect', session: String(session) })
    await world.elapse(1_000_000)
    expect(world.names('databases')).toEqual([])
  })

  it('is refused to a second object for the same database', async () => {
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    const second = database('shop', { owner: 'boss' })
    await world.create({ ...second, metadata: { name: 'shop-2', namespace: 'db' } }).quiesce()
    expect(status('shop-2')).toEqual({
      applied: false,
      message: '"shop" is already managed by object "shop"',
    })
    expect(await ownerOf('shop')).toEqual(['clerk'])
  })

  it('is let go without a DROP when its Cluster is deleted, and applied anew in the next one', async () => {
    await world.create(database('shop', { owner: 'app', databaseReclaimPolicy: 'delete' })).quiesce()
    await world.delete('clusters', 'c').quiesce()
    expect(status('shop')).toMatchObject({
      applied: false,
      message: 'cluster resource has been deleted, skipping reconciliation',
      observedGeneration: 0,
    })
    expect(arrayAt(metadataOf(world.get('databases', 'shop')!), 'finalizers')).toEqual([])
    await world.create(cluster()).quiesce()
    expect(await ownerOf('shop')).toEqual(['app'])
    expect(valueAt(status('shop'), 'applied')).toBe(true)
  })
})

describe('release 1.25', () => {
  it('knows no schemas of Databases', async () => {
    const old = new CnpgWorld(engine, { cnpg: '1.25.1' })
    old.create(cluster(), database('shop', { owner: 'app', schemas: [{ name: 'a' }] }))
    await old.quiesce()
    expect(objectAt(old.get('databases', 'shop'), 'status')).toEqual({ applied: true, observedGeneration: 1 })
    expect(await old.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'a'", 'shop')).toEqual(['0'])
  })
})
