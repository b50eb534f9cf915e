import type { ToolArgs } from '../../../twins/contract/component.js'
import type { Advanced, HistoryCheck, MaybePromise } from '../../../twins/contract/twin.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import type { HttpFront } from '../../../twins/kubernetes/http/contract.js'
import { type Arrival, answerAws, answerKubernetes } from '../arrivals.js'
import type { Client } from '../clients.js'
import { ServedTwin } from './served-twin.js'
import { endStandIn, startStandIn } from './stand-in.js'

export interface ReplayOptions {
  readonly system: System
  readonly checks: readonly HistoryCheck[]
  readonly world: World
  /** What reached the worlds of the run that is replayed, in order. */
  readonly arrivals: readonly Arrival[]
  readonly createFront: () => HttpFront
}

/**
 * A run with real clients once more, without the binaries and without sockets: every arrival is let in at its place. The
 * same steps from the same world end in the same world, log included. Throws `arrivals-diverged` when they are others.
 */
export class ReplayedClientsTwin extends ServedTwin {
  override readonly name = 'embedded, recorded clients'
  readonly #createFront: () => HttpFront
  readonly #arrivals: readonly Arrival[]
  readonly #running = new Map<string, Client>()
  #front: HttpFront
  #next = 0

  constructor({ system, checks, world, arrivals, createFront }: ReplayOptions) {
    super(system, checks, world)
    this.#arrivals = arrivals
    this.#createFront = createFront
    this.#front = createFront()
  }

  protected override get runs(): boolean {
    return this.#running.size > 0
  }

  override start(state: World, pid: string, command: ToolArgs): World {
    if (this.#running.size === 0) {
      this.served.replace(state)
      this.#front = this.#createFront()
    }
    const arrival = this.#take(() => true)
    if (arrival?.what.kind !== 'started' || arrival.actor !== pid) throw diverged(`${pid} starts`, arrival)
    this.#running.set(pid, startStandIn(this.served, pid, command))
    return this.served.world
  }

  override advance(state: World, until: (state: World) => boolean): MaybePromise<Advanced<World>> {
    if (!this.runs) return this.embedded.advance(state, until)
    this.#runUntil(until)
    const { world } = this.served
    return until(world) ? { state: world, reason: 'until' } : this.embedded.advance(world, until)
  }

  override elapse(state: World, ms: number): MaybePromise<World> {
    if (!this.runs) return this.embedded.elapse(state, ms)
    const endMs = state.now + ms
    this.#runUntil((world) => world.now >= endMs)
    const { world } = this.served
    return world.now >= endMs ? world : this.embedded.elapse(world, endMs - world.now)
  }

  /** Let in one arrival after the other until the condition holds or nothing runs any more. */
  #runUntil(until: (world: World) => boolean): void {
    while (this.#running.size > 0 && !until(this.served.world)) {
      const arrival = this.#take((next) => this.#bringTo(next, until))
      if (arrival === undefined) return
      this.#letIn(arrival)
    }
  }

  /** The next arrival, if `isDue`; undefined when it is not yet. */
  #take(isDue: (arrival: Arrival) => boolean): Arrival | undefined {
    const arrival = this.#arrivals[this.#next]
    if (arrival === undefined) throw diverged('something goes on', arrival)
    if (!isDue(arrival)) return undefined
    this.#check(this.served.world, arrival)
    this.#next += 1
    return arrival
  }

  /** Let the world go on to the place of an arrival; false when the condition holds before. */
  #bringTo(arrival: Arrival, until: (world: World) => boolean): boolean {
    const served = this.served
    const missing = arrival.transitions - served.world.transitions
    served.advanceTo(arrival.atMs, { transitions: missing, until })
    if (until(served.world)) return false
    served.replace(served.world.at(arrival.atMs))
    return true
  }

  /** Throws when the world is not where the recorded one was. */
  #check({ now, transitions, seq }: World, arrival: Arrival): void {
    if (now === arrival.atMs && transitions === arrival.transitions && seq === arrival.seq) return
    throw diverged(`the world has made ${transitions} transitions, at ${now} ms`, arrival)
  }

  #letIn(arrival: Arrival): void {
    const { actor, what } = arrival
    const client = this.#running.get(actor)
    if (client === undefined || what.kind === 'started') throw diverged(`${actor} does not run`, arrival)
    const served = this.served
    switch (what.kind) {
      case 'kubernetes': {
        const { kind: _, body, ...request } = what
        answerKubernetes(served, this.#front, client, {
          ...request,
          body: Buffer.from(body, 'base64'),
          actor,
        })
        return
      }
      case 'aws':
        answerAws(served, client, what.payload)
        return
      case 'ended':
        this.#running.delete(actor)
        endStandIn(served, client, what.exit)
    }
  }
}

function diverged(found: string, arrival: Arrival | undefined): RehearseError {
  const place = arrival === undefined ? 'the last arrival' : `arrival ${arrival.number}`
  return new RehearseError(`the replay differs from the recorded run at ${place}: ${found}`, {
    code: 'arrivals-diverged',
    subject: place,
    remedy: 'Replay with the version of Rehearse, the scenario and the seed of the recorded run.',
  })
}
