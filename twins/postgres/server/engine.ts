import type { SqlError } from '../../contract/sql/values.js'
import { NotModelled } from '../../kernel/errors.js'
import { concernsDatabases, concernsSessions, sessionAfter } from '../statements.js'
import type { DatabaseEngine, EngineRequest, LoginOutcome, SessionSpec, StatementOutcome } from '../types.js'
import { type Connection, LoginRefused, type QueryAnswer } from './connection.js'
import type { LiveServer } from './live-server.js'
import { maskResults } from './mask.js'
import { openSession } from './replay-step.js'
import { runWatched } from './run-watched.js'
import { ServerPool } from './server-pool.js'

/** The engine over real servers. One request at a time: results do not depend on it, and the machine is one. */
export class PostgresEngine implements DatabaseEngine {
  readonly #pool = new ServerPool()
  #queue: Promise<unknown> = Promise.resolve()

  login(request: EngineRequest): Promise<LoginOutcome> {
    return this.#inTurn(() => this.#login(request))
  }

  execute(request: EngineRequest): Promise<StatementOutcome> {
    return this.#inTurn(() => this.#execute(request))
  }

  /** Stop all servers. The engine can be used again afterwards only by making another. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#pool.close())
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #login(request: EngineRequest): Promise<LoginOutcome> {
    const { session, action } = request
    const server = await this.#pool.acquire(request, false)
    const others = await this.#openAll(server, request.others)
    await server.closeOthers()
    await server.closeObservers()
    const password = action.kind === 'login' ? action.password : null
    try {
      const connection = await (password === null
        ? server.cluster.connect(session)
        : server.cluster.login({ ...session, password }))
      server.keep(session, connection)
      return { error: null }
    } catch (error) {
      if (error instanceof LoginRefused) return { error: error.error }
      throw error
    } finally {
      keepAll(server, request.others, others)
    }
  }

  async #execute(request: EngineRequest): Promise<StatementOutcome> {
    const statement = request.action.kind === 'statement' ? request.action.statement : ''
    const server = await this.#pool.acquire(request, concernsDatabases(statement))
    try {
      return await this.#run(server, request, statement)
    } catch (error) {
      // Whatever went wrong, nobody knows any more what this server holds.
      await this.#pool.discard(server)
      throw error
    }
  }

  async #run(server: LiveServer, request: EngineRequest, statement: string): Promise<StatementOutcome> {
    const { session } = request
    const { passwords, since } = this.#pool
    passwords.learn(statement)
    const own = await server.session(session, () => openSession(server.cluster, session))
    const others = await this.#openAll(server, request.others)
    const undone = await server.closeOthers()
    // A database of the bootstrap that nobody has changed has no digest yet.
    if (undone && session.database in server.state.databases) await checkUndone(server, session.database)
    const alone = concernsSessions(statement)
    if (alone) await server.closeObservers()
    const before = alone ? '' : await server.mark(session.database)
    const answer = await runWatched(server, own, statement, request.others)
    const status = own.status
    const terminated = alone ? await findTerminated(others) : []
    const unchanged =
      status !== 'I' ||
      (!alone && session.transaction.length === 0 && before === (await server.mark(session.database)))
    const changed = unchanged ? null : await server.readChange(session.database)
    const closed = own.closed === null ? null : closedBy(own, answer)
    if (closed === null) {
      server.keep(sessionAfter(session, statement, status, answer.error !== null), own)
    }
    keepAll(server, request.others, others)
    const results = maskResults(answer, since, new Date().toISOString(), passwords)
    const { error, notices } = answer
    return { results, error, notices, status, closed, terminated, changed }
  }

  async #openAll(server: LiveServer, specs: readonly SessionSpec[]): Promise<readonly Connection[]> {
    const connections: Connection[] = []
    for (const spec of specs) {
      connections.push(await server.session(spec, () => openSession(server.cluster, spec)))
    }
    return connections
  }
}

function keepAll(
  server: LiveServer,
  specs: readonly SessionSpec[],
  connections: readonly Connection[],
): void {
  specs.forEach((spec, index) => {
    const connection = connections[index]
    if (connection !== undefined && connection.closed === null) server.keep(spec, connection)
  })
}

/** A transaction that was given up may have moved a sequence on for good. */
async function checkUndone(server: LiveServer, database: string): Promise<void> {
  const change = await server.readChange(database)
  if (change === null) return
  throw new NotModelled(
    'PostgreSQL: a transaction that was given up after it had taken values of a sequence',
    'Give the values in the statement instead of taking them from a sequence.',
  )
}

/** A terminated server process says so to the next thing it is asked (tcop/postgres.c, ProcessClientReadInterrupt). */
async function findTerminated(others: readonly Connection[]): Promise<readonly number[]> {
  const terminated: number[] = []
  for (const [index, connection] of others.entries()) {
    if (connection.closed === null) await connection.query('').catch(() => {})
    if (connection.closed !== null) terminated.push(index)
  }
  return terminated
}

function closedBy(own: Connection, answer: QueryAnswer): SqlError {
  if (own.closed !== null && own.closed !== 'closed') return own.closed
  return answer.error ?? { severity: 'FATAL', sqlstate: '08006', message: 'the server closed the connection' }
}
