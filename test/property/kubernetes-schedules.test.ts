import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chooser, type FaultBudget, type JsonObject, run } from '../../twins/kernel/index.js'
import { arrayAt, metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { deploymentOf, envFromSecret, secretOf, Workloads } from '../support/workloads.js'

const FAULTS: FaultBudget = {
  crashes: 2,
  stalls: 0,
  processes: [],
  controllers: ['deployment', 'replicaset', 'scheduler', 'kubelet', 'garbage-collector'],
}

/** Takes one of the first few alternatives by the next number; the nominal one when they run out. */
function chooserOf(numbers: readonly number[]): Chooser {
  let next = 0
  return {
    choose: (alternatives) => {
      const number = numbers[next++] ?? 0
      const fault = number >= 90
      const index = alternatives.findIndex((one) => one.kind === 'fault')
      if (fault && index >= 0) return index + (number % (alternatives.length - index))
      const transitions = index < 0 ? alternatives.length : index
      return number % Math.min(transitions, 4)
    },
  }
}

function finish(twin: Workloads, numbers: readonly number[]): void {
  twin.world = run(twin.system, twin.world, { chooser: chooserOf(numbers), faults: FAULTS }).world
  twin.elapse(60_000)
}

const isReady = (pod: JsonObject): boolean =>
  arrayAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )

describe('under any order of actors, with controllers restarting', () => {
  it.each(['reconcile', 'write'] as const)('a rollout at grain %s ends with the wanted pods', (grain) => {
    const numbers = fc.array(fc.nat(99), { minLength: 20, maxLength: 150 })
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const twin = new Workloads({ grain })
        twin.create(secretOf('db', { password: 'fake' }))
        twin.create(deploymentOf('api', 2, { env: [envFromSecret('DB', 'db', 'password')] }))
        finish(twin, first)
        expect(twin.pods().map(isReady)).toEqual([true, true])
        twin.patch('deployments', 'api', {
          spec: { template: { metadata: { annotations: { restartedAt: 'now' } } } },
        })
        finish(twin, second)
        expect(twin.pods().map(isReady)).toEqual([true, true])
        const [newest] = twin.pods().map((pod) => textAt(metadataOf(pod), 'labels', 'pod-template-hash'))
        expect(textAt(metadataOf(twin.pods()[1]!), 'labels', 'pod-template-hash')).toBe(newest)
        expect(textAt(twin.pods()[0], 'metadata', 'annotations', 'restartedAt')).toBe('now')
        twin.delete('deployments', 'api', { group: 'apps' })
        finish(twin, first)
        expect([...twin.pods(), ...twin.replicaSets()]).toEqual([])
      }),
      { numRuns: 8 },
    )
  })
})

describe('settling', () => {
  it.each([
    { says: 'healthy pods', container: {}, outcome: 'settled' },
    {
      says: 'a missing Secret',
      container: { envFrom: [{ secretRef: { name: 'none' } }] },
      outcome: 'settled',
    },
    { says: 'a crash loop', container: { image: 'busybox:1', command: ['false'] }, outcome: 'settled' },
    { says: 'an image that cannot be pulled', container: { image: 'broken:1' }, outcome: 'settled' },
  ])('ends with $says', ({ container, outcome }) => {
    const twin = new Workloads()
    twin.refuseImage('broken:1', 'not found')
    twin.create(deploymentOf('api', 1, container))
    expect(twin.settle()).toBe(outcome)
  })
})
