import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'

/**
 * What a sequence comes to for a goal. `harmful`: something that must hold does not; `refused`: a command ended badly and nothing is
 * harmed; `unreached`: nothing is wrong but that the goal is not reached; `fragile`: well or badly, depending on what happens on the way;
 * `unsure`: a gate could not look.
 */
export type StopsAs = 'safe' | 'fragile' | 'unreached' | 'refused' | 'unsure' | 'harmful'

/** From the best to the worst. */
export const OUTCOMES: readonly StopsAs[] = ['safe', 'fragile', 'unreached', 'refused', 'unsure', 'harmful']

/** Marks for readers who see no colour. */
export const OUTCOME_MARKS: Readonly<Record<StopsAs, string>> = {
  safe: '✓',
  fragile: '≈',
  unreached: '…',
  refused: '⊘',
  unsure: '?',
  harmful: '✗',
}

export const OUTCOME_WORDS: Readonly<Record<StopsAs, string>> = {
  safe: 'the goal is reached, and nothing is harmed',
  fragile: 'ends well or badly, depending on what happens on the way',
  unreached: 'nothing is harmed, and the goal is not reached',
  refused: 'a command is refused, and nothing is harmed',
  unsure: 'could not be judged',
  harmful: 'something that must hold does not',
}

/** Gates that say how far one has come. Every other one says that something is harmed. */
const PROGRESS: ReadonlySet<string> = new Set(['goal', 'zero-diff'])
const REFUSALS = 'steps'

/** What a sequence comes to by the ends that it reaches; null: it reaches none. */
export function outcomeFor(
  outcome: ExplorationOutcome,
  goal: string,
  ends: readonly number[],
): StopsAs | null {
  if (ends.length === 0) return null
  const at = outcome.goals.indexOf(goal)
  const stops = ends.map((end) => {
    const { verdict, gates } = outcome.ends[end]!.verdicts[at]!
    if (verdict === 'pass') return 'safe'
    const failing = gates.filter((gate) => gate.verdict === 'fail').map(({ gate }) => gate)
    if (failing.length === 0) return 'unsure'
    if (failing.some((gate) => !PROGRESS.has(gate) && gate !== REFUSALS)) return 'harmful'
    return failing.includes(REFUSALS) ? 'refused' : 'unreached'
  })
  const bad = stops.filter((each) => each !== 'safe' && each !== 'unsure')
  return stops.includes('safe') && bad.length > 0 ? 'fragile' : worstStop(stops)
}

/** The worst of some; null: of none. */
export function worstStop(stops: readonly StopsAs[]): StopsAs | null {
  return [...OUTCOMES].reverse().find((each) => stops.includes(each)) ?? null
}
