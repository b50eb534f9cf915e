import type { ServedWorld } from '../../twins/embedded/served-world.js'
import { nextTransition } from '../../twins/kernel/scheduler.js'
import { settle } from '../../twins/kernel/settle.js'
import type { World } from '../../twins/kernel/world.js'
import type { WallClock } from './wall-clock.js'

/** Transitions made in one go, before requests and streams get their turn again. */
const SLICE = 400

/** How often a condition that the clock waits for is looked at when nothing happens, in wall ms. */
const LOOK_MS = 20

/** What a virtual clock is doing. */
export interface ClockStatus {
  readonly mode: 'running' | 'paused'
  /** Virtual ms that pass in one ms on the wall. */
  readonly speed: number
  /** Virtual ms since the start of the world. */
  readonly nowMs: number
  /** Virtual time of the next thing that happens by itself, background timers included; null: nothing. */
  readonly nextMs: number | null
  /** What stopped the clock, e.g. something that is not modelled; null: nothing. */
  readonly problem: string | null
}

/**
 * A clock that watches one client at work: while requests come, each takes its nominal time and nothing more passes; when
 * none has come for `quietMs` on the wall, the client is waiting for the world, and the clock runs at its speed.
 */
export interface Attention {
  readonly quietMs: number
  /** Whether the world makes up at once for the time in which the clock stood still. Default: that time never passes in it. */
  readonly makesUp?: boolean
}

export interface ClockOptions {
  /** Virtual ms for one ms on the wall, or `paused`. */
  readonly speed: number | 'paused'
  /** Told what stops the clock. */
  readonly onProblem?: (error: unknown) => void
  readonly attention?: Attention
}

/** A point that both clocks share: virtual time goes on from `virtualMs` as the wall's does from `wallMs`, once it is `fromMs` there. */
interface Base {
  readonly wallMs: number
  readonly virtualMs: number
  readonly fromMs: number
}

/** How a clock that was told to settle came to rest; see `settle` of the kernel. */
export type SettledHow = 'settled' | 'horizon' | 'diverges'

/**
 * Drives a served world in virtual time: following the wall clock at a speed, or standing still. It sleeps until the next
 * thing on the agenda, and is brought up to date when a request comes. A machine that cannot keep up makes virtual time
 * slower, it never lets it jump.
 */
export class Clock {
  readonly #served: ServedWorld
  readonly #wall: WallClock
  readonly #onProblem: (error: unknown) => void
  readonly #attention: Attention | undefined
  #speed: number
  #paused: boolean
  #base: Base
  #cancel: (() => void) | undefined
  #until: ((world: World) => boolean) | undefined
  #problem: string | null = null
  #jumping = false
  #busy = false
  readonly #stopListening: () => void

  constructor(served: ServedWorld, wall: WallClock, { speed, onProblem, attention }: ClockOptions) {
    this.#served = served
    this.#onProblem = onProblem ?? (() => {})
    this.#attention = attention
    this.#wall = wall
    this.#speed = speed === 'paused' ? 1 : speed
    this.#paused = speed === 'paused'
    this.#base = this.#baseAfter(attention)
    this.#stopListening = served.onChange(() => this.#sleep())
    this.#sleep()
  }

  status(): ClockStatus {
    const { world, system } = this.#served
    const startMs = system.startMs ?? 0
    const nextAt = nextTransition(world, true)?.value.at
    return {
      mode: this.#paused ? 'paused' : 'running',
      speed: this.#speed,
      nowMs: world.now - startMs,
      nextMs: nextAt === undefined ? null : nextAt - startMs,
      problem: this.#problem,
    }
  }

