import type { ConnectAnswer, ExecuteAnswer } from '../../contract/sql/requests.js'
import type { SqlError, SqlResult, TransactionStatus } from '../../contract/sql/values.js'
import type { WireHost, WireSession } from '../../contract/sql/wire.js'
import { ExtendedQuery } from './extended-query.js'
import { type FrontendMessage, MessageReader, type StartupPacket } from './read-messages.js'
import * as refusals from './refusals.js'
import { mayChangeSettings, SETTINGS_QUERY, settingsOf } from './reported-settings.js'
import { readStartup, type Startup } from './startup-options.js'
import * as write from './write-messages.js'

/** src/include/libpq/pqcomm.h: what a first packet may ask for besides a protocol. */
const CANCEL_REQUEST = 80_877_102
const SSL_REQUEST = 80_877_103
const GSSENC_REQUEST = 80_877_104
const MAJOR = 3

type Phase =
  | { readonly kind: 'startup' }
  | { readonly kind: 'password'; readonly startup: Startup }
  | { readonly kind: 'ready'; readonly session: string }
  | { readonly kind: 'ended' }

/** Every statement was sent with what it answered, and what the transaction is then. */
export interface Performed {
  readonly results: readonly SqlResult[]
  readonly error: SqlError | null
}

/**
 * A server of the world behind PostgreSQL's protocol 3.0, simple and extended. Each query is one request to the port `sql`, so one
 * transition of the world as it stands. Documentation of PostgreSQL 17, 53.2 (Message Flow).
 */
