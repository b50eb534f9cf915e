import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import type { World } from '../../../../twins/kernel/world.js'
import { arrayAt, findCondition, textAt, valueAt } from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const world = new CnpgWorld(engine)
let healthy: World
beforeAll(async () => {
  world.create(cluster({ instances: 3, postgresql: { parameters: { max_connections: '200' } } }))
  await world.quiesce()
  healthy = world.world
}, 120_000)
beforeEach(() => {
  world.world = healthy
})

const PODS = ['c-1', 'c-2', 'c-3']
const uids = () => PODS.map((pod) => world.uid(pod))
/** Pods that were made anew since. */
const replaced = (before: readonly string[]) => PODS.filter((pod, index) => world.uid(pod) !== before[index])

/** A session of the application; whether it lives on says whether the postmaster was restarted. */
async function openSession(): Promise<() => Promise<boolean>> {
  const [host, password] = ['c-rw.db.svc.cluster.local', world.secret('c-app', 'password')]
  const answer = await world.sql({ op: 'connect', host, user: 'app', password, database: 'app' })
  const session = textAt(answer, 'session')
  return async () => {
    const result = await world.sql({ op: 'execute', session, statement: 'SELECT 1' })
    return result['kind'] === 'done'
  }
}

describe('a Cluster of three', () => {
  it('is made one instance after the other', () => {
    expect(world.phases()).toEqual([
      'Setting up primary',
      'Creating a new replica',
      'Waiting for the instances to become active',
      'Creating a new replica',
      'Waiting for the instances to become active',
      'Cluster in healthy state',
    ])
    expect([...world.events('CreatingInstance')].sort()).toEqual([
      'Creating instance c-2',
      'Creating instance c-3',
      'Primary instance (initdb)',
    ])
    expect(world.names('poddisruptionbudgets')).toEqual(['c', 'c-primary'])
  })

  it.each([
    ['pg_hba', { postgresql: { pg_hba: ['host all all all md5'] } }],
    ['a parameter that is reloaded', { postgresql: { parameters: { work_mem: '8MB' } } }],
    ['priorityClassName', { priorityClassName: 'important' }],
    ['imagePullPolicy', { imagePullPolicy: 'Always' }],
    ['the storage class of new volumes', { storage: { storageClass: 'other' } }],
    ['more storage', { storage: { size: '2Gi' } }],
    ['a managed role', { managed: { roles: [{ name: 'reader' }] } }],
    ['the update method', { primaryUpdateMethod: 'switchover' }],
  ] as const)('does not restart anything for %s', async (_what, spec) => {
    const before = uids()
    const lives = await openSession()
    await world.patch('clusters', 'c', { spec: spec as JsonObject }).quiesce()
    expect(replaced(before)).toEqual([])
    expect(await lives()).toBe(true)
    expect(world.phase()).toBe('Cluster in healthy state')
  })

  it.each([
    [
      'resources',
      { resources: { requests: { cpu: '100m' } } },
      'containers: container postgres differs in resources',
    ],
    ['logLevel', { logLevel: 'debug' }, 'containers: container postgres differs in command'],
    ['stopDelay', { stopDelay: 60 }, 'termination-grace-period'],
    [
      'a variable',
      { env: [{ name: 'A', value: 'b' }] },
      'containers: container postgres differs in environment',
    ],
  ] as const)('replaces every pod for %s, the primary last', async (_what, spec, why) => {
    const before = uids()
    await world.patch('clusters', 'c', { spec: spec as unknown as JsonObject }).quiesce()
    expect(replaced(before)).toEqual(PODS)
    expect(world.phase()).toBe('Cluster in healthy state')
    expect(valueAt(world.cluster(), 'status', 'currentPrimary')).toBe('c-1')
    expect(upgraded()).toEqual(['c-3', 'c-2', 'c-1'])
    expect(reasons()).toContain(
      `Restarting instance c-3, because: original and target PodSpec differ in ${why}`,
    )
  })

  it('replaces every pod for another image, and says so', async () => {
    const image = 'ghcr.io/cloudnative-pg/postgresql:17.6'
    await world.patch('clusters', 'c', { spec: { imageName: image } }).quiesce()
    expect(upgraded()).toEqual(['c-3', 'c-2', 'c-1'])
    expect(reasons()).toContain(
      `Restarting instance c-2, because: the instance is using a different image: ghcr.io/cloudnative-pg/postgresql:17.5 -> ${image}`,
    )
  })

  it('deletes replicas for a parameter that needs a restart, and restarts the primary in its pod', async () => {
    const before = uids()
    const lives = await openSession()
    await world.patch('clusters', 'c', parameters({ shared_buffers: '64MB' })).quiesce()
    expect(replaced(before)).toEqual(['c-2', 'c-3'])
    expect(await lives()).toBe(false)
    expect(world.phases()).toContain('Primary instance is being restarted in-place')
    const status = arrayAt(world.get('pods', 'c-1'), 'status', 'containerStatuses')[0]
    expect(valueAt(status, 'restartCount')).toBe(0)
  })

  it.each([
    ['more connections', '300', ['c-3', 'c-2', 'c-1']],
    ['fewer connections', '150', ['c-1', 'c-3', 'c-2']],
  ])('for %s restarts in the order that standbys bear', async (_what, value, order) => {
    const from = world.log().length
    await world.patch('clusters', 'c', parameters({ max_connections: value })).quiesce()
    expect(restartedSince(from)).toEqual(order)
    expect(world.phase()).toBe('Cluster in healthy state')
  })

  it('switches over instead of restarting, where that is the method', async () => {
    world.patch('clusters', 'c', { spec: { primaryUpdateMethod: 'switchover' } })
    await world.patch('clusters', 'c', { spec: { logLevel: 'debug' } }).quiesce()
    expect(world.events('Switchover')).toEqual(['Initiating switchover to c-2 to upgrade c-1'])
    expect(valueAt(world.cluster(), 'status', 'currentPrimary')).toBe('c-2')
    expect(await world.login('app', world.secret('c-app', 'password'))).toBe('connected')
  })

  it('waits for the user before the primary, where that is the strategy', async () => {
    world.patch('clusters', 'c', { spec: { primaryUpdateStrategy: 'supervised' } })
    const before = uids()
    await world.patch('clusters', 'c', { spec: { logLevel: 'debug' } }).quiesce()
    expect(replaced(before)).toEqual(['c-2', 'c-3'])
    expect(world.phase()).toBe('Waiting for user action')
    expect(textAt(world.cluster(), 'status', 'phaseReason')).toBe('User must issue a supervised switchover')
  })

  it('fails over when the pod of the primary is deleted', async () => {
    await world.delete('pods', 'c-1').quiesce()
    expect(world.events('FailoverTarget')).toEqual(['Failing over from c-1 to c-2'])
    expect(valueAt(world.cluster(), 'status', 'currentPrimary')).toBe('c-2')
    expect(textAt(world.get('pods', 'c-1'), 'metadata', 'labels', 'role')).toBe('replica')
    expect(await world.login('app', world.secret('c-app', 'password'))).toBe('connected')
    expect(world.phase()).toBe('Cluster in healthy state')
  })

  it('restarts all for the restart annotation, once', async () => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }
    await world.patch('clusters', 'c', { metadata: { annotations } }).quiesce()
    expect(upgraded()).toEqual(['c-3', 'c-2', 'c-1'])
  })

  it('scales down from the end, volumes included, and up with a new number', async () => {
    await world.patch('clusters', 'c', { spec: { instances: 1 } }).quiesce()
    expect(world.names('persistentvolumeclaims')).toEqual(['c-1'])
    expect(world.names('poddisruptionbudgets')).toEqual(['c-primary'])
    await world.patch('clusters', 'c', { spec: { instances: 2 } }).quiesce()
    expect(world.names('pods')).toEqual(['c-1', 'c-4'])
  })

  it('stops a fenced primary without a failover, and starts it again', async () => {
    const password = world.secret('c-app', 'password')
    const fence = (value: string | null) =>
      world.patch('clusters', 'c', { metadata: { annotations: { 'cnpg.io/fencedInstances': value } } })
    await fence('["c-1"]').elapse(120_000)
    expect(await world.login('app', password)).toBe('refused')
    expect(valueAt(world.cluster(), 'status', 'currentPrimary')).toBe('c-1')
    await fence(null).quiesce()
    expect(await world.login('app', password)).toBe('connected')
  })

  it('hibernates with its volumes and wakes up with its data', async () => {
    await world.rows('CREATE TABLE kept (n int)', 'app')
    const annotate = (value: string) =>
      world.patch('clusters', 'c', { metadata: { annotations: { 'cnpg.io/hibernation': value } } })
    await annotate('on').quiesce()
    expect(world.names('pods')).toEqual([])
    expect(world.names('persistentvolumeclaims')).toEqual(PODS)
    expect(findCondition(world.cluster(), 'cnpg.io/hibernation')).toMatchObject({
      status: 'True',
      reason: 'Hibernated',
      message: 'Cluster has been hibernated',
    })
    await annotate('off').quiesce()
    expect(world.names('pods')).toEqual(PODS)
    expect(await world.rows("SELECT count(*) FROM pg_tables WHERE tablename = 'kept'", 'app')).toEqual(['1'])
  })

  it('does nothing while its reconciliation is disabled', async () => {
    const annotations = { 'cnpg.io/reconciliationLoop': 'disabled' }
    world.patch('clusters', 'c', { metadata: { annotations } })
    await world.delete('pods', 'c-3').quiesce()
    expect(world.names('pods')).toEqual(['c-1', 'c-2'])
  })
})

