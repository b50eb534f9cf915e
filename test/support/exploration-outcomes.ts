import { answersOf } from '../../harness/explorer/answers.js'
import { NOMINAL_BOUNDS } from '../../harness/explorer/budget.js'
import { orderGraphOf, ordersOf } from '../../harness/explorer/order-graph.js'
import type { ExplorationOutcome, ExploredEnd } from '../../harness/explorer/outcome.js'
import type { GateOutcome } from '../../harness/runner/outcome.js'
import type { ShownExploration } from '../../reports/index.js'

const failing = (gate: string, message: string): GateOutcome => ({
  gate,
  verdict: 'fail',
  compared: 3,
  evidence: [{ subject: 'Secret test/db', owner: null, message, seq: 14 }],
  note: null,
})

const end = (name: string, gates: readonly GateOutcome[], steps: readonly string[]): ExploredEnd => ({
  digest: name,
  ending: 'settled',
  verdicts: [
    {
      goal: 'handed-over',
      verdict: gates.length === 0 ? 'pass' : 'fail',
      gates,
      failsAfterMs: gates.length === 0 ? null : 600,
    },
  ],
  cost: steps.length,
  path: '',
  choices: steps.map((step, at) => ({ at, take: `start ${step}`, of: 3 })),
  steps,
  seen: [],
})

const ends: readonly ExploredEnd[] = [
  end('unreached', [failing('goal', 'is declared but absent')], []),
  end('harmed', [failing('keys-present', 'was deleted')], ['drop']),
  end('safe', [], ['keep', 'drop', 'apply']),
  end('refused', [failing('steps', 'exit code 1: already exists')], ['apply']),
]

/** Sequences by the ends that they reach. `keep drop apply` also ends badly: it is fragile. */
const REACHED: readonly (readonly [steps: string, ends: readonly number[]])[] = [
  ['', [0]],
  ['keep', [0]],
  ['drop', [1]],
  ['apply', [3]],
  ['keep drop', [0]],
  ['keep apply', [0]],
  ['drop keep', [1]],
  ['drop apply', [1]],
  ['apply keep', [3]],
  ['apply drop', [1, 3]],
  ['keep drop apply', [2, 1]],
  ['keep apply drop', [2]],
]

const sequences = REACHED.map(([text, reached]) => ({
  steps: text === '' ? [] : text.split(' '),
  ends: reached,
  returns: false,
}))

const goals = ['handed-over']
const explored = { goals, ends, sequences }
const orders = ordersOf(explored)

/** A search that found something of everything a report can show. */
export const EXPLORED: ExplorationOutcome = {
  scenario: 'doom',
  of: { exploration: 'hand-over' },
  exploration: 'hand-over',
  title: 'Which of these commands, in which order, <hand> the ExternalSecret over?',
  startsAfter: 'healthy',
  goals,
  steps: ['keep', 'drop', 'apply'],
  part: null,
  small: true,
  profile: { eso: '2.9.0', helm: '3.17.2' },
  seed: 1,
  bounds: { ...NOMINAL_BOUNDS, steps: 3, crashes: 1 },
  expect: { shortestSafe: { 'handed-over': [['keep', 'apply', 'drop']] }, refuted: [], sometimes: [] },
  coverage: {
    sequences: 12,
    executions: 20,
    represented: '31',
    states: 40,
    transitions: 300,
    merged: 11,
    visitedBytes: 4096,
    reached: [],
  },
  ends,
  sequences,
  census: {
    process: ['temporal-sql-tool', 'update-schema'],
    after: null,
    counts: { recovers: 1, stuck: 1, 'silently-wrong': 1 },
    expected: { recovers: 1, stuck: 1, 'silently-wrong': 1 },
    points: [
      { number: 1, after: 'CREATE TABLE a', fate: 'recovers', because: null, digest: 'safe' },
      {
        number: 2,
        after: 'INSERT INTO b',
        fate: 'stuck',
        because: 'relation "a" already exists',
        digest: 'harmed',
      },
      {
        number: 3,
        after: 'UPDATE c | d',
        fate: 'silently-wrong',
        because: 'the number of rows differs',
        digest: 'harmed',
      },
    ],
    problem: null,
  },
  fragile: [],
  answers: {
    'handed-over': answersOf(
      orders.map(({ sequence, verdict }) => ({
        steps: sequence,
        verdict: verdict === 'fragile' ? 'fail' : verdict,
        fragile: verdict === 'fragile',
        returns: false,
      })),
      orders.map(({ sequence, verdict }) => ({
        steps: sequence,
        good: verdict === 'pass' || verdict === 'fragile',
      })),
    ),
  },
  orders,
  graph: orderGraphOf(explored),
  surprises: ['never seen: the Secret is collected'],
  status: 'differs',
}

/** The same with what is shown of it. */
export const SHOWN: ShownExploration = {
  outcome: EXPLORED,
  counterexamples: [
    {
      goal: 'handed-over',
      kind: 'fails',
      gate: 'keys-present',
      evidence: 'Secret test/db: was deleted',
      steps: ['drop'],
      choices: ends[1]!.choices,
      digest: 'harmed',
      failsAfterMs: 600,
      replay: 'rehearse replay .rehearse/schedules/doom.hand-over.0123456789ab.json',
    },
  ],
}
