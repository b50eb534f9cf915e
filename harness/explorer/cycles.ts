import type { ExploredGraph } from './graph.js'
import { ROOT } from './search.js'

/** A way into states that repeat themselves: what was explored never comes to an end from there on. */
export interface Cycle {
  /** Nodes from the start to the first that repeats. */
  readonly lead: readonly number[]
  /** Nodes of one period, beginning with the one that repeats. */
  readonly period: readonly number[]
}

/** The cycle that is entered soonest, and the shortest through that state; null when every path ends. */
export function firstCycle(graph: ExploredGraph): Cycle | null {
  const next = new Map([...graph.successors()].map(([from, edges]) => [from, edges.map((edge) => edge.to)]))
  const suspects = notBeforeAll(next)
  const lead = new Map<number, number | null>([[ROOT, null]])
  for (const node of lead.keys()) {
    const period = suspects.has(node) ? shortestLoop(next, node) : null
    if (period !== null) return { lead: pathTo(lead, node), period }
    for (const to of next.get(node) ?? []) if (!lead.has(to)) lead.set(to, node)
  }
  return null
}

/** What is left when nodes that nothing leads to are taken away again and again: nothing, if there is no cycle. */
function notBeforeAll(next: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  const incoming = new Map<number, number>()
  for (const [from, targets] of next) {
    incoming.set(from, incoming.get(from) ?? 0)
    for (const to of targets) incoming.set(to, (incoming.get(to) ?? 0) + 1)
  }
  const free = [...incoming].flatMap(([node, count]) => (count === 0 ? [node] : []))
  const left = new Set(incoming.keys())
  for (const node of free) {
    left.delete(node)
    for (const to of next.get(node) ?? []) {
      const count = incoming.get(to)! - 1
      incoming.set(to, count)
      if (count === 0) free.push(to)
    }
  }
  return left
}

/** The shortest way from a node back to itself, by breadth; null when there is none. */
function shortestLoop(next: ReadonlyMap<number, readonly number[]>, node: number): readonly number[] | null {
  const before = new Map<number, number | null>()
  const queue = [node]
  for (const at of queue) {
    for (const to of next.get(at) ?? []) {
      if (to === node) return pathTo(before.set(node, null), at)
      if (before.has(to)) continue
      before.set(to, at)
      queue.push(to)
    }
  }
  return null
}

function pathTo(before: ReadonlyMap<number, number | null>, node: number): readonly number[] {
  const path: number[] = []
  for (let at: number | null | undefined = node; at !== null && at !== undefined; at = before.get(at))
    path.push(at)
  return path.reverse()
}
