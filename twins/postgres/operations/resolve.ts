import type { NoConnection, Place, Target } from '../../contract/sql/requests.js'
import type { HostRow, SqlError } from '../../contract/sql/values.js'
import type { Transaction } from '../../kernel/transaction.js'
import { HOSTS, SERVERS, type ServerRow } from '../tables.js'

const DEFAULT_PORT = 5432

type Found =
  | {
      readonly kind: 'found'
      readonly server: string
      readonly row: ServerRow
      readonly place: Place
    }
  | NoConnection

/** PostgreSQL 17 src/backend/tcop/backend_startup.c (BackendInitialize): what a server says that is not ready. */
const NOT_READY: Readonly<Record<'starting' | 'stopping', SqlError>> = {
  starting: { severity: 'FATAL', sqlstate: '57P03', message: 'the database system is starting up' },
  stopping: { severity: 'FATAL', sqlstate: '57P03', message: 'the database system is shutting down' },
}

/** Find the server behind a host name, or what keeps a client from reaching it. */
export function resolve(tx: Transaction, target: Target): Found {
  if (!('host' in target)) return reach(tx, target.server, { host: '', address: '', port: DEFAULT_PORT })
  const { host, port = DEFAULT_PORT } = target
  const row = tx.get<HostRow>(HOSTS, host)
  const place = { host, address: row?.address ?? '', port }
  if (row === undefined) return { kind: 'unreachable', reason: 'unknown-host', place }
  if (row.leads !== 'server') return { kind: 'unreachable', reason: row.leads, place }
  if (row.port !== port) return { kind: 'unreachable', reason: 'refused', place }
  return reach(tx, row.server, place)
}

/** Whether the client is on the server's own machine and trusted there. */
export function isTrusted(target: Target): boolean {
  return !('host' in target) && target.trusted === true
}

function reach(tx: Transaction, server: string, place: Place): Found {
  const row = tx.get<ServerRow>(SERVERS, server)
  if (row === undefined || row.status === 'down') return { kind: 'unreachable', reason: 'refused', place }
  if (row.status !== 'up') return { kind: 'refused', place, error: NOT_READY[row.status] }
  return { kind: 'found', server, row, place }
}
