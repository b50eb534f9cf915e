import type { ExploredEnd, ExploredSequence } from './outcome.js'
import { type EndVerdict, verdictOfEnds } from './sequence-verdict.js'

/** A complete sequence and what its executions come to. */
export interface ExploredOrder {
  /** Names of its steps, in the order in which they begin. */
  readonly sequence: readonly string[]
  /** Over all goals: `pass` when it passes for one of them; else the first of fragile, inconclusive and fail. */
  readonly verdict: EndVerdict
  /** Goal -> its verdict. */
  readonly verdicts: Readonly<Record<string, EndVerdict>>
}

/**
 * The sequences as a graph of their beginnings: beginnings after which the same steps come to the same verdicts are one node.
 * It has one root, no cycle, and as few nodes as tell the sequences apart; every path from the root is a sequence.
 */
export interface OrderGraph {
  /** In the order in which a walk from the root, shorter sequences first, comes to them; the root is the first. */
  readonly nodes: readonly OrderNode[]
  readonly edges: readonly OrderEdge[]
}

export interface OrderNode {
  /** Its place in `nodes`. */
  readonly id: number
  /** The first sequence that leads here; the shortest, then by the order in which steps are declared. */
  readonly example: readonly string[]
  /** How many sequences lead here. */
  readonly sequences: number
  /** Goal -> verdict of stopping here; empty: it is only the beginning of others. */
  readonly verdicts: Readonly<Record<string, EndVerdict>>
  /** Goals that some continuation reaches, or stopping here does; every goal once it came back to the start. */
  readonly reaches: readonly string[]
}

export interface OrderEdge {
  readonly from: number
  readonly to: number
  /** Name of the step. */
  readonly step: string
}

interface Explored {
  readonly goals: readonly string[]
  readonly ends: readonly ExploredEnd[]
  readonly sequences: readonly ExploredSequence[]
}

/** The complete sequences, the shorter first, as `sequences` has them. */
export function ordersOf({ goals, ends, sequences }: Explored): readonly ExploredOrder[] {
  return sequences
    .filter((sequence) => sequence.ends.length > 0)
    .map(({ steps, ends: reached }) => {
      const verdicts = verdictsOf(goals, ends, reached)
      return { sequence: steps, verdict: bestOf(Object.values(verdicts)), verdicts }
    })
}

/** Sequences whose continuations mean the same are put together, from the longest to the root. */
export function orderGraphOf({ goals, ends, sequences }: Explored): OrderGraph {
  const children = new Map<string, { readonly step: string; readonly key: string }[]>()
  for (const { steps } of sequences) {
    if (steps.length === 0) continue
    const parent = keyOf(steps.slice(0, -1))
    const known = children.get(parent) ?? []
    children.set(parent, [...known, { step: steps.at(-1)!, key: keyOf(steps) }])
  }
  const classes = new Map<string, number>()
  const classOf = new Map<string, number>()
  const made: { verdicts: OrderNode['verdicts']; reaches: readonly string[]; next: Edges }[] = []
  // A sequence comes after all of its continuations.
  for (const { steps, ends: reached, returns } of [...sequences].reverse()) {
    const key = keyOf(steps)
    const next = (children.get(key) ?? []).map((child) => ({ step: child.step, to: classOf.get(child.key)! }))
    const verdicts = reached.length === 0 ? {} : verdictsOf(goals, ends, reached)
    const reaches = goals.filter(
      (goal) =>
        returns ||
        verdicts[goal] === 'pass' ||
        verdicts[goal] === 'fragile' ||
        next.some(({ to }) => made[to]!.reaches.includes(goal)),
    )
    const meaning = JSON.stringify([verdicts, reaches, next])
    const known = classes.get(meaning) ?? made.push({ verdicts, reaches, next }) - 1
    classes.set(meaning, known)
    classOf.set(key, known)
  }
  return numbered(sequences, classOf, made)
}

type Edges = readonly { readonly step: string; readonly to: number }[]

/** Nodes by the first sequence that leads to them. */
function numbered(
  sequences: readonly ExploredSequence[],
  classOf: ReadonlyMap<string, number>,
  made: readonly { verdicts: OrderNode['verdicts']; reaches: readonly string[]; next: Edges }[],
): OrderGraph {
  const ids = new Map<number, number>()
  const counts = new Map<number, number>()
  const examples: (readonly string[])[] = []
  for (const { steps } of sequences) {
    const number = classOf.get(keyOf(steps))!
    if (!ids.has(number)) ids.set(number, examples.push(steps) - 1)
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  const nodes = [...ids].map(([number, id]) => {
    const { verdicts, reaches } = made[number]!
    return { id, example: examples[id]!, sequences: counts.get(number)!, verdicts, reaches }
  })
  const edges = [...ids].flatMap(([number, from]) =>
    made[number]!.next.map(({ step, to }) => ({ from, to: ids.get(to)!, step })),
  )
  return { nodes, edges }
}

function verdictsOf(
  goals: readonly string[],
  ends: readonly ExploredEnd[],
  reached: readonly number[],
): Readonly<Record<string, EndVerdict>> {
  return Object.fromEntries(
    goals.map((goal, at) => [goal, verdictOfEnds(reached.map((end) => ends[end]!.verdicts[at]!.verdict))]),
  )
}

function bestOf(verdicts: readonly EndVerdict[]): EndVerdict {
  return (['pass', 'fragile', 'inconclusive'] as const).find((each) => verdicts.includes(each)) ?? 'fail'
}

function keyOf(steps: readonly string[]): string {
  return steps.join('\u0000')
}
