import type { OrderRule } from '../../harness/explorer/answers.js'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { plural } from '../format.js'

/** A rule in words: `{a, b}: a before b (1 of 2 orders safe; 1 obey the rule)`. */
export function ruleText({ steps, before, orders, safe, obeying }: OrderRule): string {
  const rule =
    before.length === 0
      ? 'in any order that was explored'
      : before.map(([x, y]) => `${x} before ${y}`).join(', ')
  return `{${steps.join(', ')}}: ${rule} (${safe} of ${plural(orders, 'order')} safe; ${obeying} obey the rule)`
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

/** The bounds of a search, as a sentence has them. */
export function boundsText({ bounds }: ExplorationOutcome): string {
  return (
    `at most ${plural(bounds.steps, 'step')}, each once; next step ${bounds.gaps.join(' or ')}; ` +
    `${plural(bounds.delays, 'delay')}, ${plural(bounds.crashes, 'crash', 'crashes')}, ${plural(bounds.stalls, 'stall')}`
  )
}

/** How much was looked at. */
export function coverageText({ coverage }: ExplorationOutcome): string {
  return (
    `${plural(coverage.sequences, 'sequence')}, ${plural(coverage.executions, 'execution')} standing for ${coverage.represented}; ` +
    `${plural(coverage.states, 'state')}, ${coverage.merged} merged, ${plural(coverage.transitions, 'transition')}`
  )
}

/** Whether anything was cut off. */
export function completeText({ coverage }: ExplorationOutcome): string {
  return coverage.reached.length === 0
    ? 'yes: no bound cut anything off but the ones above'
    : `no: cut off by ${coverage.reached.join(', ')}`
}

/** Components with their versions, and the seed. */
export function versionsText({ profile, seed }: ExplorationOutcome): string {
  const named = Object.entries(profile).map(([name, version]) => `${name} ${version}`)
  return `${named.join(', ')} · seed ${seed}`
}

type Fate = CensusOutcome['points'][number]['fate']

/** Marks for readers who see no colour. */
export const FATE_MARKS: Readonly<Record<Fate, string>> = { recovers: '✓', stuck: '⊘', 'silently-wrong': '✗' }

export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  recovers: 'recovers',
  stuck: 'stuck',
  'silently-wrong': 'silently wrong',
}

/** `3 recover, 1 stuck, 2 silently wrong of 6 kill points of temporal-sql-tool`. */
export function censusText({ process, after, counts, points }: CensusOutcome): string {
  const requests = after === null ? '' : `, after requests like ${after}`
  return `${counts.recovers} recover, ${counts.stuck} stuck, ${counts['silently-wrong']} silently wrong of ${plural(points.length, 'kill point')} of ${process.join(' ')}${requests}`
}
