import type { Explorable } from '../../twins/contract/explorable.js'
import type { View } from '../../twins/kernel/world.js'
import { type Left, UNBOUNDED } from './budget.js'
import { firstCycle } from './cycles.js'
import { Search } from './search.js'
import { WorldSpace } from './world-space.js'

/** A model to explore: a twin that can be taken apart, a state to begin with, and what must hold at every end. */
export interface ModelOptions<S extends object> {
  readonly explorable: Explorable<S>
  readonly start: S
  readonly view: (state: S) => View
  /** What is wrong with a state in which nothing happens any more, or null. */
  readonly atEnd?: (view: View) => string | null
  /** Default: every interleaving, no faults. */
  readonly left?: Left
  /**
   * When two states are the same. `canonical`: when they mean the same, with counters by rank, so that controllers that undo
   * each other's work are seen to repeat themselves although generations grow. Default `exact`.
   */
  readonly equality?: 'exact' | 'canonical'
  /** Distinct states. Default 100,000. */
  readonly states?: number
}

/** What exploring a model came to. */
export interface ModelOutcome {
  readonly states: number
  readonly executions: number
  readonly transitions: number
  /** Bounds that cut something off. */
  readonly reached: readonly string[]
  /** Each kind of wrong end by the choices of the shortest way to it. */
  readonly violations: readonly { readonly message: string; readonly trace: readonly string[] }[]
  /** A way into a loop that nothing ends, e.g. controllers that undo each other's work; null: every path ends. */
  readonly cycle: { readonly lead: readonly string[]; readonly period: readonly string[] } | null
}

const FINE = 0

/** Explore all interleavings of a model; see `twins/contract` for how to declare one. */
export async function exploreModel<S extends object>(options: ModelOptions<S>): Promise<ModelOutcome> {
  const { explorable, start, view, atEnd, states = 100_000 } = options
  const none = { crashes: 0, stalls: 0, processes: [], controllers: [] }
  const left = options.left ?? { delays: UNBOUNDED, faults: none }
  const messages = ['']
  const labels = new Map<string, string>()
  const search = new Search<S>({
    space: new WorldSpace(explorable, start, options.equality),
    start,
    left,
    states,
    everyState: true,
    onEdge: (from, to, label) => {
      const key = `${from} ${to}`
      if (!labels.has(key)) labels.set(key, label)
    },
    judge: (end) => {
      const message = atEnd?.(view(end)) ?? ''
      return messages.includes(message) ? messages.indexOf(message) : messages.push(message) - 1
    },
  })
  const result = await search.run()
  const found = [...result.best].filter(([end]) => end !== FINE)
  const violations = found.map(([end, { choices }]) => ({
    message: messages[end]!,
    trace: choices.map(({ take }) => take),
  }))
  const cycle = firstCycle(result.graph)
  const along = (nodes: readonly number[]) =>
    nodes.slice(1).map((to, at) => labels.get(`${nodes[at]} ${to}`) ?? '')
  const { executions, transitions, reached } = result
  return {
    states: result.states,
    executions,
    transitions,
    reached,
    violations,
    cycle:
      cycle === null ? null : { lead: along(cycle.lead), period: along([...cycle.period, cycle.period[0]!]) },
  }
}
