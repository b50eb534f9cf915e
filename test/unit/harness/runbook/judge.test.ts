import { describe, expect, it } from 'vitest'
import type { ExplorationOutcome } from '../../../../harness/explorer/outcome.js'
import { findingOf, gatesForSearch, knownFailures } from '../../../../harness/runbook/judge.js'
import { nearestSafe, neighboursOf, ordersOf } from '../../../../harness/runbook/orders.js'
import type { Consequence } from '../../../../harness/runbook/outcome.js'
import type { GateOutcome } from '../../../../harness/runner/outcome.js'

const gate = (name: string, verdict: GateOutcome['verdict'], subject = 'Pod a'): GateOutcome => ({
  gate: name,
  verdict,
  compared: 1,
  evidence: verdict === 'fail' ? [{ subject, owner: null, message: 'is gone', seq: null }] : [],
  note: verdict === 'inconclusive' ? 'could not look' : null,
})
const fails = (...names: readonly string[]) => names.map((name) => gate(name, 'fail'))

describe('what gates come to', () => {
  it.each<[string, readonly GateOutcome[], Consequence, string | null]>([
    ['nothing fails', [gate('goal', 'pass')], 'safe', null],
    ['a step failed, nothing is lost', fails('steps', 'goal', 'zero-diff'), 'refused', 'steps'],
    ['something is lost as well', fails('steps', 'keys-present'), 'harmful', 'keys-present'],
    ['every step succeeded', fails('zero-diff', 'goal'), 'incomplete', 'zero-diff'],
    [
      'a gate could not look',
      [gate('settled', 'inconclusive'), gate('goal', 'fail')],
      'inconclusive',
      'settled',
    ],
    ['a failure is surer than a doubt', [gate('settled', 'inconclusive'), gate('x', 'fail')], 'harmful', 'x'],
  ])('%s', (_says, gates, consequence, name) => {
    expect(findingOf(gates, new Set())).toMatchObject({ consequence, gate: name })
  })

  it('count no harm that was there before the first command', () => {
    const known = knownFailures(fails('keys-present'))
    expect(findingOf(fails('keys-present', 'steps'), known).consequence).toBe('refused')
    expect(findingOf(fails('keys-present'), known).consequence).toBe('incomplete')
    expect(findingOf([gate('keys-present', 'fail', 'Pod b')], known).consequence).toBe('harmful')
  })

  it('are asked for what is lost first, and never last gates in a search', () => {
    const judge = () => ({ compared: 0, evidence: [] })
    const gates = [
      { name: 'steps', judge },
      { name: 'drain', last: true, judge },
      { name: 'pods', judge },
    ]
    expect(gatesForSearch(gates).map(({ name }) => name)).toEqual(['pods', 'steps'])
  })
})

/** As much of an outcome as the orders are read from: sequences with the gates that fail. */
function explored(sequences: readonly (readonly [string, readonly string[]])[]): ExplorationOutcome {
  return {
    sequences: sequences.map(([steps], index) => ({
      steps: steps.split(' '),
      ends: [index],
      returns: false,
    })),
    ends: sequences.map(([, names]) => ({ verdicts: [{ gates: fails(...names) }] })),
  } as unknown as ExplorationOutcome
}

describe('orders', () => {
  const CHANGES = ['a', 'b', 'c']

  it('that stop early stand for all that begin so, and rules are of the complete ones', () => {
    const orders = ordersOf(
      explored([
        ['a wait b c', []],
        ['a wait c b', []],
        ['b', ['steps']],
        ['c a b', []],
        ['c b', ['steps', 'keys-present']],
      ]),
      CHANGES,
      new Set(),
    )
    expect(orders).toMatchObject({
      counts: { safe: 3, refused: 2, harmful: 1 },
      rules: [['a', 'b']],
      obeying: 3,
    })
    expect(orders.judged[2]).toMatchObject({ steps: ['b'], stands: 2 })
  })

  it('have no rule when all are safe', () => {
    const orders = ordersOf(
      explored([
        ['a b', []],
        ['b a', []],
      ]),
      ['a', 'b'],
      new Set(),
    )
    expect(orders).toMatchObject({ rules: [], obeying: 2, counts: { safe: 2 } })
  })

  it('that are safe are proposed by how near they are to the written one', () => {
    const orders = ordersOf(
      explored([
        ['c b a', []],
        ['b a c', []],
        ['a b c', ['goal']],
      ]),
      CHANGES,
      new Set(),
    )
    expect(nearestSafe(orders, CHANGES)).toEqual(['b', 'a', 'c'])
  })

  it('of many changes are the exchanges of neighbours', () => {
    const safe = { consequence: 'safe', gate: null, evidence: '' } as const
    const judged = [
      { steps: CHANGES, stands: 1, finding: safe },
      { steps: ['b', 'a', 'c'], stands: 1, finding: { ...safe, consequence: 'harmful' } as const },
      { steps: ['a', 'c', 'b'], stands: 1, finding: safe },
    ]
    expect(neighboursOf(judged, CHANGES)).toMatchObject({
      looked: 'neighbours',
      rules: [['a', 'b']],
      obeying: 2,
    })
  })
})
