import type { ToolArgs } from '../../../twins/contract/component.js'
import type { Advanced, Capabilities, HistoryCheck, Twin } from '../../../twins/contract/twin.js'
import { createEmbeddedTwin } from '../../../twins/embedded/embedded-twin.js'
import { ServedWorld } from '../../../twins/embedded/served-world.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import type { System } from '../../../twins/kernel/system.js'
import type { World } from '../../../twins/kernel/world.js'
import type { HttpFront } from '../../../twins/kubernetes/http/contract.js'
import { type Arrival, answerAws, answerKubernetes } from '../arrivals.js'
import type { Client } from '../clients.js'
import { endStandIn, startStandIn, withStandIns } from './stand-in.js'

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
export class ReplayedClientsTwin implements Twin<World> {
  readonly name = 'embedded, recorded clients'
  readonly #embedded: Twin<World>
  readonly #served: ServedWorld
  readonly #createFront: () => HttpFront
  readonly #arrivals: readonly Arrival[]
  readonly #running = new Map<string, Client>()
  #front: HttpFront
  #next = 0

  constructor({ system, checks, world, arrivals, createFront }: ReplayOptions) {
    const own = withStandIns(system)
    this.#embedded = createEmbeddedTwin(own, checks)
    this.#served = new ServedWorld(own, world)
    this.#arrivals = arrivals
    this.#createFront = createFront
    this.#front = createFront()
  }

  /** What has been let in cannot be taken back. */
  get capabilities(): Capabilities {
    return { ...this.#embedded.capabilities, branch: this.#running.size === 0 }
  }

  get profile(): Readonly<Record<string, string>> {
    return this.#embedded.profile
  }

  start(state: World, pid: string, command: ToolArgs): World {
    if (this.#running.size === 0) {
      this.#served.replace(state)
      this.#front = this.#createFront()
    }
    const arrival = this.#take(() => true)
    if (arrival?.what.kind !== 'started' || arrival.actor !== pid) throw diverged(`${pid} starts`, arrival)
    this.#running.set(pid, startStandIn(this.#served, pid, command))
    return this.#served.world
  }

  advance(state: World, until: (state: World) => boolean): Advanced<World> | Promise<Advanced<World>> {
    if (this.#running.size === 0) return this.#embedded.advance(state, until)
    this.#runUntil(until)
    const world = this.#served.world
    return until(world) ? { state: world, reason: 'until' } : this.#embedded.advance(world, until)
  }

  elapse(state: World, ms: number): World | Promise<World> {
    if (this.#running.size === 0) return this.#embedded.elapse(state, ms)
    const endMs = state.now + ms
    this.#runUntil((world) => world.now >= endMs)
    const world = this.#served.world
    return world.now >= endMs ? world : this.#embedded.elapse(world, endMs - world.now)
  }

  settle: Twin<World>['settle'] = (state) => this.#embedded.settle(state)
  exitOf: Twin<World>['exitOf'] = (state, pid) => this.#embedded.exitOf(state, pid)
  restartContainers: Twin<World>['restartContainers'] = (state) => this.#embedded.restartContainers(state)
  arm: Twin<World>['arm'] = (state) => this.#embedded.arm(state)
  checkState: Twin<World>['checkState'] = (state, name) => this.#embedded.checkState(state, name)
  view: Twin<World>['view'] = (state) => state
  log: Twin<World>['log'] = (state) => this.#embedded.log(state)
  now: Twin<World>['now'] = (state) => state.now
  digest: Twin<World>['digest'] = (state) => this.#embedded.digest(state)

  /** Let in one arrival after the other until the condition holds or nothing runs any more. */
  #runUntil(until: (world: World) => boolean): void {
    while (this.#running.size > 0 && !until(this.#served.world)) {
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
    this.#check(this.#served.world, arrival)
    this.#next += 1
    return arrival
  }

  /** Let the world go on to the place of an arrival; false when the condition holds before. */
  #bringTo(arrival: Arrival, until: (world: World) => boolean): boolean {
    const served = this.#served
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
    const served = this.#served
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
