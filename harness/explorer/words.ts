import { LimitReached } from '../../twins/kernel/errors.js'
import { pay } from './budget.js'
import { type Edge, type ExploredGraph, NO_STEP } from './graph.js'
import { ROOT } from './search.js'

/** A sequence of steps in one order, and every end that some execution of it was seen to reach. */
export interface Word {
  /** Indexes of steps, in the order in which they began. */
  readonly steps: readonly number[]
  /** End classes of the executions that stop here, sorted; empty: it is only the beginning of others. */
  readonly ends: readonly number[]
  /** Whether an execution of it comes back to where everything began. */
  readonly returns: boolean
}

/** Sequences that one exploration may tell apart. */
const WORD_LIMIT = 200_000

/**
 * All sequences of steps that an explored graph holds, the shorter first, then in the order of their steps. Paths were
 * merged while searching; here they are told apart again, by the steps on their edges, each with what it has left of the
 * bounds: a path that was merged into one that had more left goes no further than its own. `left`: at the start, packed;
 * `returning`: nodes that are equal to the start. Throws `LimitReached` beyond 200,000 sequences.
 */
export function wordsOf(graph: ExploredGraph, left: number, returning: ReadonlySet<number>): readonly Word[] {
  const successors = graph.successors()
  const words: Word[] = []
  let level: { readonly steps: readonly number[]; readonly places: Places }[] = [
    { steps: [], places: closure(successors, [placeOf(ROOT, left)]) },
  ]
  while (level.length > 0) {
    const next: typeof level = []
    for (const { steps, places } of level) {
      const nodes = new Set([...places].map(nodeOf))
      words.push({
        steps,
        ends: endsAmong(graph, nodes),
        returns: steps.length > 0 && someOf(nodes, returning),
      })
      if (words.length > WORD_LIMIT)
        throw new LimitReached('sequences', WORD_LIMIT, 'Lower the bound on steps.')
      for (const [step, targets] of starting(successors, places)) {
        next.push({ steps: [...steps, step], places: closure(successors, targets) })
      }
    }
    level = next
  }
  return words
}

/** The number of executions that the graph stands for: its paths from the start to an end within the bounds. */
export function countExecutions(graph: ExploredGraph, left: number): bigint {
  const successors = graph.successors()
  const counts = new Map<number, bigint>()
  const open = new Set<number>()
  const count = (place: number): bigint => {
    const known = counts.get(place)
    if (known !== undefined) return known
    // A state that comes back on its own path stands for endless executions; they are not counted.
    if (open.has(place)) return 0n
    open.add(place)
    let total = graph.ends.has(nodeOf(place)) ? 1n : 0n
    for (const edge of successors.get(nodeOf(place)) ?? []) {
      const to = along(place, edge)
      if (to !== null) total += count(to)
    }
    open.delete(place)
    counts.set(place, total)
    return total
  }
  return count(placeOf(ROOT, left))
}

type Successors = ReadonlyMap<number, readonly Edge[]>

/** Nodes, each with what is left of the bounds there; see {@link placeOf}. */
type Places = ReadonlySet<number>

/** `packLeft` takes three bytes. */
const LEFTS = 1 << 24

function placeOf(node: number, left: number): number {
  return (node - ROOT) * LEFTS + left
}

function nodeOf(place: number): number {
  return Math.floor(place / LEFTS) + ROOT
}

/** Where an edge leads; null: it takes more than is left. */
function along(place: number, { to, spent }: Edge): number | null {
  const left = pay(place % LEFTS, spent)
  return left === null ? null : placeOf(to, left)
}

/** Everything that can be reached without beginning a step. */
function closure(successors: Successors, from: Iterable<number>): Places {
  const places = new Set(from)
  for (const place of places) {
    for (const edge of successors.get(nodeOf(place)) ?? []) {
      const to = edge.step === NO_STEP ? along(place, edge) : null
      if (to !== null) places.add(to)
    }
  }
  return places
}

function starting(successors: Successors, places: Places): readonly (readonly [number, Set<number>])[] {
  const targets = new Map<number, Set<number>>()
  for (const place of places) {
    for (const edge of successors.get(nodeOf(place)) ?? []) {
      const to = edge.step === NO_STEP ? null : along(place, edge)
      if (to !== null) targets.set(edge.step, (targets.get(edge.step) ?? new Set()).add(to))
    }
  }
  return [...targets].sort(([x], [y]) => x - y)
}

function endsAmong(graph: ExploredGraph, nodes: ReadonlySet<number>): readonly number[] {
  const ends = new Set<number>()
  for (const node of nodes) {
    const end = graph.ends.get(node)
    if (end !== undefined) ends.add(end)
  }
  return [...ends].sort((x, y) => x - y)
}

function someOf(nodes: ReadonlySet<number>, wanted: ReadonlySet<number>): boolean {
  for (const node of nodes) if (wanted.has(node)) return true
  return false
}
