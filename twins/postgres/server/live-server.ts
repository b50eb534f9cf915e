import { stableStringify } from '../../kernel/json.js'
import { applyChange, EMPTY_DATABASE, initialState } from '../state.js'
import type { DatabaseState, ServerRoot, SessionSpec, StateChange } from '../types.js'
import type { Cluster } from './cluster.js'
import type { Connection } from './connection.js'
import { databaseNames, digestDatabase, digestShared, prepareObserver } from './digest.js'
import type { PasswordBook } from './passwords.js'
import { SUPERUSER } from './template.js'

/** The real digests of a new server -> the names they have in a {@link initialState}. */
export interface RootDigests {
  readonly shared: string
  readonly databases: Readonly<Record<string, string>>
}

interface OpenSession {
  readonly key: string
  readonly connection: Connection
}

/** Nobody may connect to it, so nobody can change it. */
const CLOSED_DATABASE = 'template0'

/** A running server, the state it holds, and the sessions that are open on it. */
export class LiveServer {
  readonly cluster: Cluster
  readonly root: ServerRoot
  readonly #passwords: PasswordBook
  /** ISO time of the first server of this process: what is later was not stated by anybody. */
  readonly #since: string
  readonly #observers = new Map<string, Connection>()
  #sessions: OpenSession[] = []
  #state: DatabaseState
  #names: readonly string[] = []
  #digests: RootDigests | undefined

  constructor(
    cluster: Cluster,
    options: {
      readonly root: ServerRoot
      readonly state: DatabaseState
      readonly digests: RootDigests | undefined
      readonly passwords: PasswordBook
      readonly since: string
    },
  ) {
    this.cluster = cluster
    this.root = options.root
    this.#state = options.state
    this.#digests = options.digests
    this.#passwords = options.passwords
    this.#since = options.since
  }

  get state(): DatabaseState {
    return this.#state
  }

  /** What a snapshot of the present state has to know. */
  get digests(): RootDigests | undefined {
    return this.#digests
  }

  /** Once, after the bootstrap statements: what the initial state's names stand for. */
  async readRoot(): Promise<void> {
    const observer = await this.observer('template1')
    const shared = await digestShared(observer, this.#nameOf)
    const databases: Record<string, string> = {}
    for (const name of await databaseNames(observer)) {
      if (name !== CLOSED_DATABASE) databases[name] = await this.#rawDigest(name)
    }
    this.#digests = { shared, databases }
    this.#names = [CLOSED_DATABASE, ...Object.keys(databases)].sort()
    this.#state = initialState(this.root)
  }

  /** The connection of a session, opened as it has to be; `open` says how when there is none. */
  async session(spec: SessionSpec, open: () => Promise<Connection>): Promise<Connection> {
    const key = this.#keyOf(spec)
    const known = this.#sessions.find((each) => each.key === key && each.connection.closed === null)
    if (known !== undefined) {
      // Taken: equal sessions are different connections.
      this.#sessions = this.#sessions.filter((each) => each !== known)
      return known.connection
    }
    return open()
  }

  /** Keep a connection for the session it has become. */
  keep(spec: SessionSpec, connection: Connection): void {
    this.#sessions.push({ key: this.#keyOf(spec), connection })
  }

  /** Close every connection that was not taken. True when one of them had an open transaction. */
  async closeOthers(): Promise<boolean> {
    const rest = this.#sessions
    this.#sessions = []
    for (const { connection } of rest) await connection.close()
    return rest.some(({ key }) => key.startsWith(IN_TRANSACTION))
  }

  /** A superuser's connection that looks at a database. */
  async observer(database: string): Promise<Connection> {
    const known = this.#observers.get(database)
    if (known !== undefined && known.closed === null) return known
    const connection = await this.cluster.connect({ user: SUPERUSER, database })
    await prepareObserver(connection, Number(this.root.version))
    this.#observers.set(database, connection)
    return connection
  }

  /** So that nobody sees them and they are in nobody's way. */
  async closeObservers(): Promise<void> {
    for (const connection of this.#observers.values()) await connection.close()
    this.#observers.clear()
  }

  /** Log position and sequences of a database: equal before and after a statement that has changed nothing. */
  async mark(database: string): Promise<string> {
    const observer = await this.observer(database)
    const [row] = await observer.run(
      `SELECT pg_current_wal_insert_lsn(), (SELECT string_agg(ROW(schemaname, sequencename, last_value)::text, ',') FROM pg_sequences)`,
    )
    return row?.join(' ') ?? ''
  }

  /** Compare with the state as it was known, and take over what is new. `database` is where a statement ran. */
  async readChange(database: string): Promise<StateChange | null> {
    const observer = await this.observer((await this.#isOpen(database)) ? database : 'template1')
    const shared = this.#sharedName(await digestShared(observer, this.#nameOf))
    const names = await databaseNames(observer)
    const gone = this.#names.filter((name) => !names.includes(name))
    const databases: Record<string, string | null> = Object.fromEntries(gone.map((name) => [name, null]))
    for (const name of names) {
      if (name === CLOSED_DATABASE || (name !== database && this.#names.includes(name))) continue
      databases[name] = this.#databaseName(name, await this.#rawDigest(name))
    }
    this.#names = names
    const change = this.#reduce({ shared, databases })
    this.#state = applyChange(this.#state, change)
    return change
  }

  /** Once, after a start from a snapshot. */
  async readNames(): Promise<void> {
    this.#names = await databaseNames(await this.observer('template1'))
  }

  #reduce(change: StateChange): StateChange | null {
    const databases = Object.fromEntries(
      Object.entries(change.databases).filter(
        ([name, digest]) => digest !== (this.#state.databases[name] ?? null),
      ),
    )
    if (change.shared === this.#state.shared && Object.keys(databases).length === 0) return null
    return { shared: change.shared, databases }
  }

  #keyOf(spec: SessionSpec): string {
    if (spec.transaction.length === 0) return stableStringify(spec)
    // A transaction that began in another state has seen another state.
    return `${IN_TRANSACTION}${stableStringify(spec)} ${stableStringify(this.#state)}`
  }

  readonly #nameOf = (role: string, stored: string): string => this.#passwords.name(role, stored)

  #sharedName(raw: string): string {
    return raw === this.#digests?.shared ? initialState(this.root).shared : raw
  }

  #databaseName(name: string, raw: string): string {
    const initial = initialState(this.root).databases
    if (raw === this.#digests?.databases[name] && initial[name] !== undefined) return initial[name]
    return raw === this.#digests?.databases['template1'] && initial['template1'] === EMPTY_DATABASE
      ? EMPTY_DATABASE
      : raw
  }

  async #rawDigest(database: string): Promise<string> {
    if (!(await this.#isOpen(database))) return 'closed'
    const observer = await this.observer(database)
    return digestDatabase(observer, this.#since)
  }

  async #isOpen(database: string): Promise<boolean> {
    const observer = await this.observer('template1')
    const name = database.replaceAll("'", "''")
    const rows = await observer.run(`SELECT datallowconn FROM pg_database WHERE datname = '${name}'`)
    return rows[0]?.[0] === 't'
  }
}

const IN_TRANSACTION = 'in transaction '
