import { z } from 'zod'
import type { Answers } from '../../harness/explorer/answers.js'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { EXPLORATION_SCHEMA } from './ids.js'
import { envelope, gate, profile, status, verdict } from './run.js'

const steps = z.array(z.string()).meta({ description: 'names of steps, in the order in which they begin' })
const endVerdict = z.enum(['pass', 'fail', 'inconclusive', 'fragile'])
const verdicts = z.record(z.string(), endVerdict).meta({ description: 'goal -> verdict' })
const choice = z.object({ at: z.int(), take: z.string(), of: z.int() })

const answers: z.ZodType<Answers> = z.object({
  sequences: z.int(),
  safe: z.int(),
  inconclusive: z.int(),
  fragile: z.int(),
  shortestSafe: z.array(steps),
  rules: z.array(
    z.object({
      steps,
      before: z.array(z.tuple([z.string(), z.string()])),
      orders: z.int(),
      safe: z.int(),
      obeying: z.int(),
      minimal: z.boolean(),
    }),
  ),
  noReturn: z.array(z.object({ steps })),
})

const end = z.object({
  digest: z.string(),
  ending: z.enum(['settled', 'horizon', 'diverges', 'error']),
  verdicts: z.array(
    z.object({ goal: z.string(), verdict, gates: z.array(gate), failsAfterMs: z.number().nullable() }),
  ),
  cost: z.number(),
  path: z.string(),
  choices: z.array(choice),
  steps,
  seen: z.array(z.int()),
})

const fate = z.enum(['recovers', 'stuck', 'silently-wrong'])
const counts = z.object({ recovers: z.int(), stuck: z.int(), 'silently-wrong': z.int() })

const census: z.ZodType<CensusOutcome> = z.object({
  process: z.array(z.string()),
  after: z.string().nullable(),
  counts,
  expected: counts,
  points: z.array(
    z.object({
      number: z.int(),
      after: z.string().meta({ description: 'the request after whose effect it died' }),
      fate,
      because: z.string().nullable(),
      digest: z.string(),
    }),
  ),
  problem: z.string().nullable(),
})

const exploration = z.object({
  scenario: z.string(),
  of: z.union([z.object({ exploration: z.string() }), z.object({ fix: z.string(), anyOrder: z.boolean() })]),
  exploration: z.string(),
  title: z.string(),
  startsAfter: z.string(),
  goals: z.array(z.string()),
  steps,
  part: z.object({ index: z.int(), of: z.int() }).nullable(),
  small: z.boolean(),
  profile,
  seed: z.int(),
  bounds: z.object({
    steps: z.int(),
    delays: z.int(),
    crashes: z.int(),
    stalls: z.int(),
    gaps: z.array(z.enum(['at-once', 'quiescent', 'settled'])),
    states: z.int(),
    controllers: z.array(z.string()),
  }),
  expect: z.looseObject({}).meta({ description: 'what the scenario expects, as it says it' }),
  coverage: z.object({
    sequences: z.int(),
    executions: z.int(),
    represented: z.string().meta({ description: 'a decimal number of any size' }),
    states: z.int(),
    transitions: z.int(),
    merged: z.int(),
    visitedBytes: z.int(),
    reached: z.array(z.string()),
  }),
  ends: z.array(end),
  sequences: z.array(z.object({ steps, ends: z.array(z.int()), returns: z.boolean() })),
  census: census.nullable(),
  fragile: z.array(
    z.object({
      goal: z.string(),
      steps,
      gate: z.string(),
      evidence: z.string(),
      digest: z.string(),
      choices: z.array(choice),
      failsAfterMs: z.number().nullable(),
    }),
  ),
  answers: z.record(z.string(), answers).meta({ description: 'goal -> answers' }),
  orders: z.array(z.looseObject({ sequence: steps, verdict: endVerdict, verdicts })),
  graph: z.object({
    nodes: z.array(
      z.looseObject({
        id: z.int(),
        example: steps,
        sequences: z.int(),
        verdicts,
        reaches: z.array(z.string()),
      }),
    ),
    edges: z.array(z.object({ from: z.int(), to: z.int(), step: z.string() })),
  }),
  surprises: z.array(z.string()),
  status,
}) satisfies z.ZodType<Omit<ExplorationOutcome, 'expect'>>

/** What `rehearse explore --json` and `rehearse merge --json` print. */
export const explorationReport = z.object({
  ...envelope(EXPLORATION_SCHEMA),
  explorations: z.array(exploration),
})
