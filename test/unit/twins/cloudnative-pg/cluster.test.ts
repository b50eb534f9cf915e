import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { World } from '../../../../twins/kernel/world.js'
import { arrayAt, findCondition, metadataOf, textAt, valueAt } from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster, credentials } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

describe('a new Cluster of one instance', () => {
  const world = new CnpgWorld(engine)
  let healthy: World
  beforeAll(async () => {
    const initdb = {
      database: 'shop',
      owner: 'clerk',
      postInitSQL: ['CREATE ROLE reader'],
      postInitTemplateSQL: ['CREATE TABLE in_each (n int)'],
      postInitApplicationSQL: ['CREATE TABLE orders (n int)', 'INSERT INTO orders VALUES (1), (2)'],
    }
    world.create(cluster({ bootstrap: { initdb } }))
    await world.quiesce()
    healthy = world.world
  }, 120_000)
  beforeEach(() => {
    world.world = healthy
  })

  it('goes through the phases of its bootstrap and is Ready', () => {
    expect(world.phases()).toEqual(['Setting up primary', 'Cluster in healthy state'])
    expect(findCondition(world.cluster(), 'Ready')).toMatchObject({
      status: 'True',
      reason: 'ClusterIsReady',
      message: 'Cluster is Ready',
    })
    expect(world.events('CreatingInstance')).toEqual(['Primary instance (initdb)'])
  })

  it('says who is primary and which instances it has', () => {
    expect(valueAt(world.cluster(), 'status')).toMatchObject({
      instances: 1,
      readyInstances: 1,
      currentPrimary: 'c-1',
      targetPrimary: 'c-1',
      healthyPVC: ['c-1'],
      latestGeneratedNode: 1,
    })
  })

  it('makes the objects of upstream, all owned by it', () => {
    expect(world.names('pods')).toEqual(['c-1'])
    expect(world.names('jobs')).toEqual([])
    expect(world.names('persistentvolumeclaims')).toEqual(['c-1'])
    expect(world.names('services')).toEqual(['c-r', 'c-ro', 'c-rw'])
    expect(world.names('secrets')).toEqual(['c-app', 'c-ca', 'c-replication', 'c-server'])
    expect(world.names('poddisruptionbudgets')).toEqual(['c-primary'])
    const uid = textAt(world.cluster(), 'metadata', 'uid')
    const owners = (['pods', 'persistentvolumeclaims', 'services', 'secrets'] as const).flatMap((kind) =>
      world.names(kind).map((name) => arrayAt(metadataOf(world.get(kind, name)!), 'ownerReferences')[0]),
    )
    expect(
      owners.every((owner) => textAt(owner, 'uid') === uid && valueAt(owner, 'controller') === true),
    ).toBe(true)
  })

  it('runs what initdb says, as the superuser', async () => {
    expect(await world.rows('SELECT n FROM orders ORDER BY 1', 'shop')).toEqual(['1', '2'])
    const owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'shop'"
    expect(await world.rows(owner)).toEqual(['clerk'])
    expect(await world.rows("SELECT count(*) FROM pg_tables WHERE tablename = 'in_each'", 'shop')).toEqual([
      '1',
    ])
    expect(await world.rows("SELECT count(*) FROM pg_roles WHERE rolname = 'reader'")).toEqual(['1'])
  })

  it('lets the owner in with the password of c-app', async () => {
    expect(world.secret('c-app', 'username')).toBe('clerk')
    const password = world.secret('c-app', 'password')
    expect(password).toMatch(/^[A-Za-z0-9]{64}$/)
    expect(world.secret('c-app', 'uri')).toBe(`postgresql://clerk:${password}@c-rw.db:5432/shop`)
    expect(await world.login('clerk', password, 'shop')).toBe('connected')
    expect(await world.login('clerk', 'wrong', 'shop')).toBe('28P01')
  })

  it('refuses connections to the replicas it does not have', async () => {
    expect(await world.login('clerk', world.secret('c-app', 'password'), 'shop', 'c-ro')).toBe('refused')
  })

  it('has no secret and no password of the superuser', async () => {
    const query = "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'postgres'"
    expect(await world.rows(query)).toEqual(['t'])
  })

  it('answers psql in its pod as the superuser, without a password', async () => {
    const psql = ['kubectl', 'exec', '-n', 'db', 'c-1', '-c', 'postgres', '--', 'psql', '-At']
    expect(
      await world.run([...psql, 'shop', '-c', 'SELECT current_user, count(*) FROM orders']),
    ).toMatchObject({
      code: 0,
      stdout: 'postgres|2\n',
    })
    const refused = await world.run([...psql, '-U', 'clerk', 'shop', '-c', 'SELECT 1'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('FATAL:  Peer authentication failed for user "clerk"')
  })

  it('brings back a pod that is deleted, on the same volume and with the same data', async () => {
    const uid = world.uid('c-1')
    await world.delete('pods', 'c-1').quiesce()
    expect(world.phase()).toBe('Cluster in healthy state')
    expect(world.uid('c-1')).not.toBe(uid)
    expect(await world.rows('SELECT count(*) FROM orders', 'shop')).toEqual(['2'])
  })

  it('is unreachable from the deletion of its pod until the new one is ready', async () => {
    const password = world.secret('c-app', 'password')
    world.delete('pods', 'c-1')
    await world.until(() => world.names('pods').length === 0)
    expect(await world.login('clerk', password, 'shop')).toBe('refused')
    await world.quiesce()
    expect(await world.login('clerk', password, 'shop')).toBe('connected')
  })

  it('makes a new password when c-app is deleted, and sets it', async () => {
    const old = world.secret('c-app', 'password')
    await world.delete('secrets', 'c-app').quiesce()
    const password = world.secret('c-app', 'password')
    expect(password).not.toBe(old)
    expect(await world.login('clerk', password, 'shop')).toBe('connected')
    expect(await world.login('clerk', old, 'shop')).toBe('28P01')
  })

  it('sets the password of c-app anew with each start of the pod', async () => {
    await world.rows("ALTER ROLE clerk PASSWORD 'by hand'")
    await world.patch('clusters', 'c', { metadata: { annotations: { any: 'event' } } }).quiesce()
    expect(await world.login('clerk', 'by hand', 'shop')).toBe('connected')
    await world.delete('pods', 'c-1').quiesce()
    expect(await world.login('clerk', 'by hand', 'shop')).toBe('28P01')
  })

  it('turns the access of the superuser on and off without a restart', async () => {
    const uid = world.uid('c-1')
    await world.patch('clusters', 'c', { spec: { enableSuperuserAccess: true } }).quiesce()
    const password = world.secret('c-superuser', 'password')
    expect(await world.login('postgres', password)).toBe('connected')
    await world.patch('clusters', 'c', { spec: { enableSuperuserAccess: false } }).quiesce()
    expect(world.names('secrets')).not.toContain('c-superuser')
    expect(await world.login('postgres', password)).toBe('28P01')
    expect(world.uid('c-1')).toBe(uid)
  })

  it('takes its volume along when it is deleted: a new one of its name is empty', async () => {
    await world.delete('clusters', 'c').quiesce()
    expect(world.names('persistentvolumeclaims')).toEqual([])
    expect(world.names('pods')).toEqual([])
    expect(world.names('secrets')).toEqual([])
    await world.create(cluster()).quiesce()
    expect(world.phase()).toBe('Cluster in healthy state')
    expect(await world.rows("SELECT datname FROM pg_database WHERE datname IN ('shop', 'app')")).toEqual([
      'app',
    ])
  })

  it('finds its data again when it was deleted with --cascade=orphan', async () => {
    const password = world.secret('c-app', 'password')
    await world.delete('clusters', 'c', { propagationPolicy: 'Orphan' }).quiesce()
    expect(world.names('persistentvolumeclaims')).toEqual(['c-1'])
    await world.create(cluster({ bootstrap: { initdb: { database: 'shop', owner: 'clerk' } } })).quiesce()

    expect(await world.rows('SELECT count(*) FROM orders', 'shop')).toEqual(['2'])
    expect(world.secret('c-app', 'password')).toBe(password)
  })

  it('starts the container again that was killed, with its sessions gone', async () => {
    const session = await world.sql({
      op: 'connect',
      host: 'c-rw.db.svc.cluster.local',
      user: 'clerk',
      password: world.secret('c-app', 'password'),
      database: 'shop',
    })
    const { createEmbeddedTwin } = await import('../../../../twins/embedded/embedded-twin.js')
    world.world = (await createEmbeddedTwin(world.twin.system).restartContainers(world.world)) as World
    await world.quiesce()
    const answer = await world.sql({
      op: 'execute',
      session: textAt(session, 'session'),
      statement: 'SELECT 1',
    })
    expect(answer['kind']).toBe('closed')
    expect(world.phase()).toBe('Cluster in healthy state')
    const status = arrayAt(world.get('pods', 'c-1'), 'status', 'containerStatuses')[0]
    expect(valueAt(status, 'restartCount')).toBe(1)
  })
})

describe('a Cluster with a Secret of the user', () => {
  const world = new CnpgWorld(engine)
  const initdb = { database: 'app', owner: 'app', secret: { name: 'mine' } }

  it('uses it and makes none', async () => {
    world.create(credentials('mine', 'app', 'secret-1'), cluster({ bootstrap: { initdb } }))
    await world.quiesce()
    expect(world.names('secrets')).not.toContain('c-app')
    expect(await world.login('app', 'secret-1')).toBe('connected')
  })

  it('leaves alone a c-app that was there before, and does not own it', async () => {
    const other = new CnpgWorld(engine)
    other.create(credentials('c-app', 'app', 'secret-2'), cluster())
    await other.quiesce()
    expect(await other.login('app', 'secret-2')).toBe('connected')
    expect(arrayAt(metadataOf(other.get('secrets', 'c-app')!), 'ownerReferences')).toEqual([])
  })
})

describe('a Cluster that cannot be', () => {
  it.each([
    ['1.29.2', 'Setting up primary', 'Creating primary instance c-1'],
    [
      '1.30.0',
      'Cluster is unrecoverable and needs manual intervention',
      'Instance creation failed for the following jobs: c-1-initdb',
    ],
  ])('in release %s is in phase %s when its initdb has given up', async (cnpg, phase, reason) => {
    const world = new CnpgWorld(engine, { cnpg })
    world.create(cluster({ bootstrap: { initdb: { postInitSQL: ['SELECT * FROM nowhere'] } } }))
    await world.elapse(7_200_000)
    expect(world.phase()).toBe(phase)
    expect(textAt(world.cluster(), 'status', 'phaseReason')).toBe(reason)
  })

  it('says what is not modelled', async () => {
    const world = new CnpgWorld(engine)
    world.create(cluster({ walStorage: { size: '1Gi' } }))
    await world.quiesce()
    expect(world.phase()).toBe('not modelled')
    expect(textAt(world.cluster(), 'status', 'phaseReason')).toBe('spec.walStorage')
  })
})
