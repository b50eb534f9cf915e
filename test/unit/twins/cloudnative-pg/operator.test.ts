import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cloudnativePgPlane } from '../../../../twins/cloudnative-pg/plane.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import type { World } from '../../../../twins/kernel/world.js'
import { textAt, valueAt } from '../../../../twins/kubernetes/index.js'
import { testEngine } from '../../../support/postgres.js'
import { CnpgWorld, cluster, credentials, database } from './cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const image = (version: string) => `ghcr.io/cloudnative-pg/cloudnative-pg:${version}`

function operator(
  version: string,
  options: { readonly replicas?: number; readonly inPlace?: boolean } = {},
): JsonObject {
  const labels = { app: 'cnpg' }
  const env = [{ name: 'ENABLE_INSTANCE_MANAGER_INPLACE_UPDATES', value: String(options.inPlace ?? false) }]
  const containers = [{ name: 'manager', image: image(version), command: ['/manager', 'controller'], env }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cnpg-controller-manager', namespace: 'cnpg-system' },
    spec: {
      replicas: options.replicas ?? 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  }
}

async function upgraded(inPlace: boolean, annotations: JsonObject = {}) {
  const world = new CnpgWorld(engine)
  await world.create(operator('1.29.1', { inPlace }), cluster({}, { annotations })).quiesce()
  const uid = world.uid('c-1')
  const set = [
    'kubectl',
    '-n',
    'cnpg-system',
    'set',
    'image',
    'deployment/cnpg-controller-manager',
    `manager=${image('1.29.2')}`,
  ]
  expect((await world.run(set)).code).toBe(0)
  await world.quiesce()
  return { world, uid }
}

describe('an upgrade of the operator', () => {
  it('replaces the pods of every Cluster', async () => {
    const { world, uid } = await upgraded(false)
    expect(world.uid('c-1')).not.toBe(uid)
    expect(world.phases()).toContain('Primary instance is being restarted without a switchover')
    expect(world.phase()).toBe('Cluster in healthy state')
  })

  it('leaves them alone where pod specs are not reconciled', async () => {
    const { world, uid } = await upgraded(false, { 'cnpg.io/reconcilePodSpec': 'disabled' })
    expect(world.uid('c-1')).toBe(uid)
  })

  it('leaves them alone with updates in place', async () => {
    const { world, uid } = await upgraded(true)
    expect(world.uid('c-1')).toBe(uid)
    expect(world.phases()).toContain('Online upgrade in progress')
    expect(world.events('InstanceManagerUpgraded')).toEqual([
      expect.stringMatching(
        /^Instance manager has been upgraded on c-1 \(oldHash: \w{6} — newHash: \w{6}\)$/,
      ),
    ])
    expect(world.phase()).toBe('Cluster in healthy state')
  })
})

describe('an operator that is scaled to 0', () => {
  it('does nothing until it is back; the instance managers go on', async () => {
    const world = new CnpgWorld(engine)
    await world.create(operator('1.29.2'), cluster()).quiesce()
    const scale = [
      'kubectl',
      '-n',
      'cnpg-system',
      'scale',
      'deployment/cnpg-controller-manager',
      '--replicas',
    ]
    await world.run([...scale, '0'])
    await world
      .create(database('shop', { owner: 'app' }))
      .delete('pods', 'c-1')
      .quiesce()
    expect(world.names('pods')).toEqual([])
    await world.run([...scale, '1'])
    await world.quiesce()
    expect(world.names('pods')).toEqual(['c-1'])
    expect(valueAt(world.get('databases', 'shop'), 'status', 'applied')).toBe(true)
  })
})

describe('the plane', () => {
  const world = new CnpgWorld(engine, { cnpg: '1.29.1' })
  let healthy: World
  const differences = () =>
    cloudnativePgPlane
      .inspect(world.world, {})
      .differences.map(({ subject, message }) => `${subject} ${message}`)
  beforeAll(async () => {
    const roles = [{ name: 'clerk', login: true, passwordSecret: { name: 'clerk-login' } }]
    world.create(credentials('clerk-login', 'clerk', 'first'), cluster({ managed: { roles } }))
    await world.create(database('shop', { owner: 'clerk' })).quiesce()
    healthy = world.world
  }, 120_000)
  beforeEach(() => {
    world.world = healthy
  })

  it('finds nothing in a healthy world, having compared Cluster, role and Database', () => {
    expect(cloudnativePgPlane.inspect(world.world, {})).toEqual({ compared: 3, differences: [] })
  })

  it('finds a Cluster that is not healthy', async () => {
    world.delete('pods', 'c-1')
    await world.until(() => world.phase() !== 'Cluster in healthy state')
    expect(differences()).toEqual(['Cluster db/c is not Ready: Waiting for the instances to become active'])
  })

  it('finds a role whose password was cleared', async () => {
    await world.delete('secrets', 'clerk-login').quiesce()
    expect(differences()).toEqual([
      'Cluster db/c role clerk: its password was cleared, its Secret was missing',
    ])
  })

  it('finds a Database that is not applied', async () => {
    await world.patch('databases', 'shop', { spec: { owner: 'nobody' } }).quiesce()
    expect(differences()).toEqual([
      'Database db/shop is not applied: ERROR: role "nobody" does not exist (SQLSTATE 42704)',
    ])
  })

  it('finds a Database whose Cluster is gone', async () => {
    await world.delete('clusters', 'c').quiesce()
    expect(differences()).toEqual(['Database db/shop its Cluster c does not exist'])
  })

  it('cannot say anything of what is not modelled', async () => {
    await world.create(cluster({ imageName: 'registry.example/pg:latest' }, { name: 'other' })).quiesce()
    expect(textAt(cloudnativePgPlane.inspect(world.world, {}) as unknown as JsonObject, 'inconclusive')).toBe(
      'Cluster db/other: not modelled: the image registry.example/pg:latest: its tag names no major version of PostgreSQL',
    )
  })
})
