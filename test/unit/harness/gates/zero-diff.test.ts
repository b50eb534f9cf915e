import { describe, expect, it } from 'vitest'
import { goal } from '../../../../harness/gates/goal.js'
import { zeroDiff } from '../../../../harness/gates/zero-diff.js'
import type { Difference, Plane, PlaneReport } from '../../../../twins/contract/component.js'
import { createFakeTwin, fakeState } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const healthy = fakeState()
const after = fakeState()
const OLD: Difference = { subject: 'Secret a/old', owner: 'helm release a', message: 'is missing' }
const NEW: Difference = { subject: 'Secret a/new', owner: 'helm release a', message: 'is missing' }

/** A gate context whose planes say `before` of the healthy world and `end` of the last one. */
function asked(before: PlaneReport, end: PlaneReport, wallMs?: number) {
  const twin = createFakeTwin()
  const views = new Map([
    [twin.view(healthy), before],
    [twin.view(after), end],
  ])
  const known = { ...twin, view: (state: typeof healthy) => [...views.keys()][state === healthy ? 0 : 1]! }
  const plane: Plane = { name: 'helm', inspect: (view) => views.get(view)! }
  const scenario = scenarioWith({
    world: {
      nodes: [],
      namespaces: [],
      setup: [],
      snapshot: { files: ['a.yaml'], takenAt: '2026-01-01T00:00:00Z' },
    },
    goals: { done: { description: 'nothing new', baseline: 'as-imported' } },
  })
  return zeroDiff.judge(
    gateContext({
      twin: known,
      scenario,
      planes: [plane],
      healthy,
      after,
      ...(wallMs === undefined ? {} : { wallMs }),
    }),
  )
}

const report = (...differences: readonly Difference[]): PlaneReport => ({ compared: 3, differences })

describe('zero-diff as imported', () => {
  it('blames a fix for what is new alone, and names the owner', async () => {
    const { evidence, compared } = await asked(report(OLD), report(OLD, NEW))
    expect(evidence).toEqual([{ ...NEW, seq: null }])
    expect(compared).toBe(3)
  })

  it('counts a difference that became another one as new', async () => {
    const changed = { ...OLD, message: 'differs in data' }
    expect((await asked(report(OLD), report(changed))).evidence).toEqual([{ ...changed, seq: null }])
  })

  it.each([
    ['none', report(), report(), '0 differences were there before'],
    ['one', report(OLD), report(OLD), '1 difference was there before'],
    ['some gone', report(OLD, NEW), report(NEW), '2 differences were there before, 1 of them is gone'],
  ])('says how many were there before: %s', async (_name, before, end, note) => {
    expect((await asked(before, end)).note).toBe(`${note}; the dump was taken at 2026-01-01T00:00:00Z`)
  })

  it.each([
    ['2026-01-01T00:59:00Z', 'the dump is less than an hour old'],
    ['2026-01-02T05:00:00Z', 'the dump is 29 h old'],
    ['2026-01-11T05:00:00Z', 'the dump is 10 days old'],
    ['2025-12-31T00:00:00Z', 'which is still to come'],
  ])('at %s says %s', async (now, note) => {
    expect((await asked(report(), report(), Date.parse(now))).note).toContain(note)
  })

  it('is not inconclusive for what could not be looked at before either', async () => {
    const blind = { ...report(), inconclusive: 'a provider nobody models' }
    expect((await asked(blind, blind)).inconclusive).toBeUndefined()
    expect((await asked(blind, blind)).note).toContain('a provider nobody models')
    expect((await asked(report(), blind)).inconclusive).toBe('helm: a provider nobody models')
  })
})

it('the gate goal asks for nothing where only the baseline counts', async () => {
  const scenario = scenarioWith({ goals: { done: { description: 'nothing new', baseline: 'as-imported' } } })
  expect(await goal.judge(gateContext({ scenario }))).toEqual({
    compared: 0,
    evidence: [],
    note: 'nothing is declared: the end is compared with what was imported',
  })
})
