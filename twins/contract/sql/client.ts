import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'
import {
  type ConnectAnswer,
  type ExecuteAnswer,
  type RunAnswer,
  SQL_PORT,
  type SqlRequest,
  type Target,
} from './requests.js'

/** Open a session. Refusals are answers. */
export function* connect(target: Target): Proc<ConnectAnswer> {
  return (yield* ask({ op: 'connect', ...target })) as ConnectAnswer
}

/** Run a string of statements as one simple query; each call is one transition. */
export function* execute(session: string, statement: string): Proc<ExecuteAnswer> {
  return (yield* ask({ op: 'execute', session, statement })) as ExecuteAnswer
}

/** Close a session; an open transaction is rolled back. */
export function* disconnect(session: string): Proc<void> {
  yield* ask({ op: 'disconnect', session })
}

/** Connect, run a string of statements and disconnect, in one transition. */
export function* sql(target: Target, statement: string): Proc<RunAnswer> {
  return (yield* ask({ op: 'run', ...target, statement })) as RunAnswer
}

/** Make, stop, start, copy or remove servers and host names: for those who run them. */
export function* administer(request: SqlRequest): Proc<void> {
  yield* ask(request)
}

function* ask(request: SqlRequest) {
  return yield* call(SQL_PORT, request as unknown as JsonObject)
}
