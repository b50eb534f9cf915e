import type { ScenarioOutcome } from '../../harness/runner/outcome.js'
import { headline } from '../headline.js'
import type { Reporter } from '../reporter.js'
import { namesOf, runsOf, timelineData } from './data.js'
import { htmlDocument } from './document.js'
import { scenarioSection } from './sections.js'
import { VIEWER } from './viewer.js'
import { VIEWER_SCRIPT } from './viewer-script.js'

/**
 * One file that works offline and from `file://`: verdicts, steps and evidence as plain HTML, and a viewer of every timeline, which
 * needs JavaScript. Nothing is loaded from anywhere.
 */
export const htmlReporter: Reporter = {
  name: 'html',
  render: (outcomes) => {
    const names = namesOf(outcomes)
    const runs = outcomes.flatMap((outcome, index) => runsOf(outcome, names[index]!))
    const script = `<script type="application/json" id="data">${timelineData(runs)}</script>\n<script>${VIEWER_SCRIPT}</script>\n`
    return htmlDocument({
      title: titleOf(outcomes),
      heading: 'Rehearsal',
      headlines: outcomes.map((outcome) => ({ text: headline(outcome), status: outcome.status })),
      main: outcomes.map((outcome, index) => scenarioSection(outcome, outcomes, names[index]!)).join('\n'),
      rest: `${runs.length === 0 ? '' : VIEWER}\n${script}`,
    })
  },
}

function titleOf(outcomes: readonly ScenarioOutcome[]): string {
  return `Rehearsal of ${outcomes.map((outcome) => outcome.scenario).join(', ') || 'nothing'}`
}
