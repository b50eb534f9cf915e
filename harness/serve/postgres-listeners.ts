import { createServer, type Server, type Socket } from 'node:net'
import { SQL_PORT, type SqlRequest } from '../../twins/contract/sql/requests.js'
import type { CreateWireSession, WireSession } from '../../twins/contract/sql/wire.js'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import type { Json, JsonObject } from '../../twins/kernel/json.js'
import { EffectPending } from '../../twins/kernel/pending.js'
import type { World } from '../../twins/kernel/world.js'
import { latencyOf } from './arrivals.js'
import type { Clock } from './clock.js'
import type { WallClock } from './wall-clock.js'

/** What a server takes from the component of databases. */
export interface PostgresFront {
  /** The servers of a world: those that answer, and those that do not at the moment. */
  readonly servers: (world: World) => readonly { readonly name: string; readonly answers: boolean }[]
  readonly createSession: CreateWireSession
}

/** Where a server of the world is found. */
export interface PostgresAddress {
  readonly server: string
  readonly host: string
  readonly port: number
}

export interface PostgresListenersOptions {
  readonly served: ServedWorld
  readonly clock: Clock
  readonly wall: WallClock
  readonly front: PostgresFront
  /** The only address it listens on. */
  readonly host: string
  /** Told what ends a connection that should not have ended. */
  readonly onProblem?: ((error: unknown) => void) | undefined
  /** Told when the addresses have changed. */
  readonly onAddresses?: ((addresses: readonly PostgresAddress[]) => void) | undefined
}

/** An open transaction holds its locks, and the world cannot wait for a person: it is ended after so long without a word, on the wall. */
const IDLE_IN_TRANSACTION_MS = 60_000

interface Listener {
  readonly server: Server
  /** 0 until it has one; it keeps it over the time in which nobody listens. */
  port: number
  listening: boolean
}

interface Connection {
  readonly session: WireSession
  readonly socket: Socket
  /** Calls to the session, one after the other. */
  turn: Promise<void>
  stopWatching: () => void
}

/** A TCP port for each PostgreSQL server of a world, for unmodified clients. A query is one transition of the world as it stands. */
export class PostgresListeners {
  readonly #options: PostgresListenersOptions
  readonly #listeners = new Map<string, Listener>()
  readonly #connections = new Set<Connection>()
  readonly #stopListening: () => void
  #count = 0
  #turn: Promise<void> = Promise.resolve()
  #closed = false

  private constructor(options: PostgresListenersOptions) {
    this.#options = options
    this.#stopListening = options.served.onChange((world) => this.#follow(world))
  }

  /** Listens when it is done. */
  static async start(options: PostgresListenersOptions): Promise<PostgresListeners> {
    const listeners = new PostgresListeners(options)
    listeners.#follow(options.served.world)
    await listeners.#turn
    return listeners
  }

  /** In the order of their names. */
  get addresses(): readonly PostgresAddress[] {
    return [...this.#listeners]
      .filter(([, { listening }]) => listening)
      .map(([server, { port }]) => ({ server, host: this.#options.host, port }))
  }

  /** Another world is in place: connections to the one before end, and what it remembers of them is forgotten. */
  async restart(): Promise<void> {
    await this.#terminate()
    for (let number = 1; number <= this.#count; number++) {
      await this.#ask({ op: 'reap', owner: actorOf(number) }, actorOf(number))
    }
    this.#follow(this.#options.served.world)
    await this.#turn
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopListening()
    await this.#terminate()
    await this.#turn
    await Promise.all([...this.#listeners.values()].map(({ server }) => closed(server)))
  }

  async #terminate(): Promise<void> {
    await Promise.all(
      [...this.#connections].map((each) => this.#call(each, () => each.session.terminate('shutdown'))),
    )
  }

  /** Listen for what answers, and not for what does not. */
  #follow(world: World): void {
    const servers = this.#options.front.servers(world)
    const wanted = new Map(servers.map(({ name, answers }) => [name, answers]))
    const differs =
      servers.some(({ name, answers }) => answers !== (this.#listeners.get(name)?.listening ?? false)) ||
      [...this.#listeners].some(([name, { listening }]) => listening && !wanted.has(name))
    if (!differs || this.#closed) return
    this.#turn = this.#turn.then(() => this.#adapt(wanted)).catch((error) => this.#options.onProblem?.(error))
  }

  async #adapt(wanted: ReadonlyMap<string, boolean>): Promise<void> {
    if (this.#closed) return
    for (const [name, listener] of this.#listeners) {
      if (listener.listening && wanted.get(name) !== true) {
        listener.listening = false
        listener.server.close()
      }
    }
    for (const [name, answers] of wanted) if (answers) await this.#listen(name)
    this.#options.onAddresses?.(this.addresses)
  }

  async #listen(name: string): Promise<void> {
    const known = this.#listeners.get(name)
    if (known?.listening) return
    const server = createServer((socket) => this.#accept(name, socket))
    const port = await listening(server, known?.port ?? 0, this.#options.host)
    this.#listeners.set(name, { server, port, listening: true })
  }

  #accept(name: string, socket: Socket): void {
    this.#count += 1
    const actor = actorOf(this.#count)
    const { createSession } = this.#options.front
    const session = createSession(
      name,
      {
        ask: (request) => this.#ask(request, actor),
        send: (bytes) => void (socket.destroyed || socket.write(bytes)),
        end: () => socket.end(),
      },
      this.#count,
    )
    const connection: Connection = { session, socket, turn: Promise.resolve(), stopWatching: () => {} }
    this.#connections.add(connection)
    socket.setNoDelay(true)
    socket.on('data', (bytes) => void this.#call(connection, () => session.receive(bytes)))
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      this.#connections.delete(connection)
      void this.#call(connection, () => session.disconnected())
    })
  }

  /** One call after the other; a defect ends the connection and is shown. */
  #call(connection: Connection, work: () => Promise<void>): Promise<void> {
    const { wall, onProblem } = this.#options
    connection.stopWatching()
    connection.turn = connection.turn.then(work).catch((error) => {
      connection.socket.destroy()
      onProblem?.(error)
    })
    const watched = connection.turn.then(() => {
      connection.stopWatching()
      if (!connection.session.inTransaction || connection.socket.destroyed) return
      const idle = () =>
        void this.#call(connection, () => connection.session.terminate('idle-in-transaction'))
      connection.stopWatching = wall.after(IDLE_IN_TRANSACTION_MS, idle)
    })
    return watched
  }

  /** One request as the world stands once what is pending is executed. */
  async #ask(request: SqlRequest, actor: string): Promise<Json> {
    const { served, clock } = this.#options
    clock.takeRequest(latencyOf(served, SQL_PORT))
    for (;;) {
      try {
        return served.call(SQL_PORT, request as unknown as JsonObject, actor)
      } catch (error) {
        if (!(error instanceof EffectPending)) throw error
        await error.effect.execute()
      }
    }
  }
}

/** As the log names a connection. */
function actorOf(number: number): string {
  return `operator/postgres-client-${number}`
}

function listening(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => {
      const address = server.address()
      done(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()))
}
