import { compareKeys } from '../../twins/kernel/json.js'
import type { Exploration } from '../scenario/scenario.js'
import { type Answers, answersOf, type JudgedSequence, type Prefix } from './answers.js'
import { type Bounds, packLeft } from './budget.js'
import { type CensusOutcome, KILL_FATES } from './census.js'
import type { End, GoalVerdict } from './ends.js'
import type { ExploreOptions, Ground } from './explore.js'
import type { FragileWay } from './fragile.js'
import { alphabetOf } from './operator-plan.js'
import { type ExploredOrder, type OrderGraph, orderGraphOf, ordersOf } from './order-graph.js'
import type { RecordedChoice } from './schedule.js'
import type { SearchResult } from './search-contract.js'
import { worstOf } from './sequence-verdict.js'
import type { Shard } from './shard.js'
import type { SubjectName } from './subject.js'
import { countExecutions, type Word, wordsOf } from './words.js'

/** What a search came to: plain data, complete, without secret values. Parts of a divided search can be merged. */
export interface ExplorationOutcome {
  readonly scenario: string
  /** What was searched. */
  readonly of: SubjectName
  /** Its name, for people. */
  readonly exploration: string
  readonly title: string
  readonly startsAfter: string
  readonly goals: readonly string[]
  /** The alphabet, by name, in the order in which it is declared. */
  readonly steps: readonly string[]
  /** Which part of a divided search this is; null: all of it. */
  readonly part: Shard | null
  /** In the scenario's small world. */
  readonly small: boolean
  readonly profile: Readonly<Record<string, string>>
  readonly seed: number
  readonly bounds: Bounds
  readonly expect: Exploration['expect']
  readonly coverage: Coverage
  readonly ends: readonly ExploredEnd[]
  readonly sequences: readonly ExploredSequence[]
  /**
   * Sequences that end well or badly, depending on what happens on the way; the first eight of each goal. None in a part of a
   * divided search: only all parts together know.
   */
  readonly fragile: readonly FragileWay[]
  /** What became of a process that was killed after each of its requests; null: the exploration is no census. */
  readonly census: CensusOutcome | null
  /** Goal -> what follows from all of it. */
  readonly answers: Readonly<Record<string, Answers>>
  /** The complete sequences, the shorter first, each with its verdicts. */
  readonly orders: readonly ExploredOrder[]
  /** The same as a graph, for drawing. */
  readonly graph: OrderGraph
  /** What differs from what the scenario expects; empty when nothing does. */
  readonly surprises: readonly string[]
  readonly status: 'as-expected' | 'differs' | 'inconclusive'
}

export interface Coverage {
  /** Complete sequences of steps that were told apart. */
  readonly sequences: number
  /** Paths followed to an end or to a known state. */
  readonly executions: number
  /** Executions that these stand for, as a decimal number. */
  readonly represented: string
  readonly states: number
  readonly transitions: number
  readonly merged: number
  /** Bytes of the set of visited states. */
  readonly visitedBytes: number
  /** Bounds that cut something off; empty: everything within the bounds was looked at. */
  readonly reached: readonly string[]
}

/** A class of ends: equal canonical worlds with equal verdicts. */
export interface ExploredEnd {
  readonly digest: string
  readonly ending: End['ending']
  readonly verdicts: readonly GoalVerdict[]
  /** The shortest way to it. */
  readonly cost: number
  readonly path: string
  readonly choices: readonly RecordedChoice[]
  /** Steps of that way, in the order in which they began. */
  readonly steps: readonly string[]
  readonly seen: readonly number[]
}

/** A sequence and the digests of all ends it was seen to reach; without ends it is only the beginning of others. */
export interface ExploredSequence {
  readonly steps: readonly string[]
  /** Indexes into `ends`. */
  readonly ends: readonly number[]
  readonly returns: boolean
}

/** Put together what a search found. */
export function outcomeOf<S>(
  options: ExploreOptions<S>,
  ground: Ground<S>,
  result: SearchResult,
): ExplorationOutcome {
  const { scenario, seed } = options
  const { exploration } = ground
  const names = alphabetOf(ground.plan).map((step) => step.name)
  const words = wordsOf(result.graph, packLeft(ground.left), result.returning)
  const { order, ends } = sortedEnds(ground.ends.ends, result, names)
  const sequences = words.map((word) => sequenceOf(word, names, order))
  const parts = {
    scenario: scenario.name,
    of: options.of ?? { exploration: exploration.name },
    exploration: exploration.name,
    title: exploration.title,
    startsAfter: exploration.startsAfter,
    goals: exploration.goals,
    steps: names,
    part: options.part ?? null,
    small: options.small ?? false,
    profile: ground.twin.profile,
    seed,
    bounds: ground.bounds,
    expect: exploration.expect,
    coverage: coverageOf(result, packLeft(ground.left), sequences),
    ends,
    sequences,
    fragile: [],
    census: ground.census?.outcome(result, ground.ends.ends) ?? null,
  }
  return concluded(parts)
}

/** Everything but what follows from it. */
type Parts = Omit<ExplorationOutcome, 'answers' | 'orders' | 'graph' | 'surprises' | 'status'>

