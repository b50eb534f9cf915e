import type { ExplorationOutcome, ExploredSequence } from '../../harness/explorer/outcome.js'
import { OUTCOMES, outcomeFor, type StopsAs, worstStop } from './stops-as.js'

/** The sequences of one goal as a graph that can be drawn: a node is everything that can be done after equal beginnings. */
export interface OrderPicture {
  readonly goal: string
  /** The start first; a node comes after those that lead to it. */
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

export interface PictureNode {
  /** Steps taken; on the longest way here, where several lead here. */
  readonly layer: number
  /** What it comes to when nothing follows; null: something must follow. */
  readonly stops: StopsAs | null
  /** Nothing that was explored leads from here to a pass or back to the start; what may follow is not drawn. */
  readonly lost: boolean
  /** The first sequence that leads here. */
  readonly example: readonly string[]
}

export interface PictureEdge {
  readonly from: number
  readonly to: number
  /** Steps that lead from one to the other. */
  readonly steps: readonly string[]
}

interface Made {
  readonly stops: StopsAs | null
  readonly lost: boolean
  readonly next: readonly { readonly step: string; readonly to: number }[]
}

/**
 * Beginnings after which the same steps come to the same are one node. What follows a point of no return is left out, and the points of no
 * return that one node leads to are put together by what they come to: the picture shows what is left to decide.
 */
export function orderPicture(outcome: ExplorationOutcome, goal: string): OrderPicture {
  const children = childrenOf(outcome.sequences)
  const made: Made[] = []
  const classes = new Map<string, number>()
  const classOf = new Map<string, number>()
  // A sequence comes after all of its continuations.
  for (const sequence of [...outcome.sequences].reverse()) {
    const key = keyOf(sequence.steps)
    const found = classed(outcome, goal, sequence, children.get(key) ?? [], made, classOf)
    const meaning = JSON.stringify([found.stops, found.lost, found.next])
    const known = classes.get(meaning) ?? made.push(found) - 1
    classes.set(meaning, known)
    classOf.set(key, known)
  }
  return numbered(goal, outcome.sequences, made, classOf)
}

type Child = { readonly step: string; readonly key: string }

function childrenOf(sequences: readonly ExploredSequence[]): ReadonlyMap<string, readonly Child[]> {
  const children = new Map<string, Child[]>()
  for (const { steps } of sequences) {
    if (steps.length === 0) continue
    const parent = keyOf(steps.slice(0, -1))
    const child = { step: steps.at(-1)!, key: keyOf(steps) }
    children.set(parent, [...(children.get(parent) ?? []), child])
  }
  return children
}

function classed(
  outcome: ExplorationOutcome,
  goal: string,
  { ends, returns }: ExploredSequence,
  children: readonly Child[],
  made: readonly Made[],
  classOf: ReadonlyMap<string, number>,
): Made {
  const next = children.map(({ step, key }) => ({ step, to: classOf.get(key)! }))
  const stops = outcomeFor(outcome, goal, ends)
  const passes = stops === 'safe' || stops === 'fragile'
  const lost = !returns && !passes && next.every(({ to }) => made[to]!.lost)
  if (!lost) return { stops, lost, next }
  // What stopping here comes to is what is said of it; where one cannot stop, the worst that follows.
  const after = next.flatMap(({ to }) => made[to]!.stops ?? [])
  return { stops: stops ?? worstStop(after), lost, next: [] }
}

function numbered(
  goal: string,
  sequences: readonly ExploredSequence[],
  made: readonly Made[],
  classOf: ReadonlyMap<string, number>,
): OrderPicture {
  const examples = new Map<number, readonly string[]>()
  for (const { steps } of sequences) {
    const id = classOf.get(keyOf(steps))!
    if (!examples.has(id)) examples.set(id, steps)
  }
  const nodes: PictureNode[] = []
  const edges: PictureEdge[] = []
  const ids = new Map<number, number>()
  const add = (id: number, layer: number, example: readonly string[]): number =>
    nodes.push({ layer, stops: made[id]!.stops, lost: made[id]!.lost, example }) - 1
  const layers = layersOf(made, classOf.get('')!)
  for (const [id, layer] of layers)
    if (!made[id]!.lost || id === classOf.get('')) ids.set(id, add(id, layer, examples.get(id)!))
  for (const [id, from] of ids) {
    const kept = grouped(
      made[id]!.next.filter(({ to }) => !made[to]!.lost),
      ({ to }) => String(ids.get(to)),
    )
    for (const [to, steps] of kept) edges.push({ from, to: Number(to), steps })
    const lost = grouped(
      made[id]!.next.filter(({ to }) => made[to]!.lost),
      ({ to }) => made[to]!.stops ?? '',
    )
    const ways = [...lost].sort(([x], [y]) => OUTCOMES.indexOf(x as StopsAs) - OUTCOMES.indexOf(y as StopsAs))
    for (const [stops, steps] of ways) {
      const { to } = made[id]!.next.find(
        ({ to: other }) => made[other]!.lost && (made[other]!.stops ?? '') === stops,
      )!
      edges.push({ from, to: add(to, layers.get(id)! + 1, [...nodes[from]!.example, steps[0]!]), steps })
    }
  }
  return { goal, nodes, edges }
}

/** Every node that can be come to with the length of the longest way to it, the shorter first. A graph of beginnings has no cycle. */
function layersOf(made: readonly Made[], root: number): ReadonlyMap<number, number> {
  const layers = new Map([[root, 0]])
  // A class is made after those it leads to, so that the later made come first.
  for (let id = made.length - 1; id >= 0; id--) {
    const layer = layers.get(id)
    if (layer === undefined) continue
    for (const { to } of made[id]!.next) layers.set(to, Math.max(layers.get(to) ?? 0, layer + 1))
  }
  return new Map([...layers].sort(([x, a], [y, b]) => a - b || y - x))
}

function grouped(
  edges: readonly { readonly step: string; readonly to: number }[],
  by: (edge: { readonly to: number }) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const edge of edges) groups.set(by(edge), [...(groups.get(by(edge)) ?? []), edge.step])
  return groups
}

function keyOf(steps: readonly string[]): string {
  return steps.join('\u0000')
}
