import type { Answers } from '../../harness/explorer/answers.js'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import { plural } from '../format.js'
import { fenced, folded, table } from '../markdown-blocks.js'
import { escapeMarkdown } from '../markup.js'
import type { ExplorationReporter, ShownCounterexample, ShownExploration } from './reporter.js'
import * as words from './words.js'

const MOST_LISTED = 12

/** For pull requests: the answers first, how it fails folded behind them. */
export const explorationMarkdownReporter: ExplorationReporter = {
  name: 'markdown',
  render: (explorations) => `${explorations.flatMap(lines).join('\n')}\n`,
}

function lines({ outcome, counterexamples }: ShownExploration): readonly string[] {
  const mark = { 'as-expected': '✅', differs: '❌', inconclusive: '❔' }[outcome.status]
  return [
    `## ${mark} ${escapeMarkdown(outcome.title)}`,
    '',
    escapeMarkdown(words.explorationHeadline(outcome)),
    '',
    ...bullets(outcome.surprises.map((text) => `not as expected: ${text}`)),
    ...table(
      ['Goal', 'Safe', 'Shortest safe', 'Rules'],
      outcome.goals.map((goal) => goalRow(goal, outcome.answers[goal]!)),
    ),
    ...outcome.goals.flatMap((goal) => noReturn(goal, outcome.answers[goal]!)),
    ...(outcome.census === null ? [] : census(outcome.census)),
    ...counterexamples.flatMap(counterexample),
    `Bounds: ${escapeMarkdown(words.boundsText(outcome))}. Looked at: ${escapeMarkdown(words.coverageText(outcome))}. Complete: ${escapeMarkdown(words.completeText(outcome))}.`,
    '',
  ]
}

function goalRow(goal: string, { safe, sequences, shortestSafe, rules }: Answers): readonly string[] {
  const minimal = rules.filter((rule) => rule.minimal).map(words.ruleText)
  return [
    `\`${goal}\``,
    `${safe} of ${sequences}`,
    shortestSafe.map((steps) => escapeMarkdown(steps.join(' → '))).join('<br>') || '**none**',
    minimal.map(escapeMarkdown).join('<br>'),
  ]
}

function noReturn(goal: string, answers: Answers): readonly string[] {
  if (answers.noReturn.length === 0) return []
  const told = answers.noReturn.map(({ steps }) => steps.join(' → '))
  const more = told.length - MOST_LISTED
  return folded(`No way to a pass or back for <code>${goal}</code>: ${plural(told.length, 'beginning')}`, [
    ...bullets([...told.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : [])]),
  ])
}

function census(found: CensusOutcome): readonly string[] {
  const rows = found.points.map(({ number, after, fate, because }) => [
    String(number),
    escapeMarkdown(after),
    `${words.FATE_MARKS[fate]} ${words.FATE_WORDS[fate]}`,
    escapeMarkdown(because ?? ''),
  ])
  return [
    `### Killed half way: ${escapeMarkdown(words.censusText(found))}`,
    '',
    ...(found.problem === null ? [] : [escapeMarkdown(found.problem), '']),
    ...table(['', 'Killed after', 'Comes to', 'Because'], rows),
  ]
}

function counterexample({
  goal,
  kind,
  gate,
  evidence,
  steps,
  replay,
}: ShownCounterexample): readonly string[] {
  const what = kind === 'fragile' ? 'Fragile' : 'Shortest way to fail'
  return folded(`${what}: goal <code>${goal}</code>, gate <code>${gate}</code>`, [
    `${escapeMarkdown(steps.join(' → '))}: ${escapeMarkdown(evidence)}`,
    ...(replay === null ? [] : ['', ...fenced([replay])]),
  ])
}

function bullets(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [...texts.map((text) => `- ${escapeMarkdown(text)}`), '']
}
