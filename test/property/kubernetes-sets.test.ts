import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chooser, type FaultBudget, type JsonObject, run } from '../../twins/kernel/index.js'
import {
  arrayAt,
  findObject,
  listObjects,
  metadataOf,
  numberAt,
  textAt,
} from '../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../twins/kubernetes/controllers/nodes.js'
import { statefulSetOf } from '../support/stateful.js'
import { deploymentOf, Workloads } from '../support/workloads.js'

const FAULTS: FaultBudget = {
  crashes: 2,
  stalls: 0,
  processes: [],
  controllers: ['statefulset', 'daemonset', 'disruption', 'scheduler', 'kubelet'],
}

/** Takes one of the first few alternatives by the next number; the nominal one when they run out. */
function chooserOf(numbers: readonly number[]): Chooser {
  let next = 0
  return {
    choose: (alternatives) => {
      const number = numbers[next++] ?? 0
      const index = alternatives.findIndex((one) => one.kind === 'fault')
      if (number >= 90 && index >= 0) return index + (number % (alternatives.length - index))
      const transitions = index < 0 ? alternatives.length : index
      return number % Math.min(transitions, 4)
    },
  }
}

const isReady = (pod: JsonObject): boolean =>
  arrayAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
const isGoing = (pod: JsonObject): boolean => metadataOf(pod)['deletionTimestamp'] !== undefined
const nameOf = (object: JsonObject): string => textAt(metadataOf(object), 'name')

/** Runs to the end under chosen orders and looks at the world after every step. */
function explore(
  twin: Workloads,
  numbers: readonly number[],
  look: (pods: readonly JsonObject[]) => void,
): void {
  twin.world = run(twin.system, twin.world, {
    chooser: chooserOf(numbers),
    faults: FAULTS,
    onStep: (world) => look(listObjects(world, '', 'pods', 'test')),
  }).world
  twin.elapse(120_000)
}

const numbers = fc.array(fc.nat(99), { minLength: 20, maxLength: 150 })

describe('under any order of actors, with controllers restarting', () => {
  it.each(['reconcile', 'write'] as const)('an ordered StatefulSet at grain %s never runs ahead', (grain) => {
    fc.assert(
      fc.property(numbers, (order) => {
        const twin = new Workloads({ grain })
        twin.create(statefulSetOf('db', 3))
        const seen = new Set<string>()
        explore(twin, order, (pods) => {
          for (const pod of pods.filter((one) => !seen.has(textAt(metadataOf(one), 'uid')))) {
            seen.add(textAt(metadataOf(pod), 'uid'))
            const ordinal = Number(nameOf(pod).slice(3))
            const before = pods.filter((one) => Number(nameOf(one).slice(3)) < ordinal)
            expect(before.map(isReady)).toEqual(Array.from({ length: ordinal }, () => true))
          }
        })
        expect(twin.pods().map(nameOf)).toEqual(['db-0', 'db-1', 'db-2'])
        expect(seen.size).toBe(3)
      }),
      { numRuns: 6 },
    )
  })

  it('a rolling update of a StatefulSet takes one pod at a time and reaches all', () => {
    fc.assert(
      fc.property(numbers, (order) => {
        const twin = new Workloads()
        twin.create(statefulSetOf('db', 3))
        twin.quiesce()
        const containers = [{ name: 'main', image: 'app:2' }]
        twin.patch('statefulsets', 'db', { spec: { template: { spec: { containers } } } })
        explore(twin, order, (pods) => {
          expect(pods.filter((pod) => isReady(pod) && !isGoing(pod)).length).toBeGreaterThanOrEqual(2)
        })
        expect(twin.pods().map((pod) => textAt(arrayAt(pod, 'spec', 'containers')[0], 'image'))).toEqual([
          'app:2',
          'app:2',
          'app:2',
        ])
      }),
      { numRuns: 6 },
    )
  })

  it('a DaemonSet never has two pods of one template on a node, and ends with one on each', () => {
    fc.assert(
      fc.property(numbers, (order) => {
        const twin = new Workloads({ nodes: ['a', 'b', 'c'].map((name) => nodeManifest(name)) })
        const { spec } = deploymentOf('agent', 1) as { spec: JsonObject }
        const { replicas: _none, ...rest } = spec
        const metadata = { name: 'agent', namespace: 'test' }
        twin.create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: rest })
        explore(twin, order, (pods) => {
          const nodes = pods.map((pod) => textAt(pod, 'spec', 'nodeName')).filter((name) => name !== '')
          expect(new Set(nodes).size).toBe(nodes.length)
        })
        expect(twin.pods().filter(isReady)).toHaveLength(3)
      }),
      { numRuns: 6 },
    )
  })

  it('evictions never take the healthy pods of a budget below what it wants', () => {
    fc.assert(
      fc.property(numbers, fc.array(fc.nat(3), { minLength: 4, maxLength: 12 }), (order, victims) => {
        const twin = new Workloads()
        twin.create(deploymentOf('api', 4))
        const selector = { matchLabels: { app: 'api' } }
        const metadata = { name: 'b', namespace: 'test' }
        const spec = { minAvailable: 3, selector }
        twin.create({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec })
        twin.quiesce()
        const healthy = (pods: readonly JsonObject[]): number =>
          pods.filter((pod) => isReady(pod) && !isGoing(pod)).length
        for (const [index, victim] of victims.entries()) {
          evict(twin, nameOf(twin.pods()[victim % twin.pods().length]!))
          expect(healthy(twin.pods())).toBeGreaterThanOrEqual(3)
          const slice = order.slice(index * 5, index * 5 + 5)
          twin.world = run(twin.system, twin.world, {
            chooser: chooserOf(slice),
            until: steps(1 + ((order[index] ?? 0) % 9)),
          }).world
          expect(healthy(twin.pods())).toBeGreaterThanOrEqual(3)
        }
        twin.elapse(120_000)
        expect(healthy(twin.pods())).toBe(4)
        const budget = findObject(twin.world, 'policy', 'poddisruptionbudgets', 'test', 'b')!
        expect(numberAt(budget, 0, 'status', 'disruptionsAllowed')).toBe(1)
      }),
      { numRuns: 8 },
    )
  })
})

/** Stops after so many looks. */
function steps(count: number): () => boolean {
  let left = count
  return () => left-- <= 0
}

function evict(twin: Workloads, name: string): void {
  const metadata = { name, namespace: 'test' }
  const address = { group: '', version: 'v1', resource: 'pods', namespace: 'test', name } as const
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata }
  twin.api({ verb: 'create', ...address, subresource: 'eviction', body })
}
