import { defineComponent } from '../contract/component.js'
import { sqlPort } from './port.js'
import { psql } from './psql/index.js'
import { realEngine } from './real-engine.js'
import { reaper } from './reaper.js'
import { secretValues } from './secret-values.js'
import { seedPostgres } from './seed.js'
import { hostsTable, serversTable, sessionsTable } from './tables.js'
import type { DatabaseEngine } from './types.js'
import { DEFAULT_VERSION, postgresProfile } from './versions.js'

export { type SeedServer, seedServers } from './seed.js'
export { SERVERS, SESSIONS, type ServerRow } from './tables.js'
export type { DatabaseEngine } from './types.js'
export { createWireSession, listedServers } from './wire/index.js'

/** PostgreSQL with the servers of `engine`; default: real ones. */
export function createPostgres(engine: DatabaseEngine = realEngine) {
  return defineComponent({
    name: 'postgres',
    profiles: [postgresProfile],
    tables: [serversTable, hostsTable, sessionsTable],
    ports: ({ profile }) => [sqlPort(engine, profile['postgres'] ?? DEFAULT_VERSION)],
    controllers: () => [reaper],
    tools: { psql },
    seeds: { postgres: seedPostgres },
    secretValues,
  })
}

/** PostgreSQL: real servers behind the port `sql`, and `psql`. */
export const postgres = createPostgres()
