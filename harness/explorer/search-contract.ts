import type { MaybePromise } from '../../twins/contract/twin.js'
import type { Left } from './budget.js'
import type { ExploredGraph } from './graph.js'
import type { RecordedChoice } from './schedule.js'
import type { Space } from './space.js'

export interface SearchOptions<N> {
  readonly space: Space<N>
  readonly start: N
  readonly left: Left
  /** The number of the class of ends that this one belongs to. */
  readonly judge: (end: N) => MaybePromise<number>
  /** Distinct states; reaching it is reported. */
  readonly states: number
  /** Merge paths that reach the same state. Default true; without, the search is the naive one that it is checked against. */
  readonly merge?: boolean | undefined
  /** Leave out interleavings that only reorder independent moves. Only sound when every order is allowed. Default false. */
  readonly sleep?: boolean | undefined
  /** Enter states without a choice as well, so that the graph holds every state. Default false. */
  readonly everyState?: boolean | undefined
  /** Told of every edge, with the move that begins it and the state it leads to. */
  readonly onEdge?: ((from: number, to: number, label: string, node: N) => void) | undefined
  /** Asked between paths: true ends the search, and what was found so far is the result. */
  readonly stop?: Stop | undefined
  /** Whether a path whose first choices are these belongs to this part of a divided search. Default: all do. */
  readonly mine?: Mine | undefined
  /** Whether a state at which there is a choice is as good as the start. */
  readonly returned?: ((node: N) => boolean) | undefined
}

/** Asked while searching; see {@link SearchOptions.stop}. */
export type Stop = (progress: Progress) => MaybePromise<boolean>

/** Tells which paths belong to a part of a divided search; see {@link SearchOptions.mine}. */
export type Mine = (choices: readonly RecordedChoice[]) => boolean

/** Where a search stands. */
export interface Progress {
  readonly states: number
  readonly executions: number
  readonly frontier: number
}

/** What a search found. */
export interface SearchResult {
  readonly graph: ExploredGraph
  /** End class -> the shortest way to it, ties by label. */
  readonly best: ReadonlyMap<number, Found>
  /** Graph nodes that are as good as the start. */
  readonly returning: ReadonlySet<number>
  /** Paths followed to their end, to a known state or to nowhere. */
  readonly executions: number
  readonly states: number
  readonly transitions: number
  readonly merged: number
  /** Bytes of the visited set. */
  readonly bytes: number
  /** Names of the bounds that cut something off. */
  readonly reached: readonly string[]
}

export interface Found {
  readonly cost: number
  readonly path: string
  readonly choices: readonly RecordedChoice[]
}
