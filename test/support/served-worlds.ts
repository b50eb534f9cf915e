import { kubernetesParts } from '../../harness/serve/kubernetes-parts.js'
import { WorldServer } from '../../harness/serve/server.js'
import { wallClock } from '../../harness/serve/wall-clock.js'
import { ServedWorld } from '../../twins/embedded/served-world.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'

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

/** Serve a fork of a world until it is closed. */
export async function serveWorld(system: System, world: World, speed = SPEED): Promise<Served> {
  const served = new ServedWorld(system, world)
  const server = await WorldServer.start({
    served,
    ...kubernetesParts(system.profile),
    wall: wallClock,
    speed,
    controlToken: 'control',
  })
  server.clients.add(TOKEN, { actor: 'operator', cause: 0 })
  return { address: server.url, world: () => served.world, close: () => server.close() }
}
