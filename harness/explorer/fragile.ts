import { evidenceText } from './evidence.js'
import type { Ground } from './explore.js'
import { OperatorSpace } from './operator.js'
import { concluded, type ExplorationOutcome } from './outcome.js'
import { replayChoices } from './replay.js'
import type { RecordedChoice } from './schedule.js'
import type { Found, Stop } from './search-contract.js'
import { searchOf } from './search-situations.js'

/** A sequence that ends well or badly, depending on what happens on the way: the shortest way to end badly. */
export interface FragileWay {
  readonly goal: string
  readonly steps: readonly string[]
  readonly gate: string
  readonly evidence: string
  readonly digest: string
  readonly choices: readonly RecordedChoice[]
  /** Virtual ms from the end of the last step to the first failure that the log shows; null: none is in the log. */
  readonly failsAfterMs: number | null
}

/** Fragile sequences that are looked into, for each goal; `answers` counts all of them. */
const MOST = 8

/**
 * Search each fragile sequence once more, alone: merging has forgotten which way was whose. Nothing is searched once `stop`
 * has ended the exploration or ends it here; what was found until then is kept.
 */
export async function withFragile<S>(
  ground: Ground<S>,
  outcome: ExplorationOutcome,
  stop?: Stop,
): Promise<ExplorationOutcome> {
  const fragile: FragileWay[] = []
  const reached = new Set(outcome.coverage.reached)
  for (const goal of outcome.goals) {
    for (const steps of fragileSequences(outcome, goal).slice(0, MOST)) {
      if (reached.has('stopped')) break
      const way = await shortestFailure(ground, goal, steps, stop)
      for (const bound of way.reached) reached.add(bound)
      if (way.found !== null) fragile.push(way.found)
    }
  }
  return concluded({ ...outcome, fragile, coverage: { ...outcome.coverage, reached: [...reached].sort() } })
}

/** The sequences of which some executions pass and some fail. */
function fragileSequences(
  { goals, ends, sequences }: ExplorationOutcome,
  goal: string,
): readonly (readonly string[])[] {
  const at = goals.indexOf(goal)
  const comesTo = (verdict: string) => (end: number) => ends[end]!.verdicts[at]!.verdict === verdict
  return sequences
    .filter((sequence) => sequence.ends.some(comesTo('pass')) && sequence.ends.some(comesTo('fail')))
    .map(({ steps }) => steps)
}

async function shortestFailure<S>(
  ground: Ground<S>,
  goal: string,
  steps: readonly string[],
  stop: Stop | undefined,
): Promise<{ readonly found: FragileWay | null; readonly reached: readonly string[] }> {
  const only = steps.map((name) => ground.plan.steps.findIndex((step) => step.name === name))
  const space = new OperatorSpace(ground.twin, ground.explorable, { ...ground.plan, only }, ground.bounds)
  const { best, reached } = await searchOf({ ...ground, space }, { stop }).run()
  // A way that was found before a bound was reached need not be the shortest.
  if (reached.length > 0) return { found: null, reached }
  const at = ground.exploration.goals.indexOf(goal)
  const failing = [...best]
    .filter(([end]) => ground.ends.ends[end]!.verdicts[at]!.verdict === 'fail')
    .map(([, way]) => way)
    .sort(byLength)
  const [shortest] = failing
  if (shortest === undefined) return { found: null, reached }
  return { found: { goal, steps, ...(await told(ground, at, shortest)) }, reached }
}

/** What goes wrong on a way: judged by its own end, not by another one of the same class. */
async function told<S>({ space, start, left, ends }: Ground<S>, at: number, { choices }: Found) {
  const { end, choices: taken } = await replayChoices(space, start, left, choices)
  const { digest, verdicts } = await ends.judge(end)
  const { gates, failsAfterMs } = verdicts[at]!
  const gate = gates.find((outcome) => outcome.verdict === 'fail')!
  return { gate: gate.gate, evidence: evidenceText(gate), digest, choices: taken, failsAfterMs }
}

function byLength(x: Found, y: Found): number {
  return x.cost - y.cost || (x.path < y.path ? -1 : 1)
}
