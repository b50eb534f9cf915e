import { afterAll, describe, expect, it } from 'vitest'
import { aws } from '../../twins/aws/index.js'
import { externalSecrets } from '../../twins/external-secrets/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { testEngine } from '../support/postgres.js'
import { CnpgWorld, cluster, NAMESPACE } from '../unit/twins/cloudnative-pg/cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const STORE: JsonObject = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'ClusterSecretStore',
  metadata: { name: 'fake' },
  spec: {
    provider: {
      fake: {
        data: [
          { key: 'user', value: 'clerk' },
          { key: 'password', value: 'from the vault' },
        ],
      },
    },
  },
}

/** An ExternalSecret of default policies that feeds the password of a managed role. */
function externalSecret(labels: JsonObject): JsonObject {
  const data = ['username', 'password'].map((secretKey) => ({
    secretKey,
    remoteRef: { key: secretKey === 'username' ? 'user' : secretKey },
  }))
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'clerk-login', namespace: NAMESPACE },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'fake', kind: 'ClusterSecretStore' },
      target: { template: { metadata: { labels } } },
      data,
    },
  }
}

async function fed(cnpg: string, labels: JsonObject): Promise<CnpgWorld> {
  const world = new CnpgWorld(engine, { cnpg, components: [aws, externalSecrets] })
  const roles = [{ name: 'clerk', login: true, passwordSecret: { name: 'clerk-login' } }]
  world.create(STORE, externalSecret(labels), cluster({ managed: { roles } }))
  await world.quiesce()
  return world
}

async function drop(world: CnpgWorld): Promise<CnpgWorld> {
  const address = { group: 'external-secrets.io', version: 'v1', resource: 'externalsecrets' }
  world.must({ verb: 'delete', ...address, namespace: NAMESPACE, name: 'clerk-login' })
  return world.quiesce()
}

const login = (world: CnpgWorld) => world.login('clerk', 'from the vault', 'postgres')
const RELOAD = { 'cnpg.io/reload': 'true' }

describe('an ExternalSecret that feeds a managed role is dropped', () => {
  it.each([
    ['1.28.3', '28P01'],
    ['1.29.1', '28P01'],
    ['1.28.4', 'connected'],
    ['1.29.2', 'connected'],
  ])('with release %s: a login ends %s', async (cnpg, outcome) => {
    const world = await fed(cnpg, RELOAD)
    expect(await login(world)).toBe('connected')
    await drop(world)
    expect(world.names('secrets')).not.toContain('clerk-login')
    expect(await login(world)).toBe(outcome)
  })

  it('in this order: ExternalSecret, Secret by the garbage collector, status of the Cluster, password', async () => {
    const world = await fed('1.29.1', RELOAD)
    const from = world.log().length
    await drop(world)
    const steps = world
      .log()
      .slice(from)
      .flatMap(({ actor, event }) => {
        if (event.kind !== 'write') return []
        if (event.key.startsWith('externalsecrets') && event.after === null) return ['ExternalSecret deleted']
        if (event.key === `secrets/${NAMESPACE}/clerk-login` && event.after === null)
          return [`Secret deleted by ${actor}`]
        if (event.key === `${NAMESPACE}/c` && event.verb === 'ALTER ROLE') return [`ALTER ROLE by ${actor}`]
        return []
      })
    expect(steps).toEqual([
      'ExternalSecret deleted',
      'Secret deleted by garbage-collector',
      'ALTER ROLE by instance-manager',
    ])
  })

  it('without the label: nothing happens until the next event of the Cluster', async () => {
    const world = await drop(await fed('1.29.1', {}))
    expect(await login(world)).toBe('connected')
    await world.delete('pods', 'c-1').quiesce()
    expect(await login(world)).toBe('28P01')
  })
})

describe('an ExternalSecret on the Secret that a Cluster makes', () => {
  it('cannot take it over as its owner', async () => {
    const world = new CnpgWorld(engine, { components: [aws, externalSecrets] })
    await world.create(STORE, cluster()).quiesce()
    const es = externalSecret({})
    const spec = { ...(es['spec'] as JsonObject), target: { name: 'c-app' } }
    await world.create({ ...es, spec }).quiesce()
    const stored = world.twin.get('external-secrets.io', 'externalsecrets', NAMESPACE, 'clerk-login')
    expect(JSON.stringify(stored?.['status'])).toContain('failed to take ownership of target secret')
    expect(await world.login('app', world.secret('c-app', 'password'))).toBe('connected')
  })
})
