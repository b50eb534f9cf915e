import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { toTimestamp } from '../../../../../twins/kubernetes/client/objects.js'
import { rankForDeletion } from '../../../../../twins/kubernetes/controllers/replicaset/ranking.js'

interface Shape {
  readonly node?: string
  readonly phase?: string
  readonly readyAt?: number
  readonly cost?: string
  readonly restarts?: number
  readonly createdAt?: number
}

const NOW = 1_000_000_000

function pod(name: string, shape: Shape = {}): JsonObject {
  const { node = 'n1', phase = 'Running', readyAt, cost, restarts = 0, createdAt = 0 } = shape
  const ready =
    readyAt === undefined
      ? { type: 'Ready', status: 'False' }
      : { type: 'Ready', status: 'True', lastTransitionTime: toTimestamp(readyAt) }
  return {
    metadata: {
      name,
      uid: name,
      creationTimestamp: toTimestamp(createdAt),
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: node === '' ? {} : { nodeName: node },
    status: { phase, conditions: [ready], containerStatuses: [{ restartCount: restarts }] },
  }
}

const ranked = (pods: readonly JsonObject[], related: Record<string, number> = {}) =>
  rankForDeletion(pods, new Map(Object.entries(related)), NOW).map(
    (one) => (one['metadata'] as JsonObject)['name'],
  )

describe('pods a ReplicaSet deletes first', () => {
  it.each([
    { says: 'unassigned ones', first: { node: '', phase: 'Pending' }, second: { phase: 'Pending' } },
    { says: 'pending ones', first: { phase: 'Pending' }, second: { phase: 'Running' } },
    {
      says: 'ones of unknown phase before running ones',
      first: { phase: 'Unknown' },
      second: { phase: 'Running' },
    },
    { says: 'ones that are not ready', first: {}, second: { readyAt: 0 } },
    { says: 'cheap ones', first: { readyAt: 0, cost: '-5' }, second: { readyAt: 900_000_000 } },
    { says: 'ones ready for a shorter time', first: { readyAt: 900_000_000 }, second: { readyAt: 0 } },
    { says: 'ones restarted more often', first: { readyAt: 0, restarts: 3 }, second: { readyAt: 0 } },
    {
      says: 'younger ones',
      first: { readyAt: 900_000_000, createdAt: 990_000_000 },
      second: { readyAt: 900_000_000, createdAt: 0 },
    },
  ])('are $says', ({ first, second }) => {
    expect(ranked([pod('a-second', second), pod('b-first', first)])).toEqual(['b-first', 'a-second'])
  })

  it('are those on the node with more related pods', () => {
    const pods = [pod('alone', { node: 'n1', readyAt: 0 }), pod('crowded', { node: 'n2', readyAt: 0 })]
    expect(ranked(pods, { n1: 1, n2: 3 })).toEqual(['crowded', 'alone'])
  })

  it('are told apart by uid when their ages have the same order of magnitude', () => {
    const pods = [pod('b', { readyAt: 400_000_000 }), pod('a', { readyAt: 300_000_000 })]
    expect(ranked(pods)).toEqual(['a', 'b'])
  })

  it('ignore a malformed deletion cost', () => {
    expect(ranked([pod('b', { readyAt: 0 }), pod('a', { readyAt: 0, cost: '-05' })])).toEqual(['a', 'b'])
  })
})
