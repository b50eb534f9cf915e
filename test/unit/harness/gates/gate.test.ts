import { describe, expect, it } from 'vitest'
import { askGate, askGates, type Gate, type Judgement } from '../../../../harness/gates/gate.js'
import type { Ending } from '../../../../harness/runner/outcome.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const EVIDENCE = { subject: 'Pod test/web', owner: null, message: 'was deleted', seq: 3 }
const gate = (judgement: Judgement, more: Partial<Gate> = {}): Gate => ({
  name: 'some',
  judge: () => judgement,
  ...more,
})

describe('askGate', () => {
  it.each<readonly [string, Judgement, string, string | null]>([
    ['nothing found', { compared: 3, evidence: [] }, 'pass', null],
    ['nothing found, with a note', { compared: 3, evidence: [], note: 'assumed' }, 'pass', 'assumed'],
    ['something found', { compared: 3, evidence: [EVIDENCE] }, 'fail', null],
    ['it could not look', { compared: 0, evidence: [], inconclusive: 'no view' }, 'inconclusive', 'no view'],
    [
      'it could not look everywhere, and found something',
      { compared: 1, evidence: [EVIDENCE], inconclusive: 'no view' },
      'fail',
      'no view',
    ],
  ])('%s', async (_what, judgement, verdict, note) => {
    const { compared, evidence } = judgement
    expect(await askGate(gate(judgement), gateContext())).toEqual({
      gate: 'some',
      verdict,
      compared,
      evidence,
      note,
    })
  })

  it.each([
    [
      'thrown',
      () => {
        throw new TypeError('x is undefined')
      },
    ],
    ['rejected', () => Promise.reject(new TypeError('x is undefined'))],
  ])('an exception is inconclusive, never a pass: %s', async (_what, judge) => {
    expect(await askGate({ name: 'some', judge }, gateContext())).toEqual({
      gate: 'some',
      verdict: 'inconclusive',
      compared: 0,
      evidence: [],
      note: 'the gate itself failed: x is undefined',
    })
  })

  it.each<readonly [Ending, string, string]>([
    [{ kind: 'settled', atMs: 0 }, 'pass', 'pass'],
    [{ kind: 'diverges', atMs: 0, periodMs: 1, from: 1, to: 2 }, 'pass', 'pass'],
    [{ kind: 'horizon', atMs: 0, horizonMs: 1 }, 'inconclusive', 'pass'],
    [{ kind: 'error', atMs: 0, code: 'limit-reached', message: 'm' }, 'inconclusive', 'pass'],
  ])(
    'a gate that looks at the end state does not look before there is one: %j',
    async (ending, atEnd, always) => {
      const judgement = { compared: 1, evidence: [] }
      const context = gateContext({ ending })
      expect((await askGate(gate(judgement, { atEnd: true }), context)).verdict).toBe(atEnd)
      expect((await askGate(gate(judgement), context)).verdict).toBe(always)
    },
  )
})

describe('askGates', () => {
  const failing = gate({ compared: 1, evidence: [EVIDENCE] }, { name: 'fails' })
  const passing = gate({ compared: 1, evidence: [] }, { name: 'passes' })
  const last = gate({ compared: 1, evidence: [] }, { name: 'last', last: true })
  const asked = async (gates: readonly Gate[], notAsked: Readonly<Record<string, string>> = {}) => {
    const scenario = scenarioWith({ protects: { pods: [], keys: [], after: { notAsked } } })
    const verdicts = await askGates(gates, gateContext({ scenario }))
    return { ...verdicts, gates: verdicts.gates.map((outcome) => outcome.gate) }
  }

  it('asks the last ones of what nothing else fails', async () => {
    expect(await asked([passing, last])).toEqual({ gates: ['passes', 'last'], notAsked: [] })
  })

  it('spares them what fails already, and says so', async () => {
    expect(await asked([failing, last])).toEqual({
      gates: ['fails'],
      notAsked: [{ gate: 'last', because: 'gate fails fails already' }],
    })
  })

  it('does not ask what the scenario declines', async () => {
    expect(await asked([passing, last], { passes: 'no use' })).toEqual({
      gates: ['last'],
      notAsked: [{ gate: 'passes', because: 'the scenario says: no use' }],
    })
  })
})
