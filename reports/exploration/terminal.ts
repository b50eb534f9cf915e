import type { Answers } from '../../harness/explorer/answers.js'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { formatTime, plural } from '../format.js'
import { Page } from '../page.js'
import type { ReportOptions } from '../reporter.js'
import type { ShownCounterexample } from './reporter.js'
import {
  boundsText,
  censusText,
  completeText,
  coverageText,
  explorationHeadline,
  FATE_MARKS,
  FATE_WORDS,
  ruleText,
  versionsText,
} from './words.js'

const MOST_LISTED = 8

/** What a search found, for people. Pure: the same outcome gives the same text. */
export function renderExploration(
  outcome: ExplorationOutcome,
  counterexamples: readonly ShownCounterexample[],
  options: ReportOptions,
): string {
  const page = new Page(options)
  if (options.detail !== 'quiet') {
    renderHead(page, outcome)
    for (const goal of outcome.goals) renderGoal(page, goal, outcome.answers[goal]!)
    if (outcome.census !== null) renderCensus(page, outcome.census)
    renderCounterexamples(page, counterexamples)
  }
  for (const surprise of outcome.surprises)
    page.paragraph(`not as expected: ${surprise}`, '  ', page.colors.red)
  page.line(
    explorationHeadline(outcome),
    outcome.status === 'as-expected' ? page.colors.green : page.colors.red,
  )
  return page.text()
}

function renderHead(page: Page, outcome: ExplorationOutcome): void {
  page.heading(`${outcome.scenario} / ${outcome.exploration} · ${outcome.title}`, page.colors.bold)
  page.field('after', `${outcome.startsAfter}${outcome.small ? ', in the small world' : ''}`)
  page.field('steps', outcome.steps.join(', '))
  page.field('bounds', boundsText(outcome))
  page.field('looked at', coverageText(outcome))
  page.field('complete', completeText(outcome))
  page.field('versions', versionsText(outcome))
  page.line()
}

function renderGoal(page: Page, goal: string, answers: Answers): void {
  const { colors } = page
  page.heading(
    `GOAL ${goal} · ${answers.safe} of ${plural(answers.sequences, 'sequence')} safe`,
    answers.safe > 0 ? colors.green : colors.red,
  )
  if (answers.safe === 0) page.paragraph('No sequence within the alphabet and the bounds reaches it.', '  ')
  else {
    page.line('  shortest safe, none shorter within alphabet and bounds:')
    for (const steps of answers.shortestSafe) page.paragraph(steps.join(' → '), '    ', colors.bold)
    if (answers.fragile > 0)
      page.line(`  ${plural(answers.fragile, 'sequence')} can end well and can fail`, colors.yellow)
    page.line('  what the safe orders have in common:')
    for (const rule of answers.rules.filter(({ minimal }) => minimal).slice(0, MOST_LISTED))
      page.paragraph(ruleText(rule), '    ')
  }
  if (answers.noReturn.length > 0) {
    page.line('  no way to a pass or back after:')
    for (const { steps } of answers.noReturn.slice(0, MOST_LISTED)) page.paragraph(steps.join(' → '), '    ')
    if (answers.noReturn.length > MOST_LISTED)
      page.line(`    … and ${answers.noReturn.length - MOST_LISTED} more (--json has all)`, colors.dim)
  }
  page.line()
}

/** A line a kill point, in the order of the run that nobody kills. */
function renderCensus(page: Page, census: CensusOutcome): void {
  const { colors } = page
  page.heading(`KILLED HALF WAY · ${censusText(census)}`, colors.bold)
  if (census.problem !== null) page.paragraph(census.problem, '  ', colors.yellow)
  const last = census.points.at(-1)?.number ?? 0
  for (const { number, after, fate, because } of census.points) {
    const paint = fate === 'recovers' ? undefined : fate === 'stuck' ? colors.yellow : colors.red
    const place = String(number).padStart(String(last).length)
    page.line(`  ${FATE_MARKS[fate]} ${place}  ${FATE_WORDS[fate].padEnd(14)}  ${after}`, paint)
    if (because !== null) page.paragraph(because, '         ', colors.dim)
  }
  page.line()
}

function renderCounterexamples(page: Page, counterexamples: readonly ShownCounterexample[]): void {
  const { colors } = page
  for (const { goal, kind, gate, evidence, steps, choices, failsAfterMs, replay } of counterexamples) {
    const what = kind === 'fragile' ? 'FRAGILE: may also end well' : 'shortest way to fail'
    page.heading(`${what} · goal ${goal} · gate ${gate}`, kind === 'fragile' ? colors.yellow : colors.bold)
    page.paragraph(steps.join(' → '), '    ')
    for (const choice of choices.filter(isTelling))
      page.line(`      at ${choice.at}: ${choice.take}`, colors.dim)
    page.paragraph(evidence, '    ', colors.red)
    if (failsAfterMs !== null && failsAfterMs > 0)
      page.line(`    first failure ${formatTime(failsAfterMs)} after the last step`, colors.dim)
    if (replay !== null) page.command(replay, '    ')
  }
  if (counterexamples.length > 0) page.line()
}

/** A choice that the list of steps does not show: what happened on the way, or that nobody waited. */
function isTelling({ take }: { readonly take: string }): boolean {
  return !/^start \S+$/.test(take)
}