/** Answers and verdict from the explored sequences. */
export function concluded(parts: Parts): ExplorationOutcome {
  const answers = Object.fromEntries(parts.goals.map((goal) => [goal, answersFor(parts, goal)]))
  const surprises = compare(parts, answers)
  const unsure =
    Object.values(answers).some((answer) => answer.inconclusive > 0) || parts.coverage.reached.length > 0
  return {
    ...parts,
    answers,
    orders: ordersOf(parts),
    graph: orderGraphOf(parts),
    surprises,
    status: surprises.length > 0 ? 'differs' : unsure ? 'inconclusive' : 'as-expected',
  }
}

function answersFor(parts: Parts, goal: string): Answers {
  const at = parts.goals.indexOf(goal)
  const verdicts = parts.ends.map((end) => end.verdicts[at]!.verdict)
  const sequences: JudgedSequence[] = []
  const prefixes: Prefix[] = []
  for (const { steps, ends, returns } of parts.sequences) {
    const found = ends.map((end) => verdicts[end]!)
    prefixes.push({ steps, good: returns || found.includes('pass') })
    const fragile = found.includes('pass') && found.includes('fail')
    if (found.length > 0) sequences.push({ steps, verdict: worstOf(found), fragile, returns })
  }
  return answersOf(sequences, prefixes)
}

/** The worst verdict of the executions of a sequence; undefined: it was not explored. */
function verdictOf(parts: Parts, goal: string, steps: readonly string[]): GoalVerdict['verdict'] | undefined {
  const sequence = parts.sequences.find((other) => other.steps.join(' ') === steps.join(' '))
  if (sequence === undefined || sequence.ends.length === 0) return undefined
  const at = parts.goals.indexOf(goal)
  return worstOf(sequence.ends.map((end) => parts.ends[end]!.verdicts[at]!.verdict))
}

function compare(parts: Parts, answers: Readonly<Record<string, Answers>>): readonly string[] {
  const { expect } = parts
  const surprises: string[] = []
  for (const [goal, wanted] of Object.entries(expect.shortestSafe)) {
    const found = answers[goal]?.shortestSafe ?? []
    if (listText(found) !== listText(wanted)) {
      surprises.push(
        `goal ${goal}: shortest safe sequences are ${listText(found) || 'none'}, expected ${listText(wanted) || 'none'}`,
      )
    }
  }
  for (const steps of expect.safe ?? []) {
    const unsafe = parts.goals.filter((goal) => verdictOf(parts, goal, steps) !== 'pass')
    if (unsafe.length > 0) surprises.push(`${steps.join(', ')} is not safe for ${unsafe.join(', ')}`)
  }
  for (const steps of expect.refuted) {
    const sequence = parts.sequences.find((other) => other.steps.join(' ') === steps.join(' '))
    if (sequence === undefined || sequence.ends.length === 0)
      surprises.push(`${steps.join(', ')} was not explored`)
    else if (
      !sequence.ends.some((end) => parts.ends[end]!.verdicts.every(({ verdict }) => verdict === 'fail'))
    )
      surprises.push(`${steps.join(', ')} was not refuted`)
  }
  expect.sometimes.forEach(({ says }, index) => {
    if (!parts.ends.some((end) => end.seen.includes(index))) surprises.push(`never seen: ${says}`)
  })
  return [...surprises, ...(parts.census === null ? [] : compareCensus(parts.census))]
}

function compareCensus({ problem, counts, expected }: CensusOutcome): readonly string[] {
  if (problem !== null) return [problem]
  return KILL_FATES.filter((fate) => counts[fate] !== expected[fate]).map(
    (fate) => `of the kills ${counts[fate]} are ${fate}, expected ${expected[fate]}`,
  )
}

function listText(sequences: readonly (readonly string[])[]): string {
  return sequences
    .map((steps) => steps.join(' → '))
    .sort(compareKeys)
    .join('; ')
}

/** Ends in an order that does not depend on the search: by their shortest way. `order`: class -> its place. */
function sortedEnds(ends: readonly End[], { best }: SearchResult, names: readonly string[]) {
  const found = ends.flatMap((end, index) => {
    const way = best.get(index)
    return way === undefined ? [] : [{ ...end, ...way, index, steps: stepsOf(way.choices, names) }]
  })
  found.sort((x, y) => x.cost - y.cost || compareKeys(x.path, y.path) || compareKeys(x.digest, y.digest))
  const order = new Map(found.map((end, place) => [end.index, place]))
  return { order, ends: found.map(({ index: _index, ...end }): ExploredEnd => end) }
}

function stepsOf(choices: readonly RecordedChoice[], names: readonly string[]): readonly string[] {
  return choices.flatMap(({ take }) => {
    const name = /^start (\S+)/.exec(take)?.[1]
    return name !== undefined && names.includes(name) ? [name] : []
  })
}

function sequenceOf(
  word: Word,
  names: readonly string[],
  order: ReadonlyMap<number, number>,
): ExploredSequence {
  const ends = word.ends.flatMap((end) => order.get(end) ?? []).sort((x, y) => x - y)
  return { steps: word.steps.map((step) => names[step]!), ends, returns: word.returns }
}

function coverageOf(result: SearchResult, left: number, sequences: readonly ExploredSequence[]): Coverage {
  return {
    sequences: sequences.filter(({ ends }) => ends.length > 0).length,
    executions: result.executions,
    represented: String(countExecutions(result.graph, left)),
    states: result.states,
    transitions: result.transitions,
    merged: result.merged,
    visitedBytes: result.bytes,
    reached: result.reached,
  }
}
