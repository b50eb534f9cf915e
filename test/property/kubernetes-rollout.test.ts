import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import {
  fencepostsOf,
  newReplicaSetReplicas,
  planScaleDown,
} from '../../twins/kubernetes/controllers/deployment/replicas.js'
import { rankForDeletion } from '../../twins/kubernetes/controllers/replicaset/ranking.js'

const replicaSet = (name: string, replicas: number, available: number): JsonObject => ({
  metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { replicas },
  status: { replicas, availableReplicas: Math.min(available, replicas) },
})

const limits = fc.record({
  maxSurge: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0%', '25%', '50%', '100%')),
  maxUnavailable: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0%', '25%', '50%', '100%')),
})
const setSizes = fc.array(fc.record({ replicas: fc.nat(10), available: fc.nat(10) }), { maxLength: 4 })

const deploymentOf = (replicas: number, rollingUpdate: JsonObject): JsonObject => ({
  metadata: { name: 'web' },
  spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } },
})
const total = (sets: readonly JsonObject[], path: 'spec' | 'status', field: string): number =>
  sets.reduce((sum, one) => sum + Number((one[path] as JsonObject)[field]), 0)

describe('a step of a rolling update', () => {
  it('never makes more pods than the surge allows, nor fewer available ones than promised', () => {
    fc.assert(
      fc.property(
        fc.nat(12),
        limits,
        setSizes,
        fc.nat(12),
        fc.nat(12),
        (desired, rolling, sizes, fresh, up) => {
          const deployment = deploymentOf(desired, rolling)
          const { maxSurge, maxUnavailable } = fencepostsOf(deployment)
          const old = sizes.map(({ replicas, available }, index) =>
            replicaSet(`old-${index}`, replicas, available),
          )
          const current = Math.min(fresh, desired)
          const newSet = replicaSet('new', current, up)
          const all = [...old, newSet]
          const grown = newReplicaSetReplicas(deployment, all, current)
          const before = total(all, 'spec', 'replicas')
          expect(grown).toBeGreaterThanOrEqual(current)
          expect(before - current + grown).toBeLessThanOrEqual(Math.max(before, desired + maxSurge))

          const plan = planScaleDown(deployment, newSet, old)
          const promised = Math.min(total(all, 'status', 'availableReplicas'), desired - maxUnavailable)
          // What stays available in the worst case: a set gives up its unavailable pods first.
          const left = all.reduce((sum, one) => {
            const size = plan.find((step) => step.replicaSet === one)?.replicas
            const available = Number((one['status'] as JsonObject)['availableReplicas'])
            return sum + (size === undefined ? available : Math.min(available, size))
          }, 0)
          expect(left).toBeGreaterThanOrEqual(promised)
          for (const step of plan) expect(step.replicas).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('always makes progress while old pods are left and every pod is available', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), limits, fc.nat(12), (desired, rolling, done) => {
        const deployment = deploymentOf(desired, rolling)
        const fresh = Math.min(done, desired)
        const newSet = replicaSet('new', fresh, fresh)
        const old = [replicaSet('old', desired - fresh, desired - fresh)]
        const grows = newReplicaSetReplicas(deployment, [...old, newSet], fresh) > fresh
        const shrinks = planScaleDown(deployment, newSet, old).length > 0
        expect(grows || shrinks).toBe(fresh < desired)
      }),
    )
  })
})

describe('ranking pods for deletion', () => {
  it('does not depend on the order in which they are listed', () => {
    const pod = fc.record({
      node: fc.constantFrom('', 'a', 'b'),
      phase: fc.constantFrom('Pending', 'Running'),
      ready: fc.option(fc.nat(1_000), { nil: undefined }),
      restarts: fc.nat(2),
    })
    fc.assert(
      fc.property(fc.array(pod, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (shapes, order) => {
        const pods = shapes.map(
          ({ node, phase, ready, restarts }, index): JsonObject => ({
            metadata: { uid: String(index), creationTimestamp: '2026-01-01T00:00:00Z' },
            spec: { nodeName: node },
            status: {
              phase,
              containerStatuses: [{ restartCount: restarts }],
              conditions:
                ready === undefined
                  ? []
                  : [
                      {
                        type: 'Ready',
                        status: 'True',
                        lastTransitionTime: `2026-01-01T00:${String(ready % 60).padStart(2, '0')}:00Z`,
                      },
                    ],
            },
          }),
        )
        const shuffled = pods
          .map((one) => ({ one, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
        const related = new Map([['a', 2]])
        expect(rankForDeletion(shuffled, related, 10_000_000)).toEqual(
          rankForDeletion(pods, related, 10_000_000),
        )
      }),
    )
  })
})
