import {
  type ConnectAnswer,
  type ExecuteAnswer,
  type RunAnswer,
  SQL_PORT,
  type Target,
} from '../../contract/sql/requests.js'
import type { SqlError } from '../../contract/sql/values.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Caller } from '../../kernel/port.js'
import type { Transaction } from '../../kernel/transaction.js'
import { type Question, type SqlMemo, sortSpecs } from '../memo.js'
import { applyChange } from '../state.js'
import { sessionAfter } from '../statements.js'
import { SERVERS, SESSIONS, type ServerRow, type SessionRow } from '../tables.js'
import type { SessionSpec, StatementOutcome } from '../types.js'
import { isTrusted, resolve } from './resolve.js'
import { writeServer } from './servers.js'

/** What a request needs besides itself. */
export interface Opening {
  readonly tx: Transaction
  readonly memo: SqlMemo
  readonly caller: Caller
}

/** Log in and keep the session. */
export function connect(opening: Opening, target: Target): ConnectAnswer {
  const found = logIn(opening, target)
  if (found.kind !== 'admitted') return found
  const { tx, caller } = opening
  const { server, row, spec } = found
  const session = tx.mint(caller.actor, 'postgres-session', `${server} ${spec.user}@${spec.database}`)
  tx.put(SESSIONS, session, {
    server,
    owner: caller.actor,
    spec,
    status: 'I',
    closed: null,
  } satisfies SessionRow)
  return { kind: 'connected', session, version: row.root.version }
}

/** Close a session; its open transaction is rolled back. */
export function disconnect(tx: Transaction, session: string): Json {
  tx.delete(SESSIONS, session)
  return null
}

/** Run a string of statements in an open session. */
export function execute(
  opening: Opening,
  session: string,
  statement: string,
  describe: string,
): ExecuteAnswer {
  const { tx } = opening
  const row = tx.get<SessionRow>(SESSIONS, session)
  if (row === undefined) return { kind: 'closed', error: null }
  if (row.closed !== null) {
    tx.delete(SESSIONS, session)
    return { kind: 'closed', error: row.closed }
  }
  const { outcome, spec } = perform(opening, row.server, row.spec, statement, { describe, session })
  if (outcome.closed !== null) tx.delete(SESSIONS, session)
  else tx.put(SESSIONS, session, { ...row, spec, status: outcome.status })
  return answerOf(outcome)
}

/** Connect, run and disconnect: what is left open is rolled back. */
export function run(
  opening: Opening,
  request: Target & { readonly statement: string },
  describe: string,
): RunAnswer {
  const found = logIn(opening, request)
  if (found.kind !== 'admitted') return found
  return answerOf(perform(opening, found.server, found.spec, request.statement, { describe }).outcome)
}

type LogIn =
  | {
      readonly kind: 'admitted'
      readonly server: string
      readonly row: ServerRow
      readonly spec: SessionSpec
    }
  | Exclude<ConnectAnswer, { readonly kind: 'connected' }>

function logIn({ tx, memo }: Opening, target: Target): LogIn {
  const found = resolve(tx, target)
  if (found.kind !== 'found') return found
  const { server, row, place } = found
  const { database, user } = target
  const spec: SessionSpec = { database, user, preamble: [], transaction: [] }
  const trusted = isTrusted(target)
  const password = target.password ?? ''
  const { others } = othersOf(tx, server)
  const question = { root: row.root, state: row.state, session: spec, others }
  // libpq stops by itself when it is asked for a password and has none; an empty one counts as none.
  if (!trusted && password === '') return { kind: 'no-password', place }
  const action = { kind: 'login', password: trusted ? null : password } as const
  const { error } = memo.login({ ...question, action }, `log in as ${user} to ${database}`)
  if (error === null) return { kind: 'admitted', server, row, spec }
  refuse(tx, `log in as ${user} to ${database}`, error)
  return { kind: 'refused', place, error }
}

/** The other open sessions of a server, in the order engines get them, and their ids in the same order. */
function othersOf(tx: Transaction, server: string, except?: string) {
  const rows = tx.byIndex<SessionRow>(SESSIONS, 'server', server).filter(({ key }) => key !== except)
  const order = sortSpecs(rows.map(({ value }) => value.spec))
  const sorted = order.map((index) => rows[index]!)
  return { others: sorted.map(({ value }) => value.spec), ids: sorted.map(({ key }) => key) }
}

interface Performance {
  readonly describe: string
  /** The session's own id, if it has one. */
  readonly session?: string
}

function perform(
  { tx, memo }: Opening,
  server: string,
  session: SessionSpec,
  statement: string,
  { describe, session: id }: Performance,
): { readonly outcome: StatementOutcome; readonly spec: SessionSpec } {
  memo.check(statement)
  const row = tx.get<ServerRow>(SERVERS, server)!
  const { others, ids } = othersOf(tx, server, id)
  const action = { kind: 'statement', statement } as const
  const question: Question = { root: row.root, state: row.state, session, others, action }
  const outcome = memo.execute(question, describe)
  const spec = sessionAfter(session, statement, outcome.status, outcome.error !== null)
  const state = applyChange(row.state, outcome.changed)
  if (state !== row.state) {
    memo.remember(row.root, { from: row.state, session, statement, to: state })
    const tag = String(outcome.results.at(-1)?.tag ?? 'update')
    writeServer(tx, server, tag, { ...row, state })
  }
  if (outcome.error !== null) refuse(tx, describe, outcome.error)
  for (const index of outcome.terminated) terminate(tx, ids[index]!)
  return { outcome, spec }
}

/** PostgreSQL 17 src/backend/tcop/postgres.c (ProcessInterrupts). */
const TERMINATED: SqlError = {
  severity: 'FATAL',
  sqlstate: '57P01',
  message: 'terminating connection due to administrator command',
}

function terminate(tx: Transaction, session: string): void {
  const row = tx.get<SessionRow>(SESSIONS, session)
  if (row !== undefined) tx.put(SESSIONS, session, { ...row, closed: TERMINATED })
}

function refuse(tx: Transaction, summary: string, error: SqlError): void {
  const message = `${error.severity}: ${error.message} (SQLSTATE ${error.sqlstate})`
  tx.append({ kind: 'refused', port: SQL_PORT, summary, message })
}

function answerOf(outcome: StatementOutcome): ExecuteAnswer {
  const { results, error, notices, status, closed } = outcome
  return { kind: 'done', results, error, notices, status, closed } as JsonObject & {
    readonly kind: 'done'
  } & StatementOutcome
}
