import type { ScenarioOutcome } from '../harness/runner/outcome.js'
import type { VerdictDiff } from './verdict-diff.js'

/** Turns outcomes into text. Pure: the same outcomes give the same text. */
export interface Reporter {
  readonly name: string
  readonly render: (outcomes: readonly ScenarioOutcome[], options: ReportOptions) => string
}

export interface ReportOptions {
  /** ANSI colours. */
  readonly color: boolean
  /** Columns of the terminal: no line is longer. */
  readonly width: number
  readonly detail: 'quiet' | 'normal' | 'verbose'
  /** What changed since an earlier run; reports for people begin with it. */
  readonly comparison?: VerdictDiff
}
