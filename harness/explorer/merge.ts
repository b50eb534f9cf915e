import { RehearseError } from '../../twins/kernel/errors.js'
import { hashString } from '../../twins/kernel/hash.js'
import { compareKeys } from '../../twins/kernel/json.js'
import { meaningOf } from './ends.js'
import type { FragileWay } from './fragile.js'
import { concluded, type ExplorationOutcome, type ExploredEnd, type ExploredSequence } from './outcome.js'
import type { RecordedChoice } from './schedule.js'

/**
 * Which part of a divided search a path belongs to, by its first choices. `index` counts from 1. Whether a step begins at once
 * or later does not count, so that one part sees both and can tell that it matters.
 */
export function belongsTo({ index, of }: Shard): (choices: readonly RecordedChoice[]) => boolean {
  return (choices) => {
    const first = choices.map(({ take }) => take.replace(/^(start \S+) .*$/, '$1'))
    return hashString(first.join('\n')).a % of === index - 1
  }
}

export interface Shard {
  readonly index: number
  readonly of: number
}

/**
 * Put the parts of a divided search together. Verdicts, ends and chosen counterexamples are those of the whole search;
 * counts of work add up, since parts repeat what they share. Throws `merge-mismatch` when the parts are not of one search.
 */
export function mergeOutcomes(parts: readonly ExplorationOutcome[]): ExplorationOutcome {
  const first = parts[0]!
  for (const part of parts) checkSame(first, part)
  const ends = mergeEnds(parts)
  const place = new Map(ends.map((end, index) => [meaningOf(end), index]))
  const sequences = mergeSequences(parts, place)
  const sum = (count: (part: ExplorationOutcome) => number) =>
    parts.reduce((total, part) => total + count(part), 0)
  const coverage = {
    sequences: sequences.filter((sequence) => sequence.ends.length > 0).length,
    executions: sum((part) => part.coverage.executions),
    represented: String(parts.reduce((total, part) => total + BigInt(part.coverage.represented), 0n)),
    states: sum((part) => part.coverage.states),
    transitions: sum((part) => part.coverage.transitions),
    merged: sum((part) => part.coverage.merged),
    visitedBytes: sum((part) => part.coverage.visitedBytes),
    reached: [...new Set(parts.flatMap((part) => part.coverage.reached))].sort(),
  }
  return concluded({ ...first, coverage, ends, sequences, fragile: mergeFragile(parts) })
}

function checkSame(first: ExplorationOutcome, part: ExplorationOutcome): void {
  const identity = (part: ExplorationOutcome) => {
    const { scenario, exploration, small, steps, goals, profile, seed, bounds } = part
    return JSON.stringify([scenario, exploration, small, steps, goals, profile, seed, bounds])
  }
  if (identity(first) === identity(part)) return
  throw new RehearseError(
    `the parts are of different searches: ${first.exploration} and ${part.exploration}`,
    {
      code: 'merge-mismatch',
      subject: part.exploration,
      remedy: 'Merge the outputs of one search, made with equal options but for --shard.',
    },
  )
}

/** Each class of ends once, by its shortest way. */
function mergeEnds(parts: readonly ExplorationOutcome[]): readonly ExploredEnd[] {
  const best = new Map<string, ExploredEnd>()
  for (const end of parts.flatMap((part) => part.ends)) {
    const known = best.get(meaningOf(end))
    const seen = [...new Set([...(known?.seen ?? []), ...end.seen])].sort((x, y) => x - y)
    const shorter = known === undefined || byWay(end, known) < 0 ? end : known
    best.set(meaningOf(end), { ...shorter, seen })
  }
  return [...best.values()].sort((x, y) => byWay(x, y) || compareKeys(x.digest, y.digest))
}

/** What the parts found, in the order of a whole search: by goal, then by sequence. */
function mergeFragile(parts: readonly ExplorationOutcome[]): readonly FragileWay[] {
  const { goals, steps } = parts[0]!
  const rank = (way: FragileWay) =>
    `${goals.indexOf(way.goal)} ${way.steps.length} ${rankOf(way.steps, steps)}`
  const ways = new Map(parts.flatMap((part) => part.fragile).map((way) => [rank(way), way]))
  return [...ways].sort(([x], [y]) => compareKeys(x, y)).map(([, way]) => way)
}

/** Text that sorts sequences of one length as their steps are declared. */
function rankOf(sequence: readonly string[], names: readonly string[]): string {
  return sequence.map((step) => String(names.indexOf(step)).padStart(4, '0')).join('')
}

function mergeSequences(
  parts: readonly ExplorationOutcome[],
  place: ReadonlyMap<string, number>,
): readonly ExploredSequence[] {
  const merged = new Map<string, ExploredSequence>()
  for (const part of parts) {
    for (const { steps, ends, returns } of part.sequences) {
      const key = steps.join('\u0000')
      const known = merged.get(key)
      const here = ends.map((end) => place.get(meaningOf(part.ends[end]!))!)
      const all = [...new Set([...(known?.ends ?? []), ...here])].sort((x, y) => x - y)
      merged.set(key, { steps, ends: all, returns: returns || (known?.returns ?? false) })
    }
  }
  const names = parts[0]!.steps
  const rank = ({ steps }: ExploredSequence) => rankOf(steps, names)
  return [...merged.values()].sort((x, y) => x.steps.length - y.steps.length || compareKeys(rank(x), rank(y)))
}

function byWay(x: ExploredEnd, y: ExploredEnd): number {
  return x.cost - y.cost || compareKeys(x.path, y.path)
}
