import { SQL_PORT, type SqlRequest } from '../contract/sql/requests.js'
import type { BootstrapStatement } from '../contract/sql/values.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Call } from '../kernel/process.js'

/** A server a world starts with. */
export interface SeedServer {
  readonly name: string
  /** Major version. Default: the profile's. */
  readonly version?: string
  /** What was done to it before, as the superuser. */
  readonly bootstrap?: readonly BootstrapStatement[]
  /** Host names that lead to it, on port 5432, with the address clients show; '' for none. */
  readonly hosts?: Readonly<Record<string, string>>
}

/** Calls that make servers and their host names, for the builder of a world. No server has to run for it. */
export function seedServers(servers: readonly SeedServer[]): readonly Call[] {
  return servers.flatMap(({ name, hosts = {}, version, bootstrap = [] }) => [
    callOf({
      op: 'create-server',
      server: name,
      bootstrap,
      ...(version === undefined ? {} : { version }),
    }),
    ...Object.entries(hosts).map(([host, address]) =>
      callOf({ op: 'set-host', host, target: { leads: 'server', server: name, port: 5432, address } }),
    ),
  ])
}

/** The part `postgres` of a scenario's world: `{ servers: [SeedServer] }`. */
export function seedPostgres(value: Json): readonly Call[] {
  return seedServers((value as unknown as { readonly servers: readonly SeedServer[] }).servers)
}

function callOf(request: SqlRequest): Call {
  return { port: SQL_PORT, payload: request as unknown as JsonObject }
}
