import type { MaybePromise } from '../../twins/contract/twin.js'
import type { Hash128 } from '../../twins/kernel/hash.js'
import type { Footprint } from '../../twins/kernel/transaction.js'
import type { Left } from './budget.js'

/** One way to go on. */
export interface Move {
  /** Unique among the moves of its state; the same in every run. */
  readonly label: string
  /** 0: what happens by itself. Else what it adds to the length of a counterexample. */
  readonly cost: number
  /** Index of the step that begins, or `NO_STEP`. */
  readonly step: number
}

/** Where a move led. */
export interface Moved<N> {
  readonly node: N
  readonly left: Left
}

/** Something to search: states with moves. The search knows nothing else of it. */
export interface Space<N> {
  /**
   * In default order: the first is what happens by default. None: nothing more happens on this path. Throws `EffectPending`
   * when it depends on an effect outside that is not known yet.
   */
  readonly moves: (node: N, left: Left) => readonly Move[]
  /** Throws `EffectPending` when an effect outside is not known yet. */
  readonly take: (node: N, move: Move, left: Left) => MaybePromise<Moved<N>>
  /** Whether a state without moves is an end to be judged, or a path that leads nowhere. */
  readonly final: (node: N) => boolean
  /** Equal for states with the same future. */
  readonly key: (node: N) => Hash128
  /** What a move reads and writes, or null for one that commutes with nothing. Only asked for with `sleep`. */
  readonly footprint?: (node: N, move: Move) => Footprint | null
  /** Where on its path a state is; equal for the states of equal paths. */
  readonly position: (node: N) => number
}
