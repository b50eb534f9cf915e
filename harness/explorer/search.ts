import { type Hash128, hashString, mixHash } from '../../twins/kernel/hash.js'
import { EffectPending, type PendingEffect } from '../../twins/kernel/pending.js'
import type { Footprint } from '../../twins/kernel/transaction.js'
import { type Left, packLeft, packSpent } from './budget.js'
import { Frontier, type Ranked } from './frontier.js'
import { ExploredGraph, NO_STEP } from './graph.js'
import { choicesOf, extendPath, type Trail } from './schedule.js'
import type { Found, SearchOptions, SearchResult } from './search-contract.js'
import { AWAKE, type Sleep, SleepSets, sleepAfter } from './sleep-sets.js'
import type { Move } from './space.js'
import { Visited } from './visited.js'

interface Task<N> extends Ranked {
  readonly node: N
  readonly left: Left
  /** What to do first, or null to go on from `node`. */
  readonly move: Move | null
  /** Graph node it comes from, and the step that has begun since. */
  readonly from: number
  /** What was left there. */
  readonly had: Left
  readonly step: number
  /** Label of the move with which it left that node; what follows has no choice. '' at the node itself. */
  readonly via: string
  readonly trail: Trail | null
  readonly depth: number
  readonly sleep: Sleep
}

/** Depth up to which a divided search is divided; below it a path belongs to one part alone. */
export const SHARD_DEPTH = 2

const DIVIDED = hashString('divided')

/** Graph node of the start. */
export const ROOT = -1

/**
 * Stateful best-first search: the cheapest path first, so that the first arrival at a state is also the shortest, whatever
 * else was explored. An effect outside that a path needs is executed once.
 */
export class Search<N> {
  readonly #options: SearchOptions<N>
  readonly #frontier = new Frontier<Task<N>>()
  readonly #visited = new Visited()
  readonly #sleepSets = new SleepSets()
  readonly #graph = new ExploredGraph()
  readonly #best = new Map<number, Found>()
  readonly #reached = new Set<string>()
  readonly #returning = new Set<number>()
  #executions = 0
  #transitions = 0
  #merged = 0
  #unmerged = 0

  constructor(options: SearchOptions<N>) {
    this.#options = options
  }

