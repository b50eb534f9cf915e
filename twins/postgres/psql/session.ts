import { connect, disconnect, execute } from '../../contract/sql/client.js'
import type { ExecuteAnswer } from '../../contract/sql/requests.js'
import type { SqlError, SqlResult } from '../../contract/sql/values.js'
import type { Files } from '../../kernel/files.js'
import type { Proc } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { type Parameters, peerRefusal, targetOf } from './connection-options.js'
import { EXIT_BADCONN, PsqlExit } from './errors.js'
import { formatTable, isRightAligned, type PrintOptions, type TextTable } from './format.js'
import { formatError, formatNoConnection } from './messages.js'
import type { PsqlOptions } from './options.js'

/** Where psql reads from, for the start of its messages; null: from the command line or a terminal. */
export interface Place {
  readonly file: string
  readonly line: number
}

/** What a psql process holds while it runs. It lives inside of a generator: re-running that makes it again. */
export class Session {
  readonly files: Files
  readonly cwd: string
  readonly stdin: string
  readonly namespace: string
  readonly server: string
  parameters: Parameters
  print: PrintOptions
  quiet: boolean
  readonly echo: PsqlOptions['echo']
  readonly noPassword: boolean
  readonly variables: Map<string, string>
  place: Place | null = null
  version = ''
  #id: string | null = null

  constructor(
    options: PsqlOptions,
    parameters: Parameters,
    from: Pick<Session, 'files' | 'cwd' | 'stdin' | 'namespace' | 'server'>,
  ) {
    this.files = from.files
    this.cwd = from.cwd
    this.stdin = from.stdin
    this.namespace = from.namespace
    this.server = from.server
    this.parameters = parameters
    this.print = options.print
    this.quiet = options.quiet
    this.echo = options.echo
    this.noPassword = options.noPassword
    this.variables = new Map(Object.entries(options.variables))
  }

  get connected(): boolean {
    return this.#id !== null
  }

  get stopOnError(): boolean {
    const value = this.variables.get('ON_ERROR_STOP')
    return value !== undefined && !/^(|0|off|false|no)$/i.test(value)
  }

  /** Open a connection in place of the present one. The message when there is none, which then stays as it was. */
  *connect(parameters: Parameters): Proc<string | null> {
    const refusal = peerRefusal(parameters, this.server)
    if (refusal !== null) return refusal
    const answer = yield* connect(targetOf(parameters, this))
    if (answer.kind !== 'connected') {
      if (answer.kind === 'no-password' && !this.noPassword)
        yield* printError(`Password for user ${parameters.user}: `)
      return formatNoConnection({ ...answer, place: { ...answer.place, host: parameters.host } })
    }
    yield* this.disconnect()
    this.#id = answer.session
    this.version = answer.version
    this.parameters = parameters
    return null
  }

  *disconnect(): Proc<void> {
    if (this.#id === null) return
    yield* disconnect(this.#id)
    this.#id = null
  }

  /** Send a query and show what comes back. False: it failed. */
  *send(statement: string): Proc<boolean> {
    if (this.#id === null) {
      yield* this.complain('You are currently not connected to a database.')
      return false
    }
    if (this.echo === 'queries') yield* print(statement)
    const answer = yield* this.query(statement)
    for (const result of answer.results) yield* this.show(result)
    if (answer.error === null) return true
    yield* this.fail(answer.error, statement)
    return false
  }

  /** Show an error of the server. */
  *fail(error: SqlError, statement: string): Proc<'failed'> {
    yield* printError(`${this.#prefix()}${formatError(error, statement)}`)
    if (this.echo === 'errors') yield* printError(`${this.#prefix()}STATEMENT:  ${statement}`)
    return 'failed'
  }

  /** Send a query and show only its notices. Ends psql when the connection is gone, as it does without a terminal. */
  *query(statement: string): Proc<Extract<ExecuteAnswer, { readonly kind: 'done' }>> {
    const answer = yield* execute(this.#id ?? '', statement)
    if (answer.kind === 'closed') {
      this.#id = null
      throw yield* this.#lost(answer.error === null ? '' : `${formatError(answer.error, '')}\n`)
    }
    for (const notice of answer.notices)
      yield* printError(`${this.#prefix()}${formatError(notice, statement)}`)
    if (answer.closed !== null) {
      this.#id = null
      throw yield* this.#lost(`${formatError(answer.closed, '')}\n`)
    }
    return answer
  }

  /** PostgreSQL 15 src/interfaces/libpq/fe-misc.c (pqReadData) and src/bin/psql/common.c (CheckConnection). */
  *#lost(words: string): Proc<PsqlExit> {
    yield* printError(
      `${this.#prefix()}${words}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.`,
    )
    return new PsqlExit(EXIT_BADCONN, `${this.#errorPrefix()}connection to server was lost`)
  }

  *show(result: SqlResult): Proc<void> {
    // A command tag of several words is a command; rows come with a description, be it of no column.
    const hasRows = result.fields.length > 0 || /^(SELECT|FETCH) \d+$/.test(result.tag)
    if (!hasRows) {
      if (!this.quiet) yield* print(result.tag)
      return
    }
    const { fields, rows, tag } = result
    yield* this.table({
      headers: fields.map(({ name }) => name),
      right: fields.map(({ type }) => isRightAligned(type)),
      rows,
    })
    // INSERT … RETURNING and its kin have a tag of their own.
    if (!/^(SELECT|FETCH|SHOW|EXPLAIN)\b/.test(tag) && !this.quiet) yield* print(tag)
  }

  *table(table: TextTable): Proc<void> {
    const text = formatTable(table, this.print)
    if (text !== '') yield* print(text.replace(/\n$/, ''))
  }

  /** An error of psql itself. */
  *complain(message: string): Proc<void> {
    yield* printError(this.#errorPrefix() + message)
  }

  #prefix(): string {
    return this.place === null ? '' : `psql:${this.place.file}:${this.place.line}: `
  }

  #errorPrefix(): string {
    return this.place === null ? '' : `${this.#prefix()}error: `
  }
}
