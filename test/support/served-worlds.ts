import { type Arrival, Arrivals } from '../../harness/serve/arrivals.js'
import { kubernetesParts } from '../../harness/serve/kubernetes-parts.js'
import { WorldServer } from '../../harness/serve/server.js'
import { wallClock } from '../../harness/serve/wall-clock.js'
import { ServedWorld } from '../../twins/embedded/served-world.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'
import { MEANWHILE, startBuiltIn } from './corpus-worlds.js'

/** Virtual ms that pass in one ms on the wall. */
const SPEED = 100

/** The bearer token that clients of the tests use. */
export const TOKEN = 'operator'

/** A world behind an address, whose clock runs. */
export interface Served {
  readonly address: string
  readonly world: () => World
  readonly close: () => Promise<void>
}

/**
 * Serve a fork of a world until it is closed. `onceWatched` is run by the built-in tool inside the world when somebody
 * watches; default: nothing.
 */
export async function serveWorld(
  system: System,
  world: World,
  speed = SPEED,
  onceWatched?: readonly string[],
): Promise<Served> {
  const served = new ServedWorld(system, world)
  const meanwhile = onceWatched && { arrivals: new Arrivals(served, startOnWatch(served, onceWatched)) }
  const server = await WorldServer.start({
    served,
    ...kubernetesParts(system.profile),
    wall: wallClock,
    speed,
    controlToken: 'control',
    ...meanwhile,
  })
  server.clients.add(TOKEN, { actor: 'operator', cause: 0 })
  return { address: server.url, world: () => served.world, close: () => server.close() }
}

/** Starts the command when somebody watches, or asks for one object again. */
function startOnWatch(served: ServedWorld, argv: readonly string[]): (arrival: Arrival) => void {
  const asked = new Set<string>()
  let started = false
  return ({ what }) => {
    if (started || what.kind !== 'kubernetes' || what.method !== 'GET') return
    const polls = asked.has(what.path) && what.path.includes('/namespaces/')
    asked.add(what.path)
    if (!polls && !/(^|&)watch=(true|1)/.test(what.query)) return
    started = true
    wallClock.soon(() => served.replace(startBuiltIn(served.system, served.world, MEANWHILE, argv)))
  }
}
