import type {
  BootstrapStatement,
  SqlError,
  SqlNotice,
  SqlResult,
  TransactionStatus,
} from '../contract/sql/values.js'
import type { JsonObject } from '../kernel/json.js'

/**
 * The state of a server as a value: digests of what it holds. `shared`: roles, memberships, the list of databases and
 * their settings; `databases`: for each its catalogue and rows. Equal digests mean that no statement can tell the states apart,
 * up to times and internal numbers.
 */
export interface DatabaseState extends JsonObject {
  readonly shared: string
  readonly databases: Readonly<Record<string, string>>
}

/** A session as the server would have to be told of it to make it again. */
export interface SessionSpec extends JsonObject {
  readonly database: string
  readonly user: string
  /** Statements that have changed the session itself: SET, PREPARE, LISTEN, advisory locks. */
  readonly preamble: readonly string[]
  /** Statements of the open transaction, BEGIN first; empty outside of one. */
  readonly transaction: readonly string[]
}

/** What a server was made with. */
export interface ServerRoot extends JsonObject {
  /** Major version. */
  readonly version: string
  /** Statements run as the superuser right after initdb, in order. */
  readonly bootstrap: readonly BootstrapStatement[]
}

/** One statement on the way from one state to another; `session` is who ran it, with its open transaction. */
export interface StateStep {
  readonly from: DatabaseState
  readonly session: SessionSpec
  readonly statement: string
  readonly to: DatabaseState
}

/** What the port asks of an engine. Everything the answer depends on is in it. */
export interface EngineRequest {
  readonly root: ServerRoot
  readonly state: DatabaseState
  readonly session: SessionSpec
  /** All other sessions of the server, sorted. */
  readonly others: readonly SessionSpec[]
  readonly action: EngineAction
  /** How a state came about; undefined for the first. */
  readonly stepTo: (state: DatabaseState) => StateStep | undefined
}

export type EngineAction =
  /** `password` null: the server trusts the client (peer). */
  | { readonly kind: 'login'; readonly password: string | null }
  | { readonly kind: 'statement'; readonly statement: string }

export interface LoginOutcome extends JsonObject {
  readonly error: SqlError | null
}

export interface StatementOutcome extends JsonObject {
  readonly results: readonly SqlResult[]
  readonly error: SqlError | null
  readonly notices: readonly SqlNotice[]
  readonly status: TransactionStatus
  /** Why the server has closed the session, or null. */
  readonly closed: SqlError | null
  /** Indices of the other sessions that the server has closed. */
  readonly terminated: readonly number[]
  /** What changed of the state: digests, null for a database that is gone; null: nothing. */
  readonly changed: StateChange | null
}

export interface StateChange extends JsonObject {
  readonly shared: string
  readonly databases: Readonly<Record<string, string | null>>
}

/** Runs what the world asks for. The embedded twin's is a pool of real servers; tests may count or answer themselves. */
export interface DatabaseEngine {
  readonly login: (request: EngineRequest) => Promise<LoginOutcome>
  readonly execute: (request: EngineRequest) => Promise<StatementOutcome>
}
