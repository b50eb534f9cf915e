import { connect, disconnect, execute } from '../../contract/sql/client.js'
import type { ConnectAnswer, ExecuteAnswer } from '../../contract/sql/requests.js'
import type { SqlResult } from '../../contract/sql/values.js'
import { NotModelled } from '../../kernel/errors.js'
import { ConnectionLost, type Proc } from '../../kernel/process.js'
import { now } from '../../kernel/requests.js'
import { isAtLeast } from '../versions.js'
import type { Log } from '../zap.js'
import { connectErrorText, serverErrorText } from './driver-errors.js'
import { POSTGRES_PLUGINS, type SqlConfig, targetOf } from './sql-config.js'

/** What a statement gave: its last result, or the error's text as upstream's code sees it. */
export type Executed =
  | { readonly ok: true; readonly result: SqlResult | null }
  | { readonly ok: false; readonly error: string; readonly sqlstate: string | null }

/** Shortest time between two attempts to open the pool. */
const MIN_REFRESH_MS = 1000
const FILE = 'db_handle.go'
const UNUSABLE = 'no usable database connection found'
/** Without a name of a database these are tried (postgresql/plugin.go, defaultDatabaseNames). */
const DEFAULT_DATABASES = ['postgres', 'defaultdb']
/** SQLSTATEs after which the whole pool is made anew: read-only server, server that starts or stops. */
const REFRESHING = new Set(['25006', '57P03'])

/** What a handle knows between two statements; plain data, so that a program can keep it over a checkpoint. */
export interface HandleState {
  /** Whether there is a pool at all: a connection could be made once. */
  readonly pool: boolean
  /** The pool's one connection, if it is open. */
  readonly session: string | null
  /** Virtual ms of the last attempt to open the pool. */
  readonly lastRefreshMs: number | null
}

const CLOSED: HandleState = { pool: false, session: null, lastRefreshMs: null }

/**
 * A store's pool of connections, with one connection. Opening it tolerates failure from 1.25 on: the driver's error goes to the log, and whoever uses the
 * pool gets `no usable database connection found`. An open pool outlives a changed password; only a new connection fails.
 * Source: temporalio/temporal v1.29.1 common/persistence/sql/sqlplugin/db_handle.go; before 1.25 the driver's error itself.
 */
export class DatabaseHandle {
  state: HandleState
  readonly #config: SqlConfig
  readonly #log: Log
  readonly #tolerant: boolean

  constructor(config: SqlConfig, log: Log, release: string, state: HandleState = CLOSED) {
    this.#config = config
    this.#log = log
    this.#tolerant = isAtLeast(release, '1.25')
    this.state = state
  }

  /** Open the pool. Returns the driver's error before 1.25; null from then on, whatever happens. */
  *open(): Proc<string | null> {
    const problem = yield* this.#refresh(true)
    return this.#tolerant ? null : problem
  }

  /** Run one statement; one transition, and those of a new connection if one is needed. */
  *execute(statement: string): Proc<Executed> {
    if (!this.state.pool && (yield* this.#refresh(false)) !== null) {
      return { ok: false, error: UNUSABLE, sqlstate: null }
    }
    if (this.state.session === null) {
      const problem = yield* this.#connect()
      if (problem !== null) return yield* this.#failed(problem)
    }
    return yield* this.#send(statement)
  }

  /** Close the connection; the next statement opens another. */
  *retire(): Proc<void> {
    const { session } = this.state
    this.state = { ...this.state, session: null }
    if (session !== null) yield* disconnect(session)
  }

  *close(): Proc<void> {
    yield* this.retire()
    this.state = CLOSED
  }

  *#send(statement: string): Proc<Executed> {
    const answer = yield* this.#ask(statement)
    if (answer === 'lost') return yield* this.#failed({ text: 'EOF', sqlstate: null, transport: true })
    if (answer.kind === 'done') return yield* this.#answered(answer)
    this.state = { ...this.state, session: null }
    if (answer.error !== null) {
      const text = serverErrorText(this.#config.pluginName, answer.error)
      return yield* this.#failed({ text, sqlstate: answer.error.sqlstate, transport: false })
    }
    // database/sql drops a connection that has gone away unused (driver.ErrBadConn) and takes another.
    const problem = yield* this.#connect()
    return problem === null ? yield* this.#send(statement) : yield* this.#failed(problem)
  }

  *#ask(statement: string): Proc<ExecuteAnswer | 'lost'> {
    try {
      return yield* execute(this.state.session ?? '', statement)
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      yield* this.retire()
      return 'lost'
    }
  }

