import type { JsonObject } from '../../kernel/json.js'

/** A column of a result. `type` is the oid of its type: it decides how psql aligns the values. */
export interface SqlField extends JsonObject {
  readonly name: string
  readonly type: number
}

/** What one statement gave. Values are the server's text output; null is SQL's NULL. */
export interface SqlResult extends JsonObject {
  /** Command tag, e.g. `CREATE TABLE`, `INSERT 0 1`, `SELECT 3`. */
  readonly tag: string
  readonly fields: readonly SqlField[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** An error or a notice of the server, literally. PostgreSQL 17 documentation, 53.8 Error and Notice Message Fields. */
export interface SqlError extends JsonObject {
  /** ERROR, FATAL, PANIC; NOTICE, WARNING, INFO, … */
  readonly severity: string
  readonly sqlstate: string
  readonly message: string
}

/** Optional members of {@link SqlError}; each is text. */
export type SqlErrorField =
  | 'detail'
  | 'hint'
  | 'position'
  | 'internalPosition'
  | 'internalQuery'
  | 'where'
  | 'schema'
  | 'table'
  | 'column'
  | 'constraint'

export type SqlNotice = SqlError

/** I: idle, T: in a transaction, E: in a failed transaction; as the server reports it. */
export type TransactionStatus = 'I' | 'T' | 'E'

/** A statement run as the superuser right after initdb. */
export interface BootstrapStatement extends JsonObject {
  readonly database: string
  readonly statement: string
}

/** `starting` and `stopping` refuse connections with the server's words, `down` does not answer. */
export type ServerStatus = 'up' | 'down' | 'starting' | 'stopping'

/** What a host name leads to. Names without a row cannot be resolved. */
export type HostRow = JsonObject & {
  /** What the name resolves to, for messages; '' shows the name alone. */
  readonly address: string
} & (
    | { readonly leads: 'server'; readonly server: string; readonly port: number }
    /** The connection is refused, or nobody answers until the client gives up. */
    | { readonly leads: 'refused' | 'timeout' }
  )
