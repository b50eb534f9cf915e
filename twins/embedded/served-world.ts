import type { Json, JsonObject } from '../kernel/json.js'
import type { PendingEffect } from '../kernel/pending.js'
import { portOf } from '../kernel/port.js'
import { run } from '../kernel/scheduler.js'
import type { System } from '../kernel/system.js'
import { Transaction } from '../kernel/transaction.js'
import { finishStep } from '../kernel/transition.js'
import type { World } from '../kernel/world.js'

/** How far {@link ServedWorld.advanceTo} may go at once. */
export interface AdvanceLimits {
  /** Stop before the transition after so many. Default: no bound but that of the system. */
  readonly transitions?: number
  /** Stop as soon as this holds; asked before every transition. */
  readonly until?: (world: World) => boolean
}

/**
 * A world that others write to while it goes on: the one mutable cell behind a server. Everything that changes it is
 * synchronous, so a request is one transition and nothing interleaves with it.
 */
export class ServedWorld {
  readonly system: System
  #world: World
  readonly #listeners = new Set<(world: World) => void>()
  #onTransition: ((world: World) => void) | undefined
  /** The effect that the next transition waits for. */
  #executing: Promise<void> | undefined
  #failure: unknown

  constructor(system: System, world: World) {
    this.system = system
    this.#world = world
  }

  get world(): World {
    return this.#world
  }

  /** Called after every change, with the world as it then stands. Returns how to stop listening. */
  onChange(listener: (world: World) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Have one observer told of every transition while {@link advanceTo} goes on; after it, listeners are told once. */
  observeTransitions(observer: (world: World) => void): void {
    this.#onTransition = observer
  }

  /**
   * One call to a port, as one transition, at the present virtual time. `cause` is the `seq` of the log entry that set
   * it off; default: the newest.
   */
  call(port: string, payload: JsonObject, actor: string, cause = this.#world.seq): Json {
    const tx = new Transaction(this.system, this.#world, { actor, now: this.#world.now, cause })
    const answer = portOf(this.system, port).handle(tx, payload, { actor })
    this.replace(finishStep(tx).world)
    return answer
  }

  /**
   * Let the world go on up to a virtual time, background timers included; the clock stands there afterwards, unless a
   * limit stopped it before, or an effect outside of the world that is being executed (a statement on a database): try again
   * then. Returns whether it got there. Throws what an effect has failed with.
   */
  advanceTo(ms: number, limits: AdvanceLimits = {}): boolean {
    if (ms < this.#world.now) return true
    this.#throwFailure()
    if (this.#executing !== undefined) return false
    const last = this.#world.transitions + (limits.transitions ?? Number.POSITIVE_INFINITY)
    const result = run(this.system, this.#world, {
      background: true,
      deadlineMs: ms,
      until: (now) => now.transitions >= last || (limits.until?.(now) ?? false),
      ...(this.#onTransition && { onStep: this.#onTransition }),
    })
    const { world, reason } = result
    if (result.reason === 'pending') this.#execute(result.effect)
    const stopped = reason === 'until' || reason === 'pending'
    this.replace(stopped || world.now === ms ? world : world.at(ms))
    return !stopped
  }

  #execute(effect: PendingEffect): void {
    const failed = (error: unknown) => {
      this.#failure = error
    }
    const ended = () => {
      this.#executing = undefined
    }
    this.#executing = effect
      .execute()
      .then(() => undefined, failed)
      .finally(ended)
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }

  /** Put another world in its place: a restored snapshot, or the result of a step. */
  replace(world: World): void {
    if (world === this.#world) return
    this.#world = world
    for (const listener of this.#listeners) listener(world)
  }
}
