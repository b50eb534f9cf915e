import type { ScenarioOutcome } from '../../harness/runner/outcome.js'
import { headline } from '../headline.js'
import { escapeMarkup } from '../markup.js'
import type { Reporter } from '../reporter.js'
import { runsOf, timelineData } from './data.js'
import { scenarioSection } from './sections.js'
import { STYLES } from './styles.js'
import { VIEWER } from './viewer.js'
import { VIEWER_SCRIPT } from './viewer-script.js'

/**
 * One file that works offline and from `file://`: verdicts, steps and evidence as plain HTML, and a viewer of every timeline, which
 * needs JavaScript. Nothing is loaded from anywhere.
 */
export const htmlReporter: Reporter = {
  name: 'html',
  render: (outcomes) => {
    const runs = outcomes.flatMap(runsOf)
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeMarkup(titleOf(outcomes))}</title>
<style>${STYLES}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdicts</a>
<header>
<h1>Rehearsal</h1>
${outcomes.map((outcome) => `<p class="headline ${outcome.status}">${escapeMarkup(headline(outcome))}</p>`).join('\n')}
</header>
<main id="main">
${outcomes.map(scenarioSection).join('\n')}
</main>
${runs.length === 0 ? '' : VIEWER}
<script type="application/json" id="data">${timelineData(runs)}</script>
<script>${VIEWER_SCRIPT}</script>
</body>
</html>
`
  },
}

function titleOf(outcomes: readonly ScenarioOutcome[]): string {
  return `Rehearsal of ${outcomes.map((outcome) => outcome.scenario).join(', ') || 'nothing'}`
}
