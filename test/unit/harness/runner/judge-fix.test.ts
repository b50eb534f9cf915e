import { describe, expect, it } from 'vitest'
import { judgeFix } from '../../../../harness/runner/judge-fix.js'
import type { GateOutcome, RefutationOutcome } from '../../../../harness/runner/outcome.js'
import type { Expectation, Fix } from '../../../../harness/scenario/scenario.js'
import { fixWith } from '../../../support/scenarios.js'

const pass: GateOutcome = { gate: 'goal', verdict: 'pass', compared: 2, evidence: [], note: null }
const fail: GateOutcome = {
  gate: 'goal',
  verdict: 'fail',
  compared: 2,
  evidence: [
    { subject: 'Secret test/a', owner: null, message: 'lacks a key', seq: null },
    { subject: 'Secret test/b', owner: null, message: 'was deleted', seq: 7 },
  ],
  note: null,
}
const unsure: GateOutcome = {
  gate: 'goal',
  verdict: 'inconclusive',
  compared: 0,
  evidence: [],
  note: 'it broke',
}
const settled: GateOutcome = { ...pass, gate: 'settled' }
const unsettled: GateOutcome = { ...unsure, gate: 'settled', note: 'still changing' }

const expects = (gate: string, evidence: string): Expectation => ({ fails: [{ gate, evidence }] })
const deleted = expects('goal', 'Secret test/b: was deleted')

function judge(
  gates: readonly GateOutcome[],
  changes: Partial<Fix>,
  refutation: RefutationOutcome | null = null,
) {
  return judgeFix(fixWith(changes), {
    profile: { eso: '2.9.0' },
    digest: 'd',
    result: { state: null, steps: [], ending: { kind: 'settled', atMs: 5 } },
    gates,
    notAsked: [],
    timeline: [],
    refutation,
  })
}

const UNEXPECTED = 'gate goal fails: Secret test/a: lacks a key'
const BROKE = 'gate goal is inconclusive: it broke'
const CHANGING = 'gate settled is inconclusive: still changing'

describe('judgeFix', () => {
  it.each<
    readonly [
      string,
      Expectation | undefined,
      readonly GateOutcome[],
      string,
      string,
      string,
      readonly string[],
    ]
  >([
    ['passes as it must', undefined, [settled, pass], 'pass', 'pass', 'as-expected', []],
    ['passes as said', { fails: [] }, [settled, pass], 'pass', 'pass', 'as-expected', []],
    ['fails although it must pass', undefined, [settled, fail], 'fail', 'pass', 'differs', [UNEXPECTED]],
    ['cannot be judged', undefined, [settled, unsure], 'inconclusive', 'pass', 'inconclusive', [BROKE]],
    ['fails as expected', deleted, [settled, fail], 'fail', 'fail', 'as-expected', []],
    [
      'passes although it was to fail',
      deleted,
      [settled, pass],
      'pass',
      'fail',
      'differs',
      ['gate goal was expected to fail and did not'],
    ],
    [
      'fails for another reason',
      expects('goal', 'was replaced'),
      [settled, fail],
      'fail',
      'fail',
      'differs',
      ['gate goal fails without "was replaced"'],
    ],
    [
      'fails at another gate',
      expects('settled', 'repeats'),
      [settled, fail],
      'fail',
      'fail',
      'differs',
      ['gate settled was expected to fail and did not', UNEXPECTED],
    ],
    [
      'is expected to fail at a gate there is not',
      expects('gaol', 'x'),
      [settled, pass],
      'pass',
      'fail',
      'differs',
      ['there is no gate gaol'],
    ],
    [
      'was to fail, and the gate could not look',
      deleted,
      [settled, unsure],
      'inconclusive',
      'fail',
      'inconclusive',
      [BROKE],
    ],
    [
      'fails as expected, and another gate could not look',
      deleted,
      [unsettled, fail],
      'fail',
      'fail',
      'inconclusive',
      [CHANGING],
    ],
    [
      'fails unexpectedly, and another gate could not look',
      undefined,
      [unsettled, fail],
      'fail',
      'pass',
      'differs',
      [UNEXPECTED, CHANGING],
    ],
  ])('%s', (_what, expect_, gates, verdict, expected, status, surprises) => {
    const outcome = judge(gates, expect_ === undefined ? {} : { expect: expect_ })
    expect(outcome).toMatchObject({ verdict, expected, status, surprises })
  })

  it('needs every expected piece of evidence', () => {
    const both = {
      fails: [
        { gate: 'goal', evidence: 'lacks a key' },
        { gate: 'goal', evidence: 'was deleted' },
      ],
    }
    expect(judge([fail], { expect: both }).surprises).toEqual([])
    const wrong = { fails: [both.fails[0]!, { gate: 'goal', evidence: 'was replaced' }] }
    expect(judge([fail], { expect: wrong }).surprises).toEqual(['gate goal fails without "was replaced"'])
  })

  it('differs when the event that refutes the claim did not happen', () => {
    const refutation = {
      claim: 'c',
      truth: 't',
      versions: 'v',
      check: 'k',
      seq: null,
      atMs: null,
      event: null,
    }
    expect(judge([pass], {}, refutation)).toMatchObject({
      status: 'differs',
      surprises: ['the event that refutes the claim did not happen'],
    })
    expect(judge([pass], {}, { ...refutation, seq: 3, atMs: 0, event: 'e' }).status).toBe('as-expected')
  })

  it('tells documented fixes from derived ones', () => {
    expect(judge([pass], { from: { document: 'Runbook', section: '2' } })).toMatchObject({
      documented: true,
      from: 'Runbook, 2',
    })
    expect(judge([pass], { from: { derived: 'it follows' } })).toMatchObject({
      documented: false,
      from: 'it follows',
    })
  })
})
