import { describe, expect, it } from 'vitest'
import { NOMINAL_BOUNDS } from '../../harness/explorer/budget.js'
import { exploreModel } from '../../harness/explorer/explore-model.js'
import { defineComponent } from '../../twins/contract/component.js'
import { explorableWorlds } from '../../twins/embedded/explorable.js'
import { type Controller, NO_FAULTS } from '../../twins/kernel/index.js'
import { api, kubernetes, numberAt, OBJECTS, parseObjectKey } from '../../twins/kubernetes/index.js'
import { TestTwin } from '../support/twin.js'
import { deploymentOf } from '../support/workloads.js'

const DEPLOYMENTS = 'deployments.apps/'

/** A controller that keeps the replicas of every Deployment at a number, whoever else changes them. */
function keeperOf(name: string, replicas: number): Controller {
  return {
    name,
    latencyMs: 100,
    backoff: { baseMs: 1000, maxMs: 60_000 },
    watches: [{ table: OBJECTS, prefix: DEPLOYMENTS, map: ({ key }) => [key] }],
    initial: () => [],
    *reconcile(key) {
      const { namespace, name: deployment } = parseObjectKey(key)
      const address = { group: 'apps', version: 'v1', resource: 'deployments', namespace, name: deployment }
      const found = yield* api({ verb: 'get', ...address })
      if (found.code !== 200 || numberAt(found.body, 0, 'spec', 'replicas') === replicas) return {}
      yield* api({
        verb: 'patch',
        ...address,
        patchType: 'merge',
        body: { spec: { replicas } },
        fieldManager: name,
      })
      return {}
    },
  }
}

/**
 * An autoscaler and a delivery tool that both own `spec.replicas`: the failure that the Kubernetes documentation warns of
 * (Horizontal Pod Autoscaling, "Migrating Deployments and StatefulSets to horizontal autoscaling").
 */
function fight(fromGit: number, byLoad: number): TestTwin {
  const keepers = defineComponent({
    name: 'keepers',
    controllers: () => [keeperOf('delivery', fromGit), keeperOf('autoscaler', byLoad)],
  })
  const twin = new TestTwin({ components: [kubernetes, keepers] })
  twin.create(deploymentOf('web', fromGit))
  return twin
}

function explored(twin: TestTwin) {
  return exploreModel({
    explorable: explorableWorlds(twin.system),
    start: twin.world,
    view: (world) => world,
    equality: 'canonical',
    left: { delays: NOMINAL_BOUNDS.delays, faults: NO_FAULTS },
    states: 3000,
  })
}

describe('controllers that own the same field', () => {
  it('fight for ever, and the trace names both', async () => {
    const { cycle } = await explored(fight(2, 3))
    expect(cycle).not.toBeNull()
    const period = cycle!.period.join('\n')
    expect(period).toContain('reconcile delivery deployments.apps/test/web')
    expect(period).toContain('reconcile autoscaler deployments.apps/test/web')
  })

  it('agree when one number is meant, and every path ends', async () => {
    const { cycle, reached } = await explored(fight(2, 2))
    expect(cycle).toBeNull()
    expect(reached).toEqual([])
  })
})
