import type { Twin } from '../../twins/contract/twin.js'
import { NO_FAULTS } from '../../twins/kernel/faults.js'
import type { View } from '../../twins/kernel/world.js'
import { type Left, UNBOUNDED } from './budget.js'
import { firstCycle } from './cycles.js'
import { explorableOf } from './explorable-of.js'
import { Search } from './search.js'
import { WorldSpace } from './world-space.js'

/** A model to explore: a twin, a state of it to begin with, and what must hold at every end. */
export interface ModelOptions<S extends object> {
  /** One that can be taken apart into single transitions: the embedded one. */
  readonly twin: Twin<S>
  readonly start: S
  /** What is wrong with a state in which nothing happens any more, or null. Default: nothing. */
  readonly atEnd?: ((view: View) => string | null) | undefined
  /** How far paths may leave the default order, and which faults may happen. Default: every interleaving, no faults. */
  readonly left?: Left | undefined
  /**
   * When two states are the same. `canonical`: when they mean the same, with counters by rank, so that controllers that undo
   * each other's work are seen to repeat themselves although generations grow. Default `exact`.
   */
  readonly equality?: 'exact' | 'canonical' | undefined
  /** Distinct states. Default 100,000. */
  readonly states?: number | undefined
}

/** What exploring a model came to. */
export interface ModelOutcome {
  /** Distinct states. */
  readonly states: number
  /** Paths followed to their end or to a known state. */
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

const EVERY_ORDER: Left = { delays: UNBOUNDED, faults: NO_FAULTS }

/** Explore the interleavings of a model. Throws `not-explorable` for a twin that cannot be taken apart. */
export async function exploreModel<S extends object>(options: ModelOptions<S>): Promise<ModelOutcome> {
  const { twin, start, atEnd, left = EVERY_ORDER, states = 100_000 } = options
  const messages = ['']
  const labels = new Map<string, string>()
  const search = new Search<S>({
    space: new WorldSpace(explorableOf(twin), start, options.equality),
    start,
    left,
    states,
    everyState: true,
    onEdge: (from, to, label) => {
      const key = `${from} ${to}`
      if (!labels.has(key)) labels.set(key, label)
    },
    judge: (end) => {
      const message = atEnd?.(twin.view(end)) ?? ''
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
