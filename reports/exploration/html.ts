import type { Answers } from '../../harness/explorer/answers.js'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { formatTime, plural } from '../format.js'
import { htmlDocument } from '../html/document.js'
import { escapeMarkup } from '../markup.js'
import { drawOrders } from './draw-orders.js'
import { orderPicture } from './order-picture.js'
import type { ExplorationReporter, ShownCounterexample, ShownExploration } from './reporter.js'
import { OUTCOME_MARKS, OUTCOME_WORDS, OUTCOMES } from './stops-as.js'
import * as words from './words.js'

/** One page without scripts: for each goal the answer, the graph of orders, and the rules in words; then how it fails. */
export const explorationHtmlReporter: ExplorationReporter = {
  name: 'html',
  render: (explorations) =>
    htmlDocument({
      title: `Orders explored: ${explorations.map(({ outcome }) => `${outcome.scenario}/${outcome.exploration}`).join(', ')}`,
      heading: 'Exploration',
      headlines: explorations.map(({ outcome }) => ({
        text: words.explorationHeadline(outcome),
        status: outcome.status,
      })),
      main: explorations.map(section).join('\n'),
    }),
}

function section({ outcome, counterexamples }: ShownExploration): string {
  return `<section class="scenario">
<h2>${escapeMarkup(outcome.title)}</h2>
<dl class="facts">
${fact('After', `${outcome.startsAfter}${outcome.small ? ', in the small world' : ''}`)}
${fact('Steps', outcome.steps.join(', '))}
${fact('Bounds', words.boundsText(outcome))}
${fact('Looked at', words.coverageText(outcome))}
${fact('Complete', words.completeText(outcome))}
${fact('Versions', words.versionsText(outcome))}
</dl>
${listOf(
  'surprises',
  outcome.surprises.map((text) => `not as expected: ${text}`),
)}
${outcome.goals.map((goal) => goalSection(outcome, goal, outcome.answers[goal]!)).join('\n')}
${outcome.census === null ? '' : censusSection(outcome.census)}
${counterexamples.length === 0 ? '' : `<h3>How it fails</h3>\n${counterexamples.map(counterexample).join('\n')}`}
</section>`
}

function goalSection(outcome: ExplorationOutcome, goal: string, answers: Answers): string {
  const answer = `${answers.safe} of ${plural(answers.sequences, 'sequence')} safe`
  const shortest = answers.shortestSafe.map((steps) => steps.join(' → '))
  const rules = answers.rules.filter(({ minimal }) => minimal).map(words.ruleText)
  return `<section class="run">
<h3><span class="chip ${answers.safe > 0 ? 'pass' : 'fail'}">${answers.safe > 0 ? 'safe' : 'none'}</span> Goal ${escapeMarkup(goal)}: ${answer}</h3>
${answers.safe === 0 ? '<p>No sequence within the alphabet and the bounds reaches it.</p>' : ''}
${picture(outcome, goal)}
${titled('Shortest safe, none shorter within alphabet and bounds', shortest)}
${titled('What the safe orders have in common', rules)}
${titled(
  'No way to a pass or back after',
  answers.noReturn.map(({ steps }) => steps.join(' → ')),
)}
</section>`
}

function picture(outcome: ExplorationOutcome, goal: string): string {
  const orders = orderPicture(outcome, goal)
  const drawn = drawOrders(orders)
  if (drawn === null)
    return `<p>The orders are too many to be drawn: ${orders.nodes.length} nodes. Fewer steps (--steps) make a picture.</p>`
  const used = OUTCOMES.filter((each) => orders.nodes.some(({ stops }) => stops === each))
  const legend = used.map(
    (each) => `<li class="${each}"><b>${OUTCOME_MARKS[each]} ${each}</b> ${OUTCOME_WORDS[each]}</li>`,
  )
  return `<figure><div class="scroll" tabindex="0" role="group" aria-label="Orders for goal ${escapeMarkup(goal)}">${drawn}</div>
<figcaption>Beginnings after which the same steps come to the same are one box; a box says what stopping there comes to. A double border: the first point of no return, nothing explored leads from there to a pass or back.
<ul class="legend">${legend.join('')}</ul></figcaption></figure>`
}

function censusSection(census: CensusOutcome): string {
  const rows = census.points.map(
    ({ number, after, fate, because }) =>
      `<tr class="${fate}"><td>${number}</td><td><code>${escapeMarkup(after)}</code></td><td class="fate">${words.FATE_MARKS[fate]} ${words.FATE_WORDS[fate]}</td><td>${escapeMarkup(because ?? '')}</td></tr>`,
  )
  return `<section class="run">
<h3>Killed half way</h3>
<p>${escapeMarkup(words.censusText(census))}</p>
${census.problem === null ? '' : `<p class="surprises">${escapeMarkup(census.problem)}</p>`}
<div class="scroll"><table class="census">
<thead><tr><th scope="col">#</th><th scope="col">Killed after</th><th scope="col">Comes to</th><th scope="col">Because</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`
}

function counterexample({
  goal,
  kind,
  gate,
  evidence,
  steps,
  choices,
  failsAfterMs,
  replay,
}: ShownCounterexample): string {
  const what = kind === 'fragile' ? 'Fragile: may also end well' : 'Shortest way to fail'
  const told = choices.map(({ at, take }) => `at ${at}: ${take}`)
  const late =
    failsAfterMs === null || failsAfterMs <= 0
      ? ''
      : `<p>First failure ${formatTime(failsAfterMs)} after the last step.</p>`
  return `<section class="run">
<h4>${what}: goal ${escapeMarkup(goal)}, gate ${escapeMarkup(gate)}</h4>
<p><b>${escapeMarkup(steps.join(' → '))}</b></p>
<p class="surprises">${escapeMarkup(evidence)}</p>
${late}
${told.length === 0 ? '' : `<details><summary>${plural(told.length, 'choice')}</summary>${listOf('choices', told)}</details>`}
${replay === null ? '' : `<p>Run it again:</p><pre>${escapeMarkup(replay)}</pre>`}
</section>`
}

const MOST_LISTED = 12

function titled(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const rest = lines.slice(MOST_LISTED)
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>and ${rest.length} more</summary>${listOf('words', rest)}</details>`
  return `<h4>${title}</h4>\n${listOf('words', lines.slice(0, MOST_LISTED))}${more}`
}

function listOf(style: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  return `<ul class="${style}">${lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join('')}</ul>`
}

function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`
}
