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

export { administer, connect, disconnect, execute, sql } from './client.js'
export {
  type ConnectAnswer,
  type ExecuteAnswer,
  type NoConnection,
  type Place,
  type RunAnswer,
  SQL_PORT,
  type SqlRequest,
  type Target,
} from './requests.js'
export { type SeedServer, seedServers } from './seed.js'
export { HOSTS, type HostRow, SERVERS, SESSIONS, type ServerRow, type SessionRow } from './tables.js'
export type {
  DatabaseEngine,
  DatabaseState,
  EngineRequest,
  LoginOutcome,
  SqlError,
  SqlNotice,
  SqlResult,
  StatementOutcome,
} from './types.js'

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
