import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { surplusHistory } from '../../../../../twins/kubernetes/controllers/deployment/clean-up.js'
import {
  newCondition,
  setCondition,
} from '../../../../../twins/kubernetes/controllers/deployment/deployment-conditions.js'
import { planScaling } from '../../../../../twins/kubernetes/controllers/deployment/proportional.js'
import {
  newReplicaSetReplicas,
  planScaleDown,
  resolveFenceposts,
} from '../../../../../twins/kubernetes/controllers/deployment/replicas.js'
import {
  newReplicaSetAnnotations,
  revisionOf,
} from '../../../../../twins/kubernetes/controllers/deployment/revisions.js'
import {
  equalIgnoringHash,
  findNewReplicaSet,
  templateHash,
} from '../../../../../twins/kubernetes/controllers/deployment/template.js'

const deployment = (replicas: number, more: JsonObject = {}): JsonObject => ({
  metadata: { name: 'web', namespace: 'test' },
  spec: { replicas, ...more },
})
const replicaSet = (name: string, replicas: number, available = 0, more: JsonObject = {}): JsonObject => ({
  metadata: { name, creationTimestamp: `2026-01-01T00:00:0${name.length}Z`, ...more },
  spec: { replicas },
  status: { replicas, availableReplicas: available },
})
const sizes = (plan: readonly { replicaSet: JsonObject; replicas: number }[]) =>
  plan.map(({ replicaSet: one, replicas }) => [(one['metadata'] as JsonObject)['name'], replicas])

describe('fenceposts', () => {
  it.each([
    [1, '25%', '25%', 1, 0],
    [2, '25%', '25%', 1, 0],
    [3, '25%', '25%', 1, 0],
    [4, '25%', '25%', 1, 1],
    [5, '25%', '25%', 2, 1],
    [8, '25%', '25%', 2, 2],
    [10, '25%', '25%', 3, 2],
    [10, 0, 0, 0, 1],
    [10, '0%', 3, 0, 3],
    [10, 2, '0%', 2, 0],
    [0, '25%', '25%', 0, 1],
  ])('of %i with surge %s and unavailable %s are +%i/-%i', (desired, surge, unavailable, up, down) => {
    expect(resolveFenceposts(surge, unavailable, desired)).toEqual({ maxSurge: up, maxUnavailable: down })
  })
})

describe('the size of the new ReplicaSet', () => {
  it.each([
    { desired: 4, old: 4, current: 0, size: 1 },
    { desired: 4, old: 3, current: 1, size: 2 },
    { desired: 4, old: 1, current: 4, size: 4 },
    { desired: 10, old: 10, current: 0, size: 3 },
    { desired: 4, old: 9, current: 2, size: 2 },
  ])('$old old of $desired and $current new ones make $size', ({ desired, old, current, size }) => {
    const all = [replicaSet('a', old), replicaSet('bb', current)]
    expect(newReplicaSetReplicas(deployment(desired), all, current)).toBe(size)
  })

  it('is everything at once for Recreate', () => {
    const recreate = deployment(4, { strategy: { type: 'Recreate' } })
    expect(newReplicaSetReplicas(recreate, [replicaSet('a', 4)], 0)).toBe(4)
  })
})

describe('scaling old ReplicaSets down', () => {
  it.each([
    {
      says: 'nothing while the new pod of 2 is not available',
      desired: 2,
      old: [2, 2],
      fresh: [1, 0],
      plan: [],
    },
    {
      says: 'one of 4 before any new pod is available',
      desired: 4,
      old: [4, 4],
      fresh: [1, 0],
      plan: [['a', 3]],
    },
    { says: 'unhealthy ones first', desired: 4, old: [4, 1], fresh: [1, 0], plan: [['a', 3]] },
    {
      says: 'the rest once the new ones are available',
      desired: 4,
      old: [1, 1],
      fresh: [4, 4],
      plan: [['a', 0]],
    },
    { says: 'all at once if none is healthy', desired: 2, old: [2, 0], fresh: [1, 1], plan: [['a', 1]] },
  ])('takes $says', ({ desired, old, fresh, plan }) => {
    const result = planScaleDown(deployment(desired), replicaSet('bb', fresh[0]!, fresh[1]!), [
      replicaSet('a', old[0]!, old[1]!),
    ])
    expect(sizes(result)).toEqual(plan)
  })

  it('takes from the oldest first', () => {
    const old = [replicaSet('bbb', 2, 2), replicaSet('aa', 2, 2)]
    expect(sizes(planScaleDown(deployment(4), replicaSet('c', 1, 1), old))).toEqual([['aa', 0]])
  })
})

