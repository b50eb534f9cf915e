import { LimitReached } from '../../twins/kernel/errors.js'
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
 * merged while searching; here they are told apart again, by the steps on their edges. `returning`: nodes that are equal to
 * the start. Throws `LimitReached` beyond 200,000 sequences.
 */
export function wordsOf(graph: ExploredGraph, returning: ReadonlySet<number>): readonly Word[] {
  const successors = graph.successors()
  const words: Word[] = []
  let level: { readonly steps: readonly number[]; readonly nodes: ReadonlySet<number> }[] = [
    { steps: [], nodes: closure(successors, [ROOT]) },
  ]
  while (level.length > 0) {
    const next: typeof level = []
    for (const { steps, nodes } of level) {
      words.push({
        steps,
        ends: endsAmong(graph, nodes),
        returns: steps.length > 0 && someOf(nodes, returning),
      })
      if (words.length > WORD_LIMIT)
        throw new LimitReached('sequences', WORD_LIMIT, 'Lower the bound on steps.')
      for (const [step, targets] of starting(successors, nodes)) {
        next.push({ steps: [...steps, step], nodes: closure(successors, targets) })
      }
    }
    level = next
  }
  return words
}

/** The number of executions that the graph stands for: its paths from the start to an end. */
export function countExecutions(graph: ExploredGraph): bigint {
  const successors = graph.successors()
  const counts = new Map<number, bigint>()
  const open = new Set<number>()
  const count = (node: number): bigint => {
    const known = counts.get(node)
    if (known !== undefined) return known
    // A state that comes back on its own path stands for endless executions; they are not counted.
    if (open.has(node)) return 0n
    open.add(node)
    let total = graph.ends.has(node) ? 1n : 0n
    for (const { to } of successors.get(node) ?? []) total += count(to)
    open.delete(node)
    counts.set(node, total)
    return total
  }
  return count(ROOT)
}

type Successors = ReadonlyMap<number, readonly Edge[]>

/** Everything that can be reached without beginning a step. */
function closure(successors: Successors, from: Iterable<number>): ReadonlySet<number> {
  const nodes = new Set(from)
  for (const node of nodes) {
    for (const { to, step } of successors.get(node) ?? []) if (step === NO_STEP) nodes.add(to)
  }
  return nodes
}

function starting(
  successors: Successors,
  nodes: ReadonlySet<number>,
): readonly (readonly [number, Set<number>])[] {
  const targets = new Map<number, Set<number>>()
  for (const node of nodes) {
    for (const { to, step } of successors.get(node) ?? []) {
      if (step !== NO_STEP) targets.set(step, (targets.get(step) ?? new Set()).add(to))
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
