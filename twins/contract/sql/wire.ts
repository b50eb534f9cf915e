import type { Json } from '../../kernel/json.js'
import type { SqlRequest } from './requests.js'

/** What one connection of an unmodified PostgreSQL client may do with a world. */
export interface WireHost {
  /** One request to the port `sql`; what is pending is executed before. */
  readonly ask: (request: SqlRequest) => Promise<Json>
  /** Bytes for the client. */
  readonly send: (bytes: Uint8Array) => void
  /** Close the connection once everything is sent. */
  readonly end: () => void
}

/** The server's side of one connection. Calls do not overlap: whoever has the socket waits for each. */
export interface WireSession {
  /** Bytes of the client, cut as they came. */
  receive(bytes: Uint8Array): Promise<void>
  /** Whether a transaction is open: it holds its locks for as long. */
  readonly inTransaction: boolean
  /** The server ends the connection, and says why. */
  terminate(why: 'shutdown' | 'idle-in-transaction'): Promise<void>
  /** The client is gone. */
  disconnected(): Promise<void>
}

/** Speaks PostgreSQL's protocol for a server of the world, named as the port `sql` names it. `process` tells connections apart. */
export type CreateWireSession = (server: string, host: WireHost, process: number) => WireSession
