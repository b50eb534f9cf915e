import type { SqlError, SqlResult } from '../../contract/sql/values.js'
import { NotModelled } from '../../kernel/errors.js'
import { skeletonOf, splitStatements } from '../sql-text.js'
import { bindParameters } from './bind-parameters.js'
import { Fields, type FrontendMessage } from './read-messages.js'
import { notSupported, ofNotModelled } from './refusals.js'
import type { Performed } from './wire-session.js'
import * as write from './write-messages.js'

interface Prepared {
  readonly statement: string
  readonly types: readonly number[]
}

interface Portal {
  readonly statement: string
  /** What it gave; undefined: it was not run yet. A portal of nothing has null. */
  result: SqlResult | null | undefined
  /** Rows that were sent. */
  sent: number
}

interface Parts {
  readonly send: (bytes: Uint8Array) => void
  /** Run one statement in the world. */
  readonly perform: (statement: string) => Promise<Performed>
  /** Whether no transaction is open. */
  readonly idle: () => boolean
}

/** Error of a message; what follows it is skipped up to the next Sync. */
class Refused {
  readonly error: SqlError

  constructor(error: SqlError) {
    this.error = error
  }
}

/** Statements whose answer has no rows, by how they begin: what can be said of them before they run. */
const NO_ROWS =
  /^(insert|update|delete|merge|create|alter|drop|grant|revoke|begin|start|commit|end|rollback|abort|set|reset|truncate|comment|do|lock|savepoint|release|analyze|vacuum|discard|deallocate|prepare|reindex|refresh)\b(?!.*\breturning\b)/

/**
 * The extended protocol: a statement is prepared and bound here, its parameters become literals, and it runs when its rows are described
 * or asked for. Documentation of PostgreSQL 17, 53.2.3 (Extended Query).
 */
export class ExtendedQuery {
  readonly #parts: Parts
  readonly #prepared = new Map<string, Prepared>()
  readonly #portals = new Map<string, Portal>()
  #skipping = false
  /** A statement has run since the last Sync: another one would belong to the same implicit transaction. */
  #ran = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Answer a message; false: it is none of this protocol. */
  async handle({ type, body }: FrontendMessage): Promise<boolean> {
    const step = this.#steps[type]
    if (step === undefined) return false
    if (this.#skipping) return true
    try {
      await step(new Fields(body))
    } catch (error) {
      this.#skipping = true
      const known = error instanceof Refused ? error.error : ofNotModelled(error)
      this.#parts.send(write.report('error', known))
    }
    return true
  }

  sync(): void {
    this.#skipping = false
    this.#ran = false
    if (this.#parts.idle()) this.#portals.clear()
  }

  /** A simple query ends the unnamed statement and portal. */
  forget(): void {
    this.#prepared.delete('')
    this.#portals.delete('')
  }

  readonly #steps: Readonly<Record<string, (fields: Fields) => Promise<void> | void>> = {
    P: (fields) => this.#parse(fields),
    B: (fields) => this.#bind(fields),
    D: (fields) => this.#describe(fields),
    E: (fields) => this.#execute(fields),
    C: (fields) => this.#close(fields),
  }

  #parse(fields: Fields): void {
    const name = fields.text()
    const statement = fields.text()
    const types = many(fields.int16(), () => fields.int32())
    if (name !== '' && this.#prepared.has(name))
      throw refusal('42P05', `prepared statement "${name}" already exists`)
    if (splitStatements(statement).length > 1)
      throw refusal('42601', 'cannot insert multiple commands into a prepared statement')
    this.#prepared.set(name, { statement, types })
    this.#parts.send(write.PARSE_COMPLETE)
  }

  #bind(fields: Fields): void {
    const portal = fields.text()
    const { statement, types } = this.#statement(fields.text())
    const formats = many(fields.int16(), () => fields.int16())
    const values = many(fields.int16(), () => fields.value())
    const results = many(fields.int16(), () => fields.int16())
    if (portal !== '' && this.#portals.has(portal))
      throw refusal('42P03', `cursor "${portal}" already exists`)
    if ([...formats, ...results].some((format) => format !== 0))
      throw new Refused(notSupported('binary parameters and results are not supported on this endpoint'))
    const texts = values.map((value) => value?.toString('utf8') ?? null)
    this.#portals.set(portal, {
      statement: bindParameters(statement, texts, types),
      result: undefined,
      sent: 0,
    })
    this.#parts.send(write.BIND_COMPLETE)
  }

  async #describe(fields: Fields): Promise<void> {
    if (fields.byte() === 'P') {
      const result = await this.#run(this.#portal(fields.text()))
      this.#parts.send(hasRows(result) ? write.rowDescription(result) : write.NO_DATA)
      return
    }
    const { statement, types } = this.#statement(fields.text())
    const rowless = splitStatements(statement).every(({ text }) => NO_ROWS.test(skeletonOf(text)))
    if (!rowless || /\$\d/.test(skeletonOf(statement).replaceAll('$ ', '$')))
      throw new Refused(
        notSupported(
          'describing a prepared statement with parameters or rows is not supported on this endpoint',
          'Describe the portal instead, as PQexecParams does.',
        ),
      )
    this.#parts.send(write.parameterDescription(types))
    this.#parts.send(write.NO_DATA)
  }

  async #execute(fields: Fields): Promise<void> {
    const portal = this.#portal(fields.text())
    const limit = fields.int32()
    const result = await this.#run(portal)
    if (result === null) return this.#parts.send(write.EMPTY_QUERY)
    const until = limit > 0 ? portal.sent + limit : result.rows.length
    for (const row of result.rows.slice(portal.sent, until)) this.#parts.send(write.dataRow(row))
    portal.sent = Math.min(until, result.rows.length)
    const more = limit > 0 && portal.sent < result.rows.length
    this.#parts.send(more ? write.PORTAL_SUSPENDED : write.commandComplete(result.tag))
  }

  #close(fields: Fields): void {
    const portals = fields.byte() === 'P'
    const name = fields.text()
    if (portals) this.#portals.delete(name)
    else this.#prepared.delete(name)
    this.#parts.send(write.CLOSE_COMPLETE)
  }

  async #run(portal: Portal): Promise<SqlResult | null> {
    if (portal.result !== undefined) return portal.result
    if (this.#ran && this.#parts.idle()) {
      throw new NotModelled(
        'PostgreSQL: several statements before one Sync, which are one transaction',
        'Send BEGIN and COMMIT around them, or a Sync after each.',
      )
    }
    this.#ran = true
    const { results, error } = await this.#parts.perform(portal.statement)
    if (error !== null) throw new Refused(error)
    portal.result = results.at(-1) ?? null
    return portal.result
  }

  #statement(name: string): Prepared {
    const known = this.#prepared.get(name)
    if (known !== undefined) return known
    throw refusal(
      '26000',
      name === ''
        ? 'unnamed prepared statement does not exist'
        : `prepared statement "${name}" does not exist`,
    )
  }

  #portal(name: string): Portal {
    const known = this.#portals.get(name)
    if (known !== undefined) return known
    throw refusal('34000', `portal "${name}" does not exist`)
  }
}

function many<T>(count: number, read: () => T): readonly T[] {
  return Array.from({ length: count }, read)
}

function refusal(sqlstate: string, message: string): Refused {
  return new Refused({ severity: 'ERROR', sqlstate, message })
}

function hasRows(result: SqlResult | null): result is SqlResult {
  return result !== null && (result.fields.length > 0 || result.tag.startsWith('SELECT'))
}