describe('a Cluster whose instances must keep apart', () => {
  it('moves its primary off a node that is being drained', async () => {
    const apart = new CnpgWorld(engine)
    const affinity = { podAntiAffinityType: 'required' }
    await apart.create(cluster({ instances: 2, affinity })).quiesce()
    const [node, other] = ['c-1', 'c-2'].map((pod) => textAt(apart.get('pods', pod), 'spec', 'nodeName'))
    expect(other).not.toBe(node)
    const drain = ['kubectl', 'drain', String(node), '--delete-emptydir-data', '--timeout=600s']
    expect((await apart.run(drain)).code).toBe(0)
    await apart.quiesce()
    expect(apart.events('SwitchingOver')).toEqual([
      `Current primary is running on unschedulable node ${node}, triggering a switchover`,
    ])
    expect(valueAt(apart.cluster(), 'status', 'currentPrimary')).toBe('c-2')
    expect(await apart.login('app', apart.secret('c-app', 'password'))).toBe('connected')
  })
})

const parameters = (values: JsonObject): JsonObject => ({ spec: { postgresql: { parameters: values } } })

/** Instances whose pods the operator deleted to upgrade them, in order. */
function upgraded(): readonly string[] {
  return world
    .log()
    .filter(({ actor, event }) => actor === 'cluster' && event.kind === 'write' && event.verb === 'create')
    .map(({ event }) => (event.kind === 'write' ? (event.after as JsonObject) : {}))
    .filter((object) => textAt(object, 'reason') === 'UpgradingInstance')
    .map((object) => textAt(object, 'message').replace('Upgrading instance ', ''))
}

/** Phase reasons so far. */
function reasons(): readonly string[] {
  return world
    .log()
    .flatMap(({ event }) =>
      event.kind === 'write' && event.key === 'clusters.postgresql.cnpg.io/db/c'
        ? [textAt(event.after as JsonObject, 'status', 'phaseReason')]
        : [],
    )
}

/** Instances in the order in which their postmasters ended: replicas with their pods, the primary by itself. */
function restartedSince(from: number): readonly string[] {
  return world
    .log()
    .slice(from)
    .flatMap(({ event, actor }) => {
      if (event.kind !== 'write') return []
      if (event.key === 'db/c' && textAt(event.after as JsonObject, 'status') === 'down') return ['c-1']
      const isUpgrade =
        actor === 'cluster' && textAt(event.after as JsonObject, 'reason') === 'UpgradingInstance'
      return isUpgrade
        ? [textAt(event.after as JsonObject, 'message').replace('Upgrading instance ', '')]
        : []
    })
}