  /** A request has come, which takes this long in virtual time before it has its effect: bring the world there. */
  takeRequest(latencyMs: number): void {
    this.catchUp()
    if (this.#attention === undefined || this.#paused || this.#jumping) return
    this.#advance(() => this.#served.advanceTo(this.#served.world.now + latencyMs))
    this.restart()
  }

  /** Bring the world to the present virtual time. */
  catchUp(): void {
    if (this.#paused || this.#jumping || this.#busy) return
    this.#advance(() => {
      const nowMs = this.#wall.now()
      const { wallMs, virtualMs, fromMs } = this.#base
      // Virtual times are whole.
      const target = nowMs < fromMs ? virtualMs : Math.floor(virtualMs + (nowMs - wallMs) * this.#speed)
      const until = this.#until
      const arrived = this.#served.advanceTo(target, { transitions: SLICE, ...(until ? { until } : {}) })
      if (!arrived) this.#base = this.#baseAfter(undefined)
    })
    this.#sleep()
  }

  pause(): void {
    this.catchUp()
    this.#paused = true
    this.#sleep()
  }

  resume(): void {
    this.#rebase()
    this.#paused = false
    this.#problem = null
    this.#sleep()
  }

  /** Go on at this speed; 1 follows the wall clock. */
  setSpeed(speed: number): void {
    this.catchUp()
    this.#speed = speed
    this.resume()
  }

  /** Go on from the world as it now stands, e.g. a restored one. */
  restart(): void {
    this.#rebase()
    this.#sleep()
  }

  /** Let this much virtual time pass at once; requests are answered meanwhile. Ends when the time is over. */
  async jump(ms: number): Promise<void> {
    this.catchUp()
    const target = this.#served.world.now + ms
    this.#jumping = true
    try {
      while (!this.#served.advanceTo(target, { transitions: SLICE })) await this.#breathe()
    } finally {
      this.#jumping = false
      this.restart()
    }
  }

  /** Let the world run until nothing changes any more, however long one waits. */
  settle(): SettledHow {
    this.catchUp()
    const { world, outcome } = settle(this.#served.system, this.#served.world)
    this.#served.replace(world)
    this.restart()
    return outcome
  }

  /**
   * Run at the clock's speed until this holds, then stand still. It is asked before every transition, after every
   * request, and now and then: it may depend on what happens outside of the world.
   */
  async runUntil(until: (world: World) => boolean): Promise<void> {
    this.#until = until
    this.resume()
    try {
      while (!until(this.#served.world)) {
        await this.#look(until)
        if (!until(this.#served.world)) this.catchUp()
      }
    } finally {
      this.#until = undefined
      this.#paused = true
      this.#sleep()
    }
  }

  /** No timer is left. */
  stop(): void {
    this.#paused = true
    this.#stopListening()
    this.#sleep()
  }

  #advance(work: () => void): void {
    this.#busy = true
    try {
      work()
    } catch (error) {
      this.#stopFor(error)
    } finally {
      this.#busy = false
    }
  }

  /**
   * The world cannot go on, for example because an object asks for something that is not modelled. It is served as it
   * stands: the object can be deleted and the clock resumed, or a snapshot restored.
   */
  #stopFor(error: unknown): void {
    this.#paused = true
    this.#problem = error instanceof Error ? error.message : String(error)
    this.#onProblem(error)
  }

  #rebase(): void {
    this.#base = this.#baseAfter(this.#attention)
  }

  /** The base of a clock that starts now, and pays this attention to a client first. */
  #baseAfter(attention: Attention | undefined): Base {
    const nowMs = this.#wall.now()
    const fromMs = nowMs + (attention?.quietMs ?? 0)
    return { wallMs: attention?.makesUp ? nowMs : fromMs, virtualMs: this.#served.world.now, fromMs }
  }

  /** Sleep until the next thing on the agenda. */
  #sleep(): void {
    if (this.#busy) return
    this.#cancel?.()
    this.#cancel = undefined
    if (this.#paused || this.#jumping) return
    const next = nextTransition(this.#served.world, true)
    if (next === undefined) return
    const { wallMs, virtualMs, fromMs } = this.#base
    const dueMs = Math.max(fromMs, wallMs + (next.value.at - virtualMs) / this.#speed)
    this.#cancel = this.#wall.after(Math.ceil(dueMs - this.#wall.now()), () => this.catchUp())
  }

  /** Until the condition may hold: it was seen to hold after a change, or some time has passed. */
  #look(until: (world: World) => boolean): Promise<void> {
    return new Promise((done) => {
      const finish = (): void => {
        stopListening()
        cancel()
        done()
      }
      const stopListening = this.#served.onChange((world) => {
        if (until(world)) finish()
      })
      const cancel = this.#wall.after(LOOK_MS, finish)
    })
  }

  #breathe(): Promise<void> {
    return new Promise((done) => this.#wall.soon(done))
  }
}