  async run(): Promise<SearchResult> {
    const { start: node, left } = this.#options
    this.#frontier.push({
      node,
      left,
      move: null,
      from: ROOT,
      had: left,
      step: NO_STEP,
      via: '',
      trail: null,
      depth: 0,
      cost: 0,
      path: '',
      sleep: AWAKE,
    })
    while (!(await this.#isOver())) {
      const task = this.#frontier.pop()
      if (task === undefined) break
      await this.#attempt(task)
    }
    return this.#result()
  }

  async #isOver(): Promise<boolean> {
    if (this.#states() >= this.#options.states) {
      this.#reached.add('states')
      return true
    }
    const progress = { states: this.#states(), executions: this.#executions, frontier: this.#frontier.size }
    if (!(await this.#options.stop?.(progress))) return false
    this.#reached.add('stopped')
    return true
  }

  #states(): number {
    return this.#visited.size + this.#unmerged
  }

  /**
   * Follow a path; where it needs an effect that is not known yet, execute that and go on with the same path: what it asks
   * next is about the state that an engine has just come to.
   */
  async #attempt(task: Task<N>): Promise<void> {
    for (let at = task; ; ) {
      try {
        return await this.#follow(at)
      } catch (error) {
        if (!(error instanceof PendingTask)) throw error
        await error.effect.execute()
        at = error.task as Task<N>
      }
    }
  }

  /** Follow the default from a task on, leave the other choices for later, until the end or a known state. */
  async #follow(task: Task<N>): Promise<void> {
    let at = task
    for (;;) {
      if (at.move !== null) at = await this.#take(at, at.move)
      const moves = this.#movesOf(at)
      const [first] = moves
      if (first === undefined) return this.#finish(at)
      if (this.#options.sleep === true) return this.#expand(at, moves)
      if (moves.length > 1 || first.cost > 0 || this.#options.everyState === true) {
        const entered = this.#enter(at)
        if (entered === null) return
        at = entered
        for (const move of moves.slice(first.cost === 0 ? 1 : 0))
          this.#postpone(at, move, moves.length, AWAKE)
        if (first.cost > 0) return
      }
      at = { ...at, move: first, via: at.via || first.label }
    }
  }

  #movesOf(task: Task<N>): readonly Move[] {
    try {
      return this.#options.space.moves(task.node, task.left)
    } catch (error) {
      throw error instanceof EffectPending ? new PendingTask(task, error.effect) : error
    }
  }

  async #take(task: Task<N>, move: Move): Promise<Task<N>> {
    try {
      const { node, left } = await this.#options.space.take(task.node, move, task.left)
      this.#transitions += 1
      return { ...task, node, left, move: null, step: move.step === NO_STEP ? task.step : move.step }
    } catch (error) {
      throw error instanceof EffectPending ? new PendingTask({ ...task, move }, error.effect) : error
    }
  }

  /** Leave all moves of a state for later that do not sleep. */
  #expand(task: Task<N>, moves: readonly Move[]): void {
    const { number, fresh } = this.#number(task)
    const labels = moves.map((move) => move.label)
    const awake = this.#sleepSets.enter(number, fresh, labels, task.sleep)
    if (awake.length === 0) {
      this.#known()
      return
    }
    const at = { ...task, from: number, had: task.left, step: NO_STEP, via: '' }
    const earlier = new Map<string, Footprint>()
    for (const move of moves) {
      const footprint = this.#options.space.footprint?.(task.node, move) ?? null
      const sleep = footprint === null ? AWAKE : sleepAfter(footprint, task.sleep, earlier)
      if (awake.includes(move.label)) this.#postpone(at, move, moves.length, sleep)
      if (footprint !== null && !task.sleep.has(move.label)) earlier.set(move.label, footprint)
    }
  }

  #known(): void {
    this.#merged += 1
    this.#executions += 1
  }

  /** The graph node of a state, and an edge to it. */
  #number(task: Task<N>): { readonly number: number; readonly fresh: boolean; readonly explore: boolean } {
    const { merge = true, returned } = this.#options
    if (!merge) this.#unmerged += 1
    const entered = merge
      ? this.#visited.enter(this.#keyOf(task), packLeft(task.left))
      : { number: this.#unmerged, fresh: true, explore: true }
    const spent = packSpent(task.had, task.left)
    const edge = { to: entered.number, step: task.step, via: hashString(task.via).a | 0, spent }
    this.#graph.addEdge(task.from, edge)
    this.#options.onEdge?.(task.from, entered.number, task.via, task.node)
    if (entered.fresh && returned?.(task.node)) this.#returning.add(entered.number)
    return entered
  }

  /**
   * What makes the state of a task equal to another one. Where a divided search divides, a state has only a part of its moves:
   * a path that is altogether of this part must not be merged into it.
   */
  #keyOf(task: Task<N>): Hash128 {
    const { space, mine } = this.#options
    const key = space.key(task.node)
    return mine === undefined || task.depth >= SHARD_DEPTH ? key : mixHash(key, DIVIDED)
  }

  /** Enter a state at which there is a choice. null: everything from it on is known. */
  #enter(task: Task<N>): Task<N> | null {
    const { number, explore } = this.#number(task)
    if (explore) return { ...task, from: number, had: task.left, step: NO_STEP, via: '' }
    this.#known()
    return null
  }

  #postpone(task: Task<N>, move: Move, of: number, sleep: Sleep): void {
    const { space, mine } = this.#options
    const at = space.position(task.node)
    const trail = { previous: task.trail, choice: { at, take: move.label, of } }
    const depth = task.depth + 1
    if (depth === SHARD_DEPTH && mine !== undefined && !mine(choicesOf(trail))) return
    const path = extendPath(task.path, at, move.label)
    this.#frontier.push({
      ...task,
      move,
      via: task.via || move.label,
      trail,
      path,
      depth,
      sleep,
      cost: task.cost + move.cost,
    })
  }

  async #finish(task: Task<N>): Promise<void> {
    const final = this.#options.space.final(task.node)
    const entered = final ? this.#enter(task) : null
    // One that ends in a known end was counted on entering it.
    if (final && entered === null) return
    this.#executions += 1
    if (entered === null) return
    const end = await this.#options.judge(task.node)
    this.#graph.addEnd(entered.from, end)
    const known = this.#best.get(end)
    if (
      known !== undefined &&
      (known.cost < task.cost || (known.cost === task.cost && known.path <= task.path))
    )
      return
    this.#best.set(end, { cost: task.cost, path: task.path, choices: choicesOf(task.trail) })
  }

  #result(): SearchResult {
    return {
      graph: this.#graph,
      best: this.#best,
      returning: this.#returning,
      executions: this.#executions,
      states: this.#states(),
      transitions: this.#transitions,
      merged: this.#merged,
      bytes: this.#visited.bytes,
      reached: [...this.#reached],
    }
  }
}

/** A path that has to wait for an effect, with what it was about to do. */
class PendingTask extends Error {
  override readonly name = 'PendingTask'
  readonly task: Task<unknown>
  readonly effect: PendingEffect

  constructor(task: Task<unknown>, effect: PendingEffect) {
    super(effect.key)
    this.task = task
    this.effect = effect
  }
}
