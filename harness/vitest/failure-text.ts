import {
  type ReportOptions,
  renderExploration,
  renderFix,
  renderIncident,
  type ShownCounterexample,
} from '../../reports/index.js'
import { counterexamplesOf } from '../explorer/counterexamples.js'
import type { ExplorationOutcome } from '../explorer/outcome.js'
import type { FixOutcome, IncidentOutcome, ScenarioOutcome } from '../runner/outcome.js'
import { nextCommand } from './next-command.js'

/** Anything a rehearsal comes to. */
export type AnyOutcome = ScenarioOutcome | IncidentOutcome | FixOutcome | ExplorationOutcome

/** A test runner wraps nothing, and colours by itself. */
const PLAIN: ReportOptions = { color: false, width: 110, detail: 'normal' }

/** What the terminal report says of an outcome, without what is as expected, and the command that shows more. */
export function failureText(outcome: AnyOutcome): string {
  const next = nextCommand(outcome)
  return `${partText(outcome).trimEnd()}${next === undefined ? '' : `\n\nsee more of it with:\n  ${next}`}\n`
}

function partText(outcome: AnyOutcome): string {
  if ('coverage' in outcome) return renderExploration(outcome, shownOf(outcome), PLAIN)
  if ('chain' in outcome) return renderIncident(outcome, PLAIN)
  if ('gates' in outcome) return renderFix(outcome, PLAIN)
  const unexpected = [...outcome.incidents, ...outcome.fixes].filter(({ status }) => status !== 'as-expected')
  return unexpected.map(partText).join('\n')
}

/** Counterexamples without schedules: the command line writes those. */
function shownOf(outcome: ExplorationOutcome): readonly ShownCounterexample[] {
  return counterexamplesOf(outcome).map((found) => ({ ...found, replay: null }))
}