  *#answered({ results, error, closed }: ExecuteAnswer & { readonly kind: 'done' }): Proc<Executed> {
    if (closed !== null) this.state = { ...this.state, session: null }
    if (error === null) return { ok: true, result: results.at(-1) ?? null }
    const text = serverErrorText(this.#config.pluginName, error)
    return yield* this.#failed({ text, sqlstate: error.sqlstate, transport: false })
  }

  /** What upstream's ConvertError makes of an error: transport errors and read-only servers open the pool anew. */
  *#failed({ text, sqlstate, transport }: Problem): Proc<Executed> {
    if (!transport && !REFRESHING.has(sqlstate ?? '')) return { ok: false, error: text, sqlstate }
    if (!this.#tolerant) return { ok: false, error: text, sqlstate }
    yield* this.#refresh(true)
    return { ok: false, error: `database connection lost: ${text}`, sqlstate }
  }

  /** Null when the pool is open afterwards, else why it is not. */
  *#refresh(force: boolean): Proc<string | null> {
    const { pool, lastRefreshMs } = this.state
    if (pool && !force) return null
    yield* this.retire()
    this.state = { ...this.state, pool: false }
    const at = yield* now()
    if (lastRefreshMs !== null && at - lastRefreshMs < MIN_REFRESH_MS) {
      const message =
        'sql handle: did not refresh database connection pool because the last refresh was too close'
      yield* this.#log('warn', message, FILE, { min_refresh_interval_seconds: MIN_REFRESH_MS / 1000 })
      return UNUSABLE
    }
    this.state = { ...this.state, lastRefreshMs: at }
    const problem = yield* this.#connect()
    if (problem === null) {
      this.state = { ...this.state, pool: true }
      return null
    }
    if (this.#tolerant) {
      const message = 'sql handle: unable to refresh database connection pool'
      yield* this.#log('error', message, FILE, { error: problem.text })
    }
    return problem.text
  }

  /** One physical connection. */
  *#connect(): Proc<Problem | null> {
    const { databaseName } = this.#config
    if (databaseName !== '') return yield* this.#connectTo(databaseName)
    const problems: string[] = []
    for (const name of DEFAULT_DATABASES) {
      const problem = yield* this.#connectTo(name)
      if (problem === null) return null
      problems.push(problem.text)
    }
    const names = DEFAULT_DATABASES.join(',')
    const text = `unable to connect to DB, tried default DB names: ${names}, errors: [${problems.join(' ')}]`
    return { text, sqlstate: null, transport: false }
  }

  *#connectTo(database: string): Proc<Problem | null> {
    const answer = yield* this.#dial(database)
    if (answer === 'lost') return { text: 'EOF', sqlstate: null, transport: true }
    if (answer.kind === 'connected') {
      if (!POSTGRES_PLUGINS.includes(this.#config.pluginName)) throw mysqlAgainstPostgres(this.#config)
      this.state = { ...this.state, session: answer.session }
      return null
    }
    if (answer.kind !== 'unreachable' && !POSTGRES_PLUGINS.includes(this.#config.pluginName))
      throw mysqlAgainstPostgres(this.#config)
    const sqlstate = answer.kind === 'refused' ? answer.error.sqlstate : null
    const transport = answer.kind === 'unreachable' && answer.reason === 'refused'
    return { text: connectErrorText(this.#config, database, answer), sqlstate, transport }
  }

  *#dial(database: string): Proc<ConnectAnswer | 'lost'> {
    try {
      return yield* connect(targetOf(this.#config, database))
    } catch (error) {
      if (error instanceof ConnectionLost) return 'lost'
      throw error
    }
  }
}

interface Problem {
  readonly text: string
  readonly sqlstate: string | null
  /** The connection itself failed. */
  readonly transport: boolean
}

function mysqlAgainstPostgres({ host, port }: SqlConfig): NotModelled {
  return new NotModelled(
    `Temporal: the plugin mysql8 against the PostgreSQL server at ${host}:${port}`,
    'Set SQL_PLUGIN to postgres12 or postgres12_pgx.',
  )
}
