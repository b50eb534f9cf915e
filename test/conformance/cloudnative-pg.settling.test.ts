import { afterAll, describe, expect, it } from 'vitest'
import { cloudnativePg } from '../../twins/cloudnative-pg/index.js'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { World } from '../../twins/kernel/world.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { createPostgres } from '../../twins/postgres/index.js'
import { testEngine } from '../support/postgres.js'
import { TestTwin, type TestTwinOptions } from '../support/twin.js'
import {
  CnpgWorld,
  cluster,
  credentials,
  database,
  NAMESPACE,
} from '../unit/twins/cloudnative-pg/cnpg-world.js'

const engine = testEngine()
afterAll(() => engine.close())

const OBJECTS: readonly JsonObject[] = [
  credentials('clerk-login', 'clerk', 'first'),
  cluster({
    instances: 2,
    managed: { roles: [{ name: 'clerk', login: true, passwordSecret: { name: 'clerk-login' } }] },
  }),
  database('shop', { owner: 'clerk' }),
]

async function settled(options: Partial<TestTwinOptions> = {}) {
  const components = [kubernetes, createPostgres(engine), cloudnativePg]
  const twin = new TestTwin({ components, namespaces: [NAMESPACE], objects: OBJECTS, ...options })
  const embedded = createEmbeddedTwin(twin.system)
  const end = await embedded.settle(twin.world)
  return { outcome: end.outcome, digest: embedded.digest(end.state), world: end.state as World }
}

describe('a world with a Cluster', () => {
  it('settles', async () => {
    expect((await settled()).outcome).toBe('settled')
  })

  it('ends the same when every program is run again over its journal', async () => {
    expect((await settled({ alwaysReexecute: true })).digest).toBe((await settled()).digest)
  })

  it('ends the same when reconciles are interleaved write by write', async () => {
    const world = new CnpgWorld(engine, { grain: 'write', objects: OBJECTS })
    await world.quiesce()
    expect(world.phase()).toBe('Cluster in healthy state')
    expect(await world.login('clerk', 'first', 'shop')).toBe('connected')
  })
})
