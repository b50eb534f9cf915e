import { expect, it } from 'vitest'
import { sinceSnapshot } from '../../../../harness/runner/since-snapshot.js'

const world = { nodes: [], namespaces: [], setup: [] }
const outcome = {
  healthy: { settledAtMs: 90_000 },
  steps: [{ startedAtMs: 61_000, endedAtMs: 62_000, exitCode: 0 }],
  timeline: [{ atMs: 60_500, seq: 9 }],
  at: null,
}

it('times of an imported world count from its dump', () => {
  const snapshot = { files: ['a.yaml'], takenAt: '2026-01-01T00:01:00Z' }
  expect(sinceSnapshot(outcome, { ...world, snapshot })).toEqual({
    healthy: { settledAtMs: 30_000 },
    steps: [{ startedAtMs: 1_000, endedAtMs: 2_000, exitCode: 0 }],
    timeline: [{ atMs: 500, seq: 9 }],
    at: null,
  })
})

it('those of other worlds stay', () => {
  expect(sinceSnapshot(outcome, world)).toBe(outcome)
})