describe('a resize', () => {
  it('goes to the only active ReplicaSet', () => {
    expect(sizes(planScaling(deployment(5), replicaSet('bb', 2), [replicaSet('a', 0)]))).toEqual([['bb', 5]])
  })

  it('is shared in proportion while a rollout is under way', () => {
    const annotations = { 'deployment.kubernetes.io/max-replicas': '13' }
    const old = [replicaSet('a', 8, 8, { annotations })]
    const plan = planScaling(deployment(20), replicaSet('bb', 5, 0, { annotations }), old)
    expect(sizes(plan)).toEqual([
      ['a', 15],
      ['bb', 10],
    ])
  })

  it('empties the old ones when the new one is saturated', () => {
    const annotations = { 'deployment.kubernetes.io/desired-replicas': '3' }
    const plan = planScaling(deployment(3), replicaSet('bb', 3, 3, { annotations }), [replicaSet('a', 1, 1)])
    expect(sizes(plan)).toEqual([['a', 0]])
  })
})

describe('templates', () => {
  const template = (labels: JsonObject, image = 'app:1'): JsonObject => ({
    metadata: { labels },
    spec: { containers: [{ name: 'main', image }] },
  })

  it('are equal apart from the pod-template-hash label', () => {
    expect(equalIgnoringHash(template({ app: 'w' }), template({ app: 'w', 'pod-template-hash': 'x' }))).toBe(
      true,
    )
    expect(equalIgnoringHash(template({ app: 'w' }), template({ app: 'v' }))).toBe(false)
    expect(equalIgnoringHash(template({ app: 'w' }), template({ app: 'w' }, 'app:2'))).toBe(false)
  })

  it('hash to the safe alphabet, and differently after a collision', () => {
    const hash = templateHash(template({ app: 'w' }), 0)
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/)
    expect(templateHash(template({ app: 'w' }), 1)).not.toBe(hash)
  })

  it('find their oldest ReplicaSet', () => {
    const sets = [replicaSet('bb', 0), replicaSet('a', 0)].map((one) => ({
      ...one,
      spec: { ...(one['spec'] as JsonObject), template: template({ app: 'w' }) },
    }))
    const found = findNewReplicaSet(deployment(1, { template: template({ app: 'w' }) }), sets)
    expect(found).toBe(sets[1])
  })
})

describe('revisions', () => {
  it('move a reused ReplicaSet up and keep its history', () => {
    const reused = replicaSet('a', 0, 0, { annotations: { 'deployment.kubernetes.io/revision': '2' } })
    const annotations = newReplicaSetAnnotations(deployment(1), reused, 5, true)
    expect(annotations).toEqual({
      'deployment.kubernetes.io/revision': '5',
      'deployment.kubernetes.io/revision-history': '2',
    })
    expect(revisionOf({ metadata: { annotations } })).toBe(5)
  })

  it('forget the oldest of a history of 2000 characters', () => {
    const history = ['1'.repeat(999), '2'.repeat(999)].join(',')
    const annotations = {
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': history,
    }
    const reused = replicaSet('a', 0, 0, { annotations })
    expect(newReplicaSetAnnotations(deployment(1), reused, 5, true)).toMatchObject({
      'deployment.kubernetes.io/revision-history': `${'2'.repeat(999)},3`,
    })
  })

  it('keep only so many old ReplicaSets, lowest revision first, and never one in use', () => {
    const old = [5, 3, 4].map((revision) =>
      replicaSet('x'.repeat(revision), revision === 3 ? 1 : 0, 0, {
        annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      }),
    )
    expect(surplusHistory(old, 1).map(revisionOf)).toEqual([4])
    expect(surplusHistory(old, 3)).toEqual([])
  })
})

describe('conditions', () => {
  const at = (seconds: number, status: 'True' | 'False', reason: string, message = 'm') =>
    newCondition('Progressing', status, reason, message, seconds * 1000)

  it('do not change while status and reason stay, not even their message', () => {
    const before = [at(1, 'True', 'A')]
    expect(setCondition(before, at(2, 'True', 'A', 'other'))).toBe(before)
  })

  it('keep the transition time while the status stays, and move to the end', () => {
    const [, moved] = setCondition([at(1, 'True', 'A'), { type: 'Available' }], at(2, 'True', 'B'))
    expect(moved).toMatchObject({
      reason: 'B',
      lastTransitionTime: '2026-01-01T00:00:01Z',
      lastUpdateTime: '2026-01-01T00:00:02Z',
    })
  })
})
