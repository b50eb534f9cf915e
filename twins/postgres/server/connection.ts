import type { EventEmitter } from 'node:events'
import pg from 'pg'
import type {
  SqlError,
  SqlField,
  SqlNotice,
  SqlResult,
  TransactionStatus,
} from '../../contract/sql/values.js'
import { messageOf, ServerError } from './server-error.js'

const CONNECT_LIMIT_MS = 15_000

export interface ConnectOptions {
  readonly user: string
  readonly database: string
  /** Empty: none is given. */
  readonly password?: string
}

/** What a simple query gave: everything before an error, and the error. */
export interface QueryAnswer {
  readonly results: readonly SqlResult[]
  readonly error: SqlError | null
  readonly notices: readonly SqlNotice[]
  /** Table and column of each field, to see what a value is; as `results`. */
  readonly origins: readonly (readonly FieldOrigin[])[]
}

export interface FieldOrigin {
  readonly tableId: number
  readonly columnId: number
  readonly typeId: number
}

/** A server that refused a login, with its own words. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused'
  readonly error: SqlError

  constructor(error: SqlError) {
    super(error.message)
    this.error = error
  }
}

/** What of `pg` has no type. */
interface Internals {
  readonly connection: EventEmitter
  readonly processID: number
  ref(): void
  unref(): void
}

interface RawField {
  readonly name: string
  readonly tableID: number
  readonly columnID: number
  readonly dataTypeID: number
}

interface RawResult {
  tag: string
  fields: readonly RawField[]
  rows: (string | null)[][]
}

/** One connection, simple protocol, every value as text. Messages are taken as they come: `pg` shortens command tags. */
export class Connection {
  readonly #client: pg.Client & Internals
  #notices: SqlNotice[] = []
  #results: RawResult[] = []
  #open: RawResult = { tag: '', fields: [], rows: [] }
  #closed: SqlError | 'closed' | null = null
  readonly #ended: Promise<void>

  private constructor(client: pg.Client & Internals) {
    this.#client = client
    client.on('notice', (notice) => {
      this.#notices.push(errorOf(notice as Partial<pg.DatabaseError>))
    })
    client.on('error', (error) => {
      this.#closed = isServerError(error) ? errorOf(error) : (this.#closed ?? 'closed')
    })
    client.connection.on('rowDescription', ({ fields }: { fields: readonly RawField[] }) => {
      this.#open = { tag: '', fields, rows: [] }
    })
    client.connection.on('dataRow', ({ fields }: { fields: (string | null)[] }) => {
      this.#open.rows.push(fields)
    })
    client.connection.on('commandComplete', ({ text }: { text: string }) => {
      this.#results.push({ ...this.#open, tag: text })
      this.#open = { tag: '', fields: [], rows: [] }
    })
    this.#ended = new Promise((resolve) => {
      client.once('end', () => {
        this.#closed ??= 'closed'
        resolve()
      })
    })
  }

  /** Throws {@link LoginRefused} with the server's answer, or {@link ServerError} `postgres-connection-failed`. */
  static async open(socket: string, port: number, options: ConnectOptions): Promise<Connection> {
    const client = new pg.Client({
      host: socket,
      port,
      user: options.user,
      database: options.database,
      password: options.password ?? '',
      application_name: '',
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
    }) as unknown as pg.Client & Internals
    const connection = new Connection(client)
    try {
      await client.connect()
    } catch (error) {
      if (isServerError(error)) {
        await connection.#ended
        throw new LoginRefused(errorOf(error))
      }
      throw new ServerError(`cannot connect to PostgreSQL: ${messageOf(error)}`, {
        code: 'postgres-connection-failed',
        subject: `${options.user}@${options.database}`,
        remedy: 'Look at the log of the server in its folder.',
        cause: error,
      })
    }
    client.unref()
    return connection
  }

  /** Why the server closed it, or null while it is open. */
  get closed(): SqlError | 'closed' | null {
    return this.#closed
  }

  get status(): TransactionStatus {
    return (this.#client.getTransactionStatus() ?? 'I') as TransactionStatus
  }

  /** The number of the server process. */
  get serverPid(): number {
    return this.#client.processID
  }

  /** Run a string of statements in one simple query. An error of the server is part of the answer. */
  async query(text: string): Promise<QueryAnswer> {
    this.#notices = []
    this.#results = []
    this.#client.ref()
    try {
      await this.#client.query(text)
      return this.#answer(null)
    } catch (error) {
      if (isServerError(error)) return await this.#failed(errorOf(error))
      if (this.#closed !== null && this.#closed !== 'closed') return this.#answer(this.#closed)
      throw connectionLost(error)
    } finally {
      this.#client.unref()
    }
  }

  /** Run something that must succeed; rows of the last statement. Throws {@link ServerError}. */
  async run(text: string): Promise<readonly (readonly (string | null)[])[]> {
    const { results, error } = await this.query(text)
    if (error !== null) {
      throw new ServerError(`${error.severity}: ${error.message}`, {
        code: 'postgres-statement-failed',
        subject: text.slice(0, 80),
        remedy: 'This statement belongs to the twin; please report it.',
      })
    }
    return results.at(-1)?.rows ?? []
  }

  /** Close it and wait until the server process has left. */
  async close(): Promise<void> {
    if (this.#closed === null) {
      this.#client.ref()
      await this.#client.end()
    }
    await this.#ended
  }

  /** A fatal error is the last thing a server says on a connection. */
  async #failed(error: SqlError): Promise<QueryAnswer> {
    if (error.severity === 'FATAL' || error.severity === 'PANIC') {
      this.#closed = error
      await this.#ended
    }
    return this.#answer(error)
  }

  #answer(error: SqlError | null): QueryAnswer {
    return {
      results: this.#results.map(({ tag, fields, rows }): SqlResult => {
        const shown = fields.map((field): SqlField => ({ name: field.name, type: field.dataTypeID }))
        return { tag, fields: shown, rows }
      }),
      error,
      notices: [...this.#notices],
      origins: this.#results.map(({ fields }) =>
        fields.map((field) => ({
          tableId: field.tableID,
          columnId: field.columnID,
          typeId: field.dataTypeID,
        })),
      ),
    }
  }
}

function isServerError(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError
}

function errorOf(from: Partial<pg.DatabaseError>): SqlError {
  const optional = {
    detail: from.detail,
    hint: from.hint,
    position: from.position,
    internalPosition: from.internalPosition,
    internalQuery: from.internalQuery,
    where: from.where,
    schema: from.schema,
    table: from.table,
    column: from.column,
    constraint: from.constraint,
  }
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return {
    severity: from.severity ?? 'ERROR',
    sqlstate: from.code ?? '',
    message: from.message ?? '',
    ...present,
  }
}

function connectionLost(error: unknown): ServerError {
  return new ServerError(`the connection to PostgreSQL was lost: ${messageOf(error)}`, {
    code: 'postgres-connection-lost',
    remedy: 'Look at the log of the server in its folder.',
    cause: error,
  })
}
