import type { Counterexample } from '../../harness/explorer/counterexamples.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import type { ReportOptions } from '../reporter.js'

/** A counterexample with the command that replays it; null: its schedule was not written to a file. */
export interface ShownCounterexample extends Counterexample {
  readonly replay: string | null
}

/** What a search found, and what is shown of it. */
export interface ShownExploration {
  readonly outcome: ExplorationOutcome
  readonly counterexamples: readonly ShownCounterexample[]
}

/** Turns what searches found into text. Pure: the same outcomes give the same text. */
export interface ExplorationReporter {
  readonly name: string
  readonly render: (explorations: readonly ShownExploration[], options: ReportOptions) => string
}
