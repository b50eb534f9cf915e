import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import type { World } from '../../../../twins/kernel/world.js'
import {
  findCondition,
  fromTimestamp,
  listObjects,
  objectAt,
  textAt,
} from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster, NAMESPACE } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const STORE = { barmanObjectStore: { destinationPath: 's3://backups/' } }
const world = new CnpgWorld(engine)
let healthy: World
beforeAll(async () => {
  const initdb = {
    postInitApplicationSQL: ['CREATE TABLE orders (n int)', 'INSERT INTO orders VALUES (1), (2)'],
  }
  await world.create(cluster({ backup: STORE, bootstrap: { initdb } })).quiesce()
  healthy = world.world
}, 120_000)
beforeEach(() => {
  world.world = healthy
})

function object(kind: string, name: string, spec: JsonObject): JsonObject {
  return { apiVersion: 'postgresql.cnpg.io/v1', kind, metadata: { name, namespace: NAMESPACE }, spec }
}
const backup = (name: string, spec: JsonObject = {}) =>
  object('Backup', name, { cluster: { name: 'c' }, ...spec })
const status = (name: string) => objectAt(world.get('backups', name), 'status')
const orders = (server: string) => world.rows('SELECT count(*) FROM orders', 'app', `${NAMESPACE}/${server}`)

/** A scratch Cluster out of a backup. */
function scratch(recovery: JsonObject, more: JsonObject = {}): JsonObject {
  return cluster({ bootstrap: { recovery }, ...more }, { name: 'scratch' })
}

describe('a Backup', () => {
  it('completes, and the Cluster says so', async () => {
    await world.create(backup('b')).quiesce()
    expect(status('b')).toMatchObject({
      phase: 'completed',
      method: 'barmanObjectStore',
      destinationPath: 's3://backups/',
      serverName: 'c',
      majorVersion: 17,
      instanceID: { podName: 'c-1' },
    })
    expect(fromTimestamp(textAt(status('b'), 'stoppedAt'))).toBeGreaterThan(
      fromTimestamp(textAt(status('b'), 'startedAt')),
    )
    expect(findCondition(world.cluster(), 'LastBackupSucceeded')).toMatchObject({ status: 'True' })
  })

  it('fails where there is nothing to write it to', async () => {
    await world.create(cluster({}, { name: 'bare' }), backup('b', { cluster: { name: 'bare' } })).quiesce()
    expect(status('b')).toEqual({
      phase: 'failed',
      error: 'cannot proceed with the backup as the cluster has no backup section',
    })
  })

  it('waits for its Cluster', async () => {
    await world.create(backup('b', { cluster: { name: 'none' } })).quiesce()
    expect(world.events('FindingCluster')).toEqual(['Unknown cluster none, will retry in 30 seconds'])
  })

  it('waits for an instance', async () => {
    world.patch('clusters', 'c', { metadata: { annotations: { 'cnpg.io/hibernation': 'on' } } })
    await world.quiesce()
    await world.create(backup('b')).quiesce()
    expect(status('b')).toEqual({ phase: 'pending' })
  })
})

describe('a ScheduledBackup', () => {
  const daily = (spec: JsonObject = {}) =>
    object('ScheduledBackup', 'daily', { cluster: { name: 'c' }, schedule: '0 30 2 * * *', ...spec })

  it('makes a Backup at each of its times, named for it', async () => {
    await world.create(daily()).quiesce()
    expect(world.names('backups')).toEqual([])
    expect(world.events('BackupSchedule')).toEqual([
      'Scheduled first backup by 2026-01-01 02:30:00 +0000 UTC',
    ])
    await world.elapse(2 * 86_400_000)
    expect(world.names('backups')).toEqual(['daily-20260101023000', 'daily-20260102023000'])
    expect(status('daily-20260102023000')).toMatchObject({ phase: 'completed' })
  })

  it('makes the first one at once, if it says so', async () => {
    await world.create(daily({ immediate: true })).quiesce()
    const [first] = listObjects(world.world, 'postgresql.cnpg.io', 'backups', NAMESPACE)
    expect(objectAt(first, 'metadata', 'labels')).toMatchObject({
      'cnpg.io/immediateBackup': 'true',
      'cnpg.io/scheduled-backup': 'daily',
      'cnpg.io/cluster': 'c',
    })
  })

  it('makes none while it is suspended', async () => {
    await world.create(daily({ suspend: true })).elapse(2 * 86_400_000)
    expect(world.names('backups')).toEqual([])
  })
})

describe('recovery into a scratch Cluster', () => {
  it('brings the rows of the source as they are now, with a password of its own', async () => {
    await world.create(backup('b')).quiesce()
    await world.rows('INSERT INTO orders VALUES (3)', 'app')
    const before = world.uid('c-1')
    await world.create(scratch({ backup: { name: 'b' } })).quiesce()
    expect(world.phase('scratch')).toBe('Cluster in healthy state')
    expect(await orders('scratch')).toEqual(['3'])
    expect(world.secret('scratch-app', 'password')).not.toBe(world.secret('c-app', 'password'))
    expect(await world.login('app', world.secret('scratch-app', 'password'), 'app', 'scratch-rw')).toBe(
      'connected',
    )
    expect(await world.login('app', world.secret('c-app', 'password'))).toBe('connected')
    expect(world.uid('c-1')).toBe(before)
  })

  it('brings those of the base backup, where that is the target', async () => {
    await world.create(backup('b')).quiesce()
    await world.rows('INSERT INTO orders VALUES (3)', 'app')
    const recovery = { backup: { name: 'b' }, recoveryTarget: { targetImmediate: true } }
    await world.create(scratch(recovery)).quiesce()
    expect(await orders('scratch')).toEqual(['2'])
  })

  it('is independent of its source: what is done to the one is not done to the other', async () => {
    await world.create(backup('b')).quiesce()
    await world.create(scratch({ backup: { name: 'b' } })).quiesce()
    await world.rows('DELETE FROM orders', 'app', `${NAMESPACE}/scratch`)
    expect(await orders('c')).toEqual(['2'])
    await world.delete('clusters', 'scratch').quiesce()
    expect(world.names('persistentvolumeclaims')).toEqual(['c-1'])
    expect(await orders('c')).toEqual(['2'])
  })

  it('works when the source is gone, from its newest backup', async () => {
    await world.create(backup('b')).quiesce()
    await world.delete('clusters', 'c').quiesce()
    const externalClusters = [
      { name: 'origin', barmanObjectStore: { serverName: 'c', destinationPath: 's3://backups/' } },
    ]
    await world.create(scratch({ source: 'origin' }, { externalClusters })).quiesce()
    expect(await orders('scratch')).toEqual(['2'])
  })

  it('waits for a backup that is not there', async () => {
    await world.create(scratch({ backup: { name: 'b' } })).quiesce()
    expect(world.names('jobs')).toEqual([])
    await world.create(backup('b')).elapse(120_000)
    await world.quiesce()
    expect(world.phase('scratch')).toBe('Cluster in healthy state')
  })

  it('says that a moment in time is not modelled', async () => {
    const recovery = { backup: { name: 'b' }, recoveryTarget: { targetTime: '2026-01-01T00:00:00Z' } }
    await world.create(scratch(recovery)).quiesce()
    expect(world.phase('scratch')).toBe('not modelled')
  })
})