export class ServedSession implements WireSession {
  readonly #server: string
  readonly #host: WireHost
  readonly #process: number
  readonly #reader = new MessageReader()
  #phase: Phase = { kind: 'startup' }
  #status: TransactionStatus = 'I'
  #settings: ReadonlyMap<string, string> = new Map()
  #extended = new ExtendedQuery({
    send: (bytes) => this.#host.send(bytes),
    perform: (statement) => this.#perform(statement),
    idle: () => this.#status === 'I',
  })

  constructor(server: string, host: WireHost, process: number) {
    this.#server = server
    this.#host = host
    this.#process = process
  }

  get inTransaction(): boolean {
    return this.#status !== 'I'
  }

  async receive(bytes: Uint8Array): Promise<void> {
    this.#reader.add(bytes)
    while (this.#phase.kind !== 'ended') {
      const starting = this.#phase.kind === 'startup'
      const read = starting ? this.#reader.startup() : this.#reader.message()
      if (read === undefined) return
      if (read === 'invalid') return this.#end(starting ? refusals.INVALID_STARTUP : refusals.INVALID_MESSAGE)
      if ('code' in read) this.#start(read)
      else await this.#handle(read)
    }
  }

  async terminate(why: 'shutdown' | 'idle-in-transaction'): Promise<void> {
    await this.disconnected(why === 'shutdown' ? refusals.SHUTDOWN : refusals.IDLE_IN_TRANSACTION)
  }

  async disconnected(error?: SqlError): Promise<void> {
    const phase = this.#phase
    this.#end(error)
    this.#status = 'I'
    if (phase.kind === 'ready') await this.#host.ask({ op: 'disconnect', session: phase.session })
  }

  #start({ code, body }: StartupPacket): void {
    if (code === SSL_REQUEST || code === GSSENC_REQUEST) this.#host.send(write.NO_ENCRYPTION)
    // A statement is over before the next packet is read: there is nothing to cancel.
    else if (code === CANCEL_REQUEST) this.#end()
    else if (code >>> 16 !== MAJOR) {
      const text = `unsupported frontend protocol ${code >>> 16}.${code & 0xffff}: server supports 3.0 to 3.0`
      this.#end(refusals.fatal('0A000', text))
    } else this.#askPassword(readStartup(body), code & 0xffff)
  }

  #askPassword(startup: Startup, minor: number): void {
    const { user, refused, unknown } = startup
    if (user === '') this.#end(refusals.NO_USER)
    else if (refused !== null)
      this.#end(refusals.fatal('0A000', `${refused} is not supported on this endpoint`))
    else {
      if (minor > 0 || unknown.length > 0) this.#host.send(write.negotiateVersion(unknown))
      this.#host.send(write.AUTHENTICATION_CLEARTEXT)
      this.#phase = { kind: 'password', startup }
    }
  }

  async #handle(message: FrontendMessage): Promise<void> {
    const phase = this.#phase
    if (message.type === 'X') return this.disconnected()
    if (phase.kind === 'password') {
      if (message.type !== 'p') return this.#end(refusals.INVALID_MESSAGE)
      return this.#logIn(phase.startup, message.body.toString('utf8').replace(/\0$/, ''))
    }
    switch (message.type) {
      case 'Q':
        return this.#query(message.body.toString('utf8').replace(/\0$/, ''))
      case 'S':
        this.#extended.sync()
        return this.#ready()
      // Nothing is held back, and what belongs to a COPY is what follows one that was refused.
      case 'H':
      case 'd':
      case 'c':
      case 'f':
        return
      case 'F':
        this.#host.send(write.report('error', refusals.notSupported('function calls are not supported')))
        return this.#ready()
      default:
        if (!(await this.#extended.handle(message))) this.#end(refusals.INVALID_MESSAGE)
    }
  }

  /** The server itself looks at the password, by SCRAM. */
  async #logIn({ user, database, settings }: Startup, password: string): Promise<void> {
    if (password === '') return this.#end(refusals.EMPTY_PASSWORD)
    const target = { server: this.#server, user, database, password }
    const answer = (await this.#host.ask({ op: 'connect', ...target })) as ConnectAnswer
    if (answer.kind === 'refused') return this.#end(answer.error)
    // Nobody answers at that address.
    if (answer.kind !== 'connected') return this.#end()
    this.#phase = { kind: 'ready', session: answer.session }
    for (const [name, value] of settings) {
      const { error } = await this.#perform(`SELECT set_config('${quote(name)}', '${quote(value)}', false)`)
      if (error !== null) return this.disconnected({ ...error, severity: 'FATAL' })
    }
    this.#host.send(write.AUTHENTICATION_OK)
    await this.#reportSettings()
    this.#host.send(write.backendKey(this.#process))
    this.#ready()
  }

  async #query(statement: string): Promise<void> {
    this.#extended.forget()
    const { results, error } = await this.#perform(statement)
    for (const result of results) {
      if (result.fields.length > 0 || result.tag.startsWith('SELECT'))
        this.#host.send(write.rowDescription(result))
      for (const row of result.rows) this.#host.send(write.dataRow(row))
      this.#host.send(write.commandComplete(result.tag))
    }
    if (this.#phase.kind === 'ended') return
    if (error !== null) this.#host.send(write.report('error', error))
    else if (results.length === 0) this.#host.send(write.EMPTY_QUERY)
    else if (mayChangeSettings(statement)) await this.#reportSettings()
    this.#ready()
  }

  /** Run a string of statements in the world. Notices are sent at once; the end of the connection is its last word. */
  async #perform(statement: string): Promise<Performed> {
    if (this.#phase.kind !== 'ready') return { results: [], error: null }
    const refused = refusals.refusedHere(statement)
    if (refused !== null) return { results: [], error: refused }
    const { session } = this.#phase
    let answer: ExecuteAnswer
    try {
      answer = (await this.#host.ask({ op: 'execute', session, statement })) as ExecuteAnswer
    } catch (error) {
      return { results: [], error: refusals.ofNotModelled(error) }
    }
    if (answer.kind === 'closed') {
      this.#end(answer.error ?? undefined)
      return { results: [], error: null }
    }
    for (const notice of answer.notices) this.#host.send(write.report('notice', notice))
    this.#status = answer.status
    if (answer.closed !== null) this.#end(answer.closed)
    return answer
  }

  async #reportSettings(): Promise<void> {
    if (this.#phase.kind !== 'ready' || this.#status === 'E') return
    const { results } = await this.#perform(SETTINGS_QUERY)
    for (const [name, value] of settingsOf(results)) {
      if (this.#settings.get(name) !== value) this.#host.send(write.parameterStatus(name, value))
    }
    this.#settings = settingsOf(results)
  }

  #ready(): void {
    if (this.#phase.kind === 'ready') this.#host.send(write.readyForQuery(this.#status))
  }

  #end(error?: SqlError): void {
    if (this.#phase.kind === 'ended') return
    this.#phase = { kind: 'ended' }
    if (error !== undefined) this.#host.send(write.report('error', error))
    this.#host.end()
  }
}

function quote(text: string): string {
  return text.replaceAll("'", "''")
}
