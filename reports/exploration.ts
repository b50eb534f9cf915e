import type { Answers, OrderRule } from '../harness/explorer/answers.js'
import type { Counterexample } from '../harness/explorer/counterexamples.js'
import type { ExplorationOutcome } from '../harness/explorer/outcome.js'
import { formatTime, plural } from './format.js'
import { Page } from './page.js'
import type { ReportOptions } from './reporter.js'

/** A counterexample with the command that replays it; null: its schedule was not written to a file. */
export interface ShownCounterexample extends Counterexample {
  readonly replay: string | null
}

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

/** One line: what was looked at, and what came of it. */
export function explorationHeadline({
  scenario,
  exploration,
  coverage,
  goals,
  answers,
  status,
}: ExplorationOutcome): string {
  const safe = goals.map((goal) => `${answers[goal]!.safe} safe for ${goal}`).join(', ')
  const complete =
    coverage.reached.length === 0
      ? 'everything within the bounds'
      : `cut off by ${coverage.reached.join(', ')}`
  return `${scenario}/${exploration}: ${plural(coverage.sequences, 'sequence')}, ${safe}; ${complete}; ${status}`
}

function renderHead(page: Page, outcome: ExplorationOutcome): void {
  const { bounds, coverage } = outcome
  page.heading(`${outcome.scenario} / ${outcome.exploration} · ${outcome.title}`, page.colors.bold)
  page.field('after', `${outcome.startsAfter}${outcome.small ? ', in the small world' : ''}`)
  page.field('steps', outcome.steps.join(', '))
  page.field(
    'bounds',
    `at most ${plural(bounds.steps, 'step')}, each once; next step ${bounds.gaps.join(' or ')}; ` +
      `${plural(bounds.delays, 'delay')}, ${plural(bounds.crashes, 'crash', 'crashes')}, ${plural(bounds.stalls, 'stall')}`,
  )
  page.field(
    'looked at',
    `${plural(coverage.sequences, 'sequence')}, ${plural(coverage.executions, 'execution')} standing for ${coverage.represented}; ` +
      `${plural(coverage.states, 'state')}, ${coverage.merged} merged, ${plural(coverage.transitions, 'transition')}`,
  )
  page.field(
    'complete',
    coverage.reached.length === 0
      ? 'yes: no bound cut anything off but the ones above'
      : `no: cut off by ${coverage.reached.join(', ')}`,
  )
  page.field(
    'versions',
    `${Object.entries(outcome.profile)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')} · seed ${outcome.seed}`,
  )
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

function ruleText({ steps, before, orders, safe, obeying }: OrderRule): string {
  const rule =
    before.length === 0
      ? 'in any order that was explored'
      : before.map(([x, y]) => `${x} before ${y}`).join(', ')
  return `{${steps.join(', ')}}: ${rule} (${safe} of ${plural(orders, 'order')} safe; ${obeying} obey the rule)`
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
