import { evidenceText } from './evidence.js'
import type { ExplorationOutcome, ExploredEnd } from './outcome.js'
import type { RecordedChoice } from './schedule.js'

/** An execution worth showing, and why. */
export interface Counterexample {
  readonly goal: string
  /** `fails`: the shortest way to fail a gate. `fragile`: the same steps in the same order also end well. */
  readonly kind: 'fails' | 'fragile'
  readonly gate: string
  readonly evidence: string
  readonly steps: readonly string[]
  readonly choices: readonly RecordedChoice[]
  readonly digest: string
  /** Virtual ms from the last step to the first failure in the log; null: none is in the log. */
  readonly failsAfterMs: number | null
}

/**
 * For each goal the fragile sequences, and for each gate the shortest way to fail it that begins with a step. Ends are in the
 * order of their length, so the first is the shortest.
 */
export function counterexamplesOf(outcome: ExplorationOutcome): readonly Counterexample[] {
  return outcome.goals.flatMap((goal, at) => [
    ...outcome.fragile
      .filter((way) => way.goal === goal)
      .map((way): Counterexample => ({ ...way, kind: 'fragile' })),
    ...shortestFailures(outcome, goal, at),
  ])
}

function shortestFailures({ ends }: ExplorationOutcome, goal: string, at: number): readonly Counterexample[] {
  const begun = ends.filter((end) => end.steps.length > 0)
  const gates = [...new Set(begun.flatMap((end) => failing(end, at).map(({ gate }) => gate)))].sort()
  return gates.map((gate) => {
    const end = begun.find((candidate) => failing(candidate, at).some((outcome) => outcome.gate === gate))!
    const evidence = evidenceText(failing(end, at).find((outcome) => outcome.gate === gate)!)
    const { steps, choices, digest } = end
    return {
      goal,
      kind: 'fails',
      gate,
      evidence,
      steps,
      choices,
      digest,
      failsAfterMs: end.verdicts[at]!.failsAfterMs,
    }
  })
}

function failing(end: ExploredEnd, at: number) {
  return end.verdicts[at]!.gates.filter((gate) => gate.verdict === 'fail')
}
