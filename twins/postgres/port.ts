import { SQL_PORT, type SqlRequest } from '../contract/sql/requests.js'
import { assertNever, RehearseError } from '../kernel/errors.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Caller, Port } from '../kernel/port.js'
import type { Transaction } from '../kernel/transaction.js'
import { SqlMemo } from './memo.js'
import { copyServer, createServer, removeServer, setStatus } from './operations/servers.js'
import { connect, disconnect, execute, type Opening, run } from './operations/sessions.js'
import { showStatement } from './sql-text.js'
import { HOSTS, SESSIONS, type SessionRow } from './tables.js'
import type { DatabaseEngine } from './types.js'

/** Nominal round trip within a cluster, in ms. */
const LATENCY_MS = 2

/**
 * Databases: payload {@link SqlRequest}; the answers are in `requests.ts`. What servers answer is remembered for the whole system. A
 * request that nobody has made before in the same state throws `EffectPending`, before anything is written.
 */
export function sqlPort(engine: DatabaseEngine, defaultVersion: string): Port {
  const memo = new SqlMemo(engine)
  return {
    name: SQL_PORT,
    latencyMs: LATENCY_MS,
    handle: (tx, payload, caller) =>
      handle({ tx, memo, caller, defaultVersion }, payload as unknown as SqlRequest),
    describe: (payload) => describe(payload as unknown as SqlRequest),
  }
}

function handle(opening: Opening & { readonly defaultVersion: string }, request: SqlRequest): Json {
  const { tx } = opening
  switch (request.op) {
    case 'connect':
      return connect(opening, request)
    case 'execute':
      return execute(opening, request.session, request.statement, describe(request))
    case 'disconnect':
      return disconnect(tx, request.session)
    case 'run':
      return run(opening, request, describe(request))
    case 'create-server':
      return createServer(tx, request, opening.defaultVersion)
    case 'copy-server':
      return copyServer(tx, request)
    case 'set-status':
      return setStatus(tx, request.server, request.status)
    case 'remove-server':
      return removeServer(tx, request.server)
    case 'set-host':
      return writeHost(tx, request.host, request.target)
    case 'remove-host':
      return writeHost(tx, request.host, null)
    case 'reap':
      return reap(tx, request.owner, opening.caller)
    default:
      return assertNever(request)
  }
}

function writeHost(tx: Transaction, host: string, target: JsonObject | null): Json {
  if (host === '') {
    throw new RehearseError('a host needs a name', {
      code: 'postgres-host-unnamed',
      remedy: 'Name the host as clients write it.',
    })
  }
  if (target === null) tx.delete(HOSTS, host)
  else tx.put(HOSTS, host, target)
  return null
}

/** The kernel closes the sockets of a process that has ended; its server processes see the end of their input and leave. */
function reap(tx: Transaction, owner: string, _caller: Caller): Json {
  for (const { key } of tx.byIndex<SessionRow>(SESSIONS, 'owner', owner)) tx.delete(SESSIONS, key)
  return null
}

function describe(request: SqlRequest): string {
  switch (request.op) {
    case 'connect':
      return `connect ${placeOf(request)}`
    case 'run':
      return `${placeOf(request)}: ${showStatement(request.statement)}`
    case 'execute':
      return showStatement(request.statement)
    case 'disconnect':
      return 'disconnect'
    case 'reap':
      return `close the connections of ${request.owner}`
    case 'set-host':
    case 'remove-host':
      return `${request.op} ${request.host}`
    case 'set-status':
      return `${request.status} ${request.server}`
    default:
      return `${request.op} ${request.server}`
  }
}

function placeOf(request: { readonly user: string; readonly database: string } & object): string {
  const where = 'host' in request ? request.host : 'server' in request ? request.server : ''
  return `${request.user}@${where}/${request.database}`
}
