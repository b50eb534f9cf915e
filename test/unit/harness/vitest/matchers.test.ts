import { describe, expect, it } from 'vitest'
import type { ExplorationOutcome } from '../../../../harness/explorer/outcome.js'
import type { FixOutcome } from '../../../../harness/runner/outcome.js'
import { toBeAsExpected, toHaveSafeSequences, toPassGates } from '../../../../harness/vitest/matchers.js'
import { noteCommand } from '../../../../harness/vitest/next-command.js'
import { EXPECTED, MIXED } from '../../../support/outcomes.js'

const passing = MIXED.fixes.find((fix) => fix.verdict === 'pass')!
const failing = MIXED.fixes.find((fix) => fix.verdict === 'fail' && fix.status === 'as-expected')!
const differing: FixOutcome = { ...failing, status: 'differs', surprises: ['it should pass'] }

/** Two sequences: `a` passes, `b` fails or passes. */
const explored = {
  scenario: 'small',
  of: { exploration: 'search' },
  exploration: 'search',
  title: 'Which way?',
  startsAfter: 'healthy',
  goals: ['done'],
  steps: ['a', 'b'],
  part: null,
  small: true,
  profile: {},
  seed: 1,
  bounds: { steps: 1, delays: 0, crashes: 0, stalls: 0, gaps: ['quiescent'], states: 10, controllers: [] },
  expect: { shortestSafe: {}, refuted: [], sometimes: [] },
  coverage: {
    sequences: 2,
    executions: 3,
    represented: '3',
    states: 4,
    transitions: 5,
    merged: 0,
    visitedBytes: 0,
    reached: [],
  },
  ends: (['pass', 'fail'] as const).map((verdict, index) => ({
    digest: `d${index}`,
    ending: 'settled',
    verdicts: [
      {
        goal: 'done',
        verdict,
        gates:
          verdict === 'pass'
            ? []
            : [
                {
                  gate: 'goal',
                  verdict,
                  compared: 1,
                  evidence: [{ subject: 'Secret x/y', owner: null, message: 'is absent', seq: null }],
                  note: null,
                },
              ],
        failsAfterMs: null,
      },
    ],
    cost: 1,
    path: '',
    choices: [],
    steps: [['a'], ['b']][index]!,
    seen: [],
  })),
  sequences: [
    { steps: [], ends: [], returns: false },
    { steps: ['a'], ends: [0], returns: false },
    { steps: ['b'], ends: [0, 1], returns: false },
  ],
  fragile: [],
  census: null,
  answers: {
    done: {
      sequences: 2,
      safe: 1,
      inconclusive: 0,
      fragile: 1,
      shortestSafe: [['a']],
      rules: [],
      noReturn: [],
    },
  },
  orders: [
    { sequence: ['a'], verdict: 'pass', verdicts: { done: 'pass' } },
    { sequence: ['b'], verdict: 'fragile', verdicts: { done: 'fragile' } },
  ],
  graph: { nodes: [], edges: [] },
  surprises: ['b is not safe for done'],
  status: 'differs',
} satisfies ExplorationOutcome

describe('toBeAsExpected', () => {
  it('passes what is as expected, also a failure that was', () => {
    expect(toBeAsExpected(passing).pass).toBe(true)
    expect(toBeAsExpected(failing).pass).toBe(true)
    expect(toBeAsExpected(EXPECTED).pass).toBe(true)
  })

  it('shows evidence and the command that shows more', () => {
    const asked = { nameOrPath: './mine.scenario.ts', profile: { eso: '0.10.7' }, seed: 3, small: false }
    const outcome = noteCommand({ ...differing }, asked, { fix: differing.name })
    const { pass, message } = toBeAsExpected(outcome)
    expect(pass).toBe(false)
    expect(message()).toContain(`fix ${differing.name} is not as expected: differs`)
    expect(message()).toContain('Secret test/db: was deleted')
    expect(message()).toContain('not as expected: it should pass')
    expect(message()).toContain(
      `rehearse run ./mine.scenario.ts --fix ${differing.name} --profile eso=0.10.7 --seed 3 --verbose`,
    )
  })

  it('shows of a scenario only what differs', () => {
    const text = toBeAsExpected({
      ...MIXED,
      incidents: [],
      fixes: [passing, differing],
      status: 'differs',
    }).message()
    expect(text).toContain(`FIX ${differing.name}`)
    expect(text).not.toContain(`FIX ${passing.name}`)
  })

  it('shows the counterexamples of a search, and a command with its bounds', () => {
    const asked = { nameOrPath: 'small', profile: {}, seed: 1, small: true }
    const outcome = noteCommand({ ...explored }, asked, {
      exploration: 'search',
      bounds: { delays: 1_000_000, gaps: ['at-once', 'quiescent'] },
    })
    const text = toBeAsExpected(outcome).message()
    expect(text).toContain('Secret x/y: is absent')
    expect(text).toContain('not as expected: b is not safe for done')
    expect(text).toContain(
      'rehearse explore small --exploration search --small --delays all --gaps at-once,quiescent',
    )
    expect(text).not.toContain('rehearse replay')
  })
})

describe('toPassGates', () => {
  it('asks all gates, or the named ones', () => {
    expect(toPassGates(passing).pass).toBe(true)
    expect(toPassGates(failing).pass).toBe(false)
    expect(toPassGates(failing, 'keys-present').message()).toContain(
      `fix ${failing.name} does not pass keys-present`,
    )
    const good = failing.gates.find(({ verdict }) => verdict === 'pass')!
    expect(toPassGates(failing, good.gate).pass).toBe(true)
  })

  it('does not pass a gate that was not asked, nor a fix without any', () => {
    expect(toPassGates(passing, 'zero-dif').message()).toContain('no gate zero-dif')
    expect(toPassGates({ ...passing, gates: [] }).pass).toBe(false)
  })
})

describe('toHaveSafeSequences', () => {
  it('wants every execution of a sequence to pass', () => {
    expect(toHaveSafeSequences(explored, 'done', [['a']]).pass).toBe(true)
    const { pass, message } = toHaveSafeSequences(explored, 'done', [['a'], ['b']])
    expect(pass).toBe(false)
    expect(message()).toContain('exploration search: not safe for done: b (safe: a)')
  })

  it('without sequences wants one', () => {
    expect(toHaveSafeSequences(explored, 'done').pass).toBe(true)
    const none = { ...explored, sequences: explored.sequences.slice(2) }
    expect(toHaveSafeSequences(none, 'done').message()).toContain('any sequence (safe: none)')
  })

  it('knows no safe sequence for a goal that was not asked', () => {
    expect(toHaveSafeSequences(explored, 'other').pass).toBe(false)
  })
})
