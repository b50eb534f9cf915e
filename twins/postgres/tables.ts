import type { HostRow, ServerStatus, SqlError } from '../contract/sql/values.js'
import type { JsonObject } from '../kernel/json.js'
import type { TableSpec } from '../kernel/table.js'
import type { DatabaseState, ServerRoot, SessionSpec } from './types.js'

export const SERVERS = 'postgres.servers'
export const HOSTS = 'postgres.hosts'
export const SESSIONS = 'postgres.sessions'

/** A server of the world. Row key: its name, which only those who run it know. */
export interface ServerRow extends JsonObject {
  readonly root: ServerRoot
  readonly state: DatabaseState
  /** `starting` and `stopping` refuse connections with the server's words, `down` does not answer. */
  readonly status: ServerStatus
  /** Who runs it, e.g. a pod; free text for reports. */
  readonly runBy: string
}

/** An open connection. Row key: its id. */
export interface SessionRow extends JsonObject {
  readonly server: string
  /** Who opened it: its connections end with it. */
  readonly owner: string
  readonly spec: SessionSpec
  readonly status: 'I' | 'T' | 'E'
  /** Why the server has closed it: what the client is told when it asks next. Null while it is open. */
  readonly closed: SqlError | null
}

export const serversTable: TableSpec<ServerRow> = { name: SERVERS, outside: true }
export const hostsTable: TableSpec<HostRow> = { name: HOSTS }
export const sessionsTable: TableSpec<SessionRow> = {
  name: SESSIONS,
  outside: true,
  indexes: {
    server: (row) => (row.closed === null ? [row.server] : []),
    owner: (row) => [row.owner],
  },
}
