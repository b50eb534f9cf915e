import type { JsonObject } from '../../kernel/json.js'
import type {
  BootstrapStatement,
  HostRow,
  ServerStatus,
  SqlError,
  SqlNotice,
  SqlResult,
  TransactionStatus,
} from './values.js'

/** The port of databases. */
export const SQL_PORT = 'sql'

/** Whom a client wants to talk to, and as whom. */
export type Target = {
  readonly database: string
  readonly user: string
  /** Absent: none is given. */
  readonly password?: string
} & (
  | { readonly host: string; readonly port?: number }
  /** For those who run the server: its name in the world. */
  | {
      readonly server: string
      /** A client on the server's own machine that is trusted without a password (peer). Default false. */
      readonly trusted?: boolean
    }
)

/** One request to the port `sql`; each is one transition. */
export type SqlRequest =
  | ({ readonly op: 'connect' } & Target)
  /** A string of statements as one simple query, in an open session. */
  | { readonly op: 'execute'; readonly session: string; readonly statement: string }
  | { readonly op: 'disconnect'; readonly session: string }
  /** Connect, run one string of statements, disconnect. */
  | ({ readonly op: 'run'; readonly statement: string } & Target)
  /** Make a server, right after initdb. Nothing happens if it is there. */
  | {
      readonly op: 'create-server'
      readonly server: string
      readonly version?: string
      readonly bootstrap?: readonly BootstrapStatement[]
      readonly runBy?: string
      readonly status?: ServerStatus
    }
  /** Anything but `up` ends its sessions. */
  | { readonly op: 'set-status'; readonly server: string; readonly status: ServerStatus }
  /** The server and its data are gone. */
  | { readonly op: 'remove-server'; readonly server: string }
  /** A copy of the server as it is now, under another name (restore, clone). */
  | {
      readonly op: 'copy-server'
      readonly server: string
      readonly copy: string
      readonly runBy?: string
      readonly status?: ServerStatus
    }
  | { readonly op: 'set-host'; readonly host: string; readonly target: HostRow }
  | { readonly op: 'remove-host'; readonly host: string }
  /** End the sessions of someone who has ended. */
  | { readonly op: 'reap'; readonly owner: string }

export type ConnectAnswer =
  | (JsonObject & { readonly kind: 'connected'; readonly session: string; readonly version: string })
  | NoConnection

/** Why there is no connection. `place` is what a client says where it tried. */
export type NoConnection = JsonObject & { readonly place: Place } & (
    | { readonly kind: 'refused'; readonly error: SqlError }
    /** No password was given although the server asks for one. */
    | { readonly kind: 'no-password' }
    | { readonly kind: 'unreachable'; readonly reason: 'unknown-host' | 'refused' | 'timeout' }
  )

export interface Place extends JsonObject {
  readonly host: string
  readonly address: string
  readonly port: number
}

export type ExecuteAnswer =
  | (JsonObject & {
      readonly kind: 'done'
      readonly results: readonly SqlResult[]
      /** What ended the string of statements before its end. */
      readonly error: SqlError | null
      readonly notices: readonly SqlNotice[]
      readonly status: TransactionStatus
      /** Why the server closed the session afterwards, or null. */
      readonly closed: SqlError | null
    })
  /** The session was closed before; `error` is what the server sent when it did so, null if it just went away. */
  | (JsonObject & { readonly kind: 'closed'; readonly error: SqlError | null })

export type RunAnswer = ExecuteAnswer | NoConnection
