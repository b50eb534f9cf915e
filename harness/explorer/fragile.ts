import { mayDepart } from './budget.js'
import { evidenceText } from './evidence.js'
import type { Ground } from './explore.js'
import { OperatorSpace } from './operator.js'
import type { ExplorationOutcome } from './outcome.js'
import type { RecordedChoice } from './schedule.js'
import { Search } from './search.js'
import type { Situation } from './situation.js'

/** A sequence that ends well or badly, depending on what happens on the way: the shortest way to end badly. */
export interface FragileWay {
  readonly goal: string
  readonly steps: readonly string[]
  readonly gate: string
  readonly evidence: string
  readonly digest: string
  readonly choices: readonly RecordedChoice[]
}

/** Fragile sequences that are looked into, for each goal. */
const MOST = 8

/** Search each sequence with more than one verdict once more, alone: merging has forgotten which way was whose. */
export async function fragileWays<S>(
  ground: Ground<S>,
  outcome: ExplorationOutcome,
): Promise<readonly FragileWay[]> {
  const ways: FragileWay[] = []
  for (const [at, goal] of outcome.goals.entries()) {
    const verdictOf = (end: number) => outcome.ends[end]!.verdicts[at]!.verdict
    const fragile = outcome.sequences.filter(
      ({ ends }) =>
        ends.some((end) => verdictOf(end) === 'pass') && ends.some((end) => verdictOf(end) === 'fail'),
    )
    for (const { steps } of fragile.slice(0, MOST))
      ways.push(...(await shortestFailure(ground, goal, at, steps)))
  }
  return ways
}

async function shortestFailure<S>(
  ground: Ground<S>,
  goal: string,
  at: number,
  steps: readonly string[],
): Promise<readonly FragileWay[]> {
  const { twin, explorable, plan, bounds, start, left, ends } = ground
  const only = steps.map((name) => plan.steps.findIndex((step) => step.name === name))
  const space = new OperatorSpace(twin, explorable, { ...plan, only }, bounds)
  const search = new Search<Situation<S>>({
    space,
    start,
    left,
    states: bounds.states,
    everyState: mayDepart(bounds),
    judge: (end) => ends.classOf(space, end),
  })
  const { best } = await search.run()
  const failing = [...best].filter(([end]) => ends.ends[end]!.verdicts[at]!.verdict === 'fail')
  failing.sort(([, x], [, y]) => x.cost - y.cost || (x.path < y.path ? -1 : 1))
  return failing.slice(0, 1).map(([end, { choices }]) => {
    const { digest, verdicts } = ends.ends[end]!
    const gate = verdicts[at]!.gates.find((outcome) => outcome.verdict === 'fail')!
    return { goal, steps, gate: gate.gate, evidence: evidenceText(gate), digest, choices }
  })
}
