import type { SqlRequest } from '../../contract/sql/requests.js'
import type { ServerStatus, SqlError } from '../../contract/sql/values.js'
import { RehearseError } from '../../kernel/errors.js'
import type { Json } from '../../kernel/json.js'
import type { Transaction } from '../../kernel/transaction.js'
import { initialState } from '../state.js'
import { SERVERS, SESSIONS, type ServerRow, type SessionRow } from '../tables.js'
import type { ServerRoot } from '../types.js'
import { checkVersion } from '../versions.js'

type Request<Op> = Extract<SqlRequest, { readonly op: Op }>

export function createServer(tx: Transaction, request: Request<'create-server'>, version: string): Json {
  if (tx.get(SERVERS, request.server) !== undefined) return null
  const root: ServerRoot = { version: request.version ?? version, bootstrap: request.bootstrap ?? [] }
  checkVersion(root.version)
  writeServer(tx, request.server, 'create', {
    root,
    state: initialState(root),
    status: request.status ?? 'up',
    runBy: request.runBy ?? '',
  })
  return null
}

export function copyServer(tx: Transaction, request: Request<'copy-server'>): Json {
  const { root, state } = serverNamed(tx, request.server)
  const { runBy = '', status = 'up' } = request
  writeServer(tx, request.copy, 'create', { root, state, status, runBy })
  return null
}

export function setStatus(tx: Transaction, server: string, status: ServerStatus): Json {
  const row = serverNamed(tx, server)
  if (row.status === status) return null
  if (status !== 'up') endSessions(tx, server)
  writeServer(tx, server, 'update', { ...row, status })
  return null
}

export function removeServer(tx: Transaction, server: string): Json {
  const row = tx.get<ServerRow>(SERVERS, server)
  if (row === undefined) return null
  endSessions(tx, server)
  tx.append({ kind: 'write', verb: 'delete', table: SERVERS, key: server, before: row, after: null })
  tx.delete(SERVERS, server)
  return null
}

/** Write a server's row with its entry in the log. `verb` is the command tag where a statement did it. */
export function writeServer(tx: Transaction, server: string, verb: string, after: ServerRow): void {
  const before = tx.get<ServerRow>(SERVERS, server) ?? null
  tx.append({ kind: 'write', verb, table: SERVERS, key: server, before, after })
  tx.put(SERVERS, server, after)
}

/** PostgreSQL 17 src/backend/tcop/postgres.c (ProcessInterrupts): what a session is told by a server that shuts down. */
const SHUTDOWN: SqlError = {
  severity: 'FATAL',
  sqlstate: '57P01',
  message: 'terminating connection due to administrator command',
}

function endSessions(tx: Transaction, server: string): void {
  for (const { key, value } of tx.byIndex<SessionRow>(SESSIONS, 'server', server))
    tx.put(SESSIONS, key, { ...value, closed: SHUTDOWN })
}

function serverNamed(tx: Transaction, server: string): ServerRow {
  const row = tx.get<ServerRow>(SERVERS, server)
  if (row !== undefined) return row
  throw new RehearseError(`there is no PostgreSQL server ${server}`, {
    code: 'postgres-server-unknown',
    subject: server,
    remedy: 'Create it first.',
  })
}
