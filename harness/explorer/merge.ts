import { RehearseError } from '../../twins/kernel/errors.js'
import { compareKeys } from '../../twins/kernel/json.js'
import { meaningOf } from './ends.js'
import { concluded, type ExplorationOutcome, type ExploredEnd, type ExploredSequence } from './outcome.js'

/**
 * Put the parts of a divided search together. Ends, their shortest ways, sequences and answers are those of the whole search,
 * however it was divided; counts of work add up, since parts repeat what they share. A part that is missing is named among the
 * bounds that cut something off. What makes a sequence fragile is not
 * known yet: see `completeMerged`. Throws `merge-mismatch` when the parts are not of one search.
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
    reached: [...new Set([...parts.flatMap((part) => part.coverage.reached), ...missing(parts)])].sort(),
  }
  return concluded({ ...first, part: null, coverage, ends, sequences, fragile: [] })
}

function checkSame(first: ExplorationOutcome, part: ExplorationOutcome): void {
  const identity = (part: ExplorationOutcome) => {
    const { scenario, of, small, steps, goals, profile, seed, bounds } = part
    const division = part.part?.of ?? null
    return JSON.stringify([scenario, of, small, steps, goals, profile, seed, bounds, division])
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

/** The parts that were not given: what they would have found is not known. */
function missing(parts: readonly ExplorationOutcome[]): readonly string[] {
  const of = parts[0]!.part?.of ?? 0
  const all = Array.from({ length: of }, (_, at) => at + 1)
  return all
    .filter((index) => !parts.some(({ part }) => part?.index === index))
    .map((index) => `missing part ${index}/${of}`)
}

/** Each class of ends once, by its shortest way. */
function mergeEnds(parts: readonly ExplorationOutcome[]): readonly ExploredEnd[] {
  const best = new Map<string, ExploredEnd>()
  for (const end of parts.flatMap((part) => part.ends)) {
    const known = best.get(meaningOf(end))
    if (known === undefined || byWay(end, known) < 0) best.set(meaningOf(end), end)
  }
  return [...best.values()].sort((x, y) => byWay(x, y) || compareKeys(x.digest, y.digest))
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
