import type { CreateWireSession } from '../../contract/sql/wire.js'
import type { World } from '../../kernel/world.js'
import { SERVERS, type ServerRow } from '../tables.js'
import { ServedSession } from './wire-session.js'

export const createWireSession: CreateWireSession = (server, host, process) =>
  new ServedSession(server, host, process)

/** The servers of a world by name, and whether anybody listens there: a server that starts or stops does, and says so. */
export function listedServers(world: World): readonly { readonly name: string; readonly answers: boolean }[] {
  if (world.tables.get(SERVERS) === undefined) return []
  return world
    .list<ServerRow>(SERVERS)
    .map(({ key, value }) => ({ name: key, answers: value.status !== 'down' }))
}
