import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import { InvariantViolation, RehearseError } from '../../twins/kernel/errors.js'
import { World } from '../../twins/kernel/world.js'
import type { HttpFront } from '../../twins/kubernetes/http/contract.js'
import type { Arrivals } from './arrivals.js'
import { handleAws } from './aws-listener.js'
import type { TlsPair } from './certificate.js'
import { bearerToken, Clients } from './clients.js'
import { type Attention, Clock } from './clock.js'
import { CONTROL_PATH, control, readControl } from './control.js'
import { EnvironmentError } from './errors.js'
import { readBody, sendJson } from './http-body.js'
import { KubeListener } from './kube-listener.js'
import { type PostgresAddress, type PostgresFront, PostgresListeners } from './postgres-listeners.js'
import { Snapshots } from './snapshots.js'
import type { WallClock } from './wall-clock.js'

/** The only address a server listens on. */
const LOOPBACK = '127.0.0.1'

/** Idle connections are kept so long: longer than clients do, so that none is closed under a request. */
const KEEP_ALIVE_MS = 120_000

/** Log entries that are kept for watches, at least; a client that is further behind lists anew. */
const HISTORY = 20_000

export interface ServerOptions {
  readonly served: ServedWorld
  /** Makes the front of one history: a restored world gets a new one. */
  readonly createFront: () => HttpFront
  /** Drops older log entries, so that a world that is served for long stays bounded. */
  readonly compact: (world: World, keep: number) => World
  readonly wall: WallClock
  readonly speed: number | 'paused'
  readonly attention?: Attention
  /** Token of `rehearse clock` and its kin. */
  readonly controlToken: string
  /** Of the API server; default: any free one. */
  readonly port?: number
  readonly tls?: TlsPair
  /** Told what stops the clock, e.g. that an object asks for something that is not modelled. */
  readonly onProblem?: (error: unknown) => void
  /** Entries of history to keep; default 20,000. */
  readonly history?: number
  /** Told of every request; default: nobody is. */
  readonly arrivals?: Arrivals
  /** Makes the databases of the world reachable by their own protocol; default: they are not. */
  readonly postgres?: PostgresFront
  /** Told where the databases are, whenever that changes. */
  readonly onDatabases?: (addresses: readonly PostgresAddress[]) => void
}

/** A world behind HTTP: its API server, its AWS and its clock, on the loopback interface alone. */
export class WorldServer {
  readonly clients = new Clients()
  readonly clock: Clock
  readonly snapshots = new Snapshots()
  readonly #options: ServerOptions
  readonly #control = new Clients()
  readonly #kube: Server
  readonly #aws: Server
  #listener: KubeListener
  #postgres: PostgresListeners | undefined
  #compactedAt: number
  #revision: number
  readonly #stopListening: () => void

  private constructor(options: ServerOptions) {
    const { served, wall, tls } = options
    this.#options = options
    this.clock = new Clock(served, wall, options)
    this.#control.add(options.controlToken, { actor: 'control', cause: 0 })
    this.#listener = this.#createListener()
    this.#compactedAt = served.world.seq
    this.#revision = served.world.revision
    this.#listener.observe(served.world)
    served.observeTransitions((world) => this.#listener.observe(world))
    this.#stopListening = served.onChange((world) => {
      this.#listener.observe(world)
      this.#bound(world)
    })
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void guarded(response, () => this.#answer(request, response))
    }
    this.#kube = tls === undefined ? createServer(answer) : createTlsServer({ ...tls }, answer)
    this.#kube.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      try {
        this.#listener.upgrade(request, socket, head)
      } catch (error) {
        options.onProblem?.(error)
        socket.destroy()
      }
    })
    this.#aws = createServer((request, response) => {
      const { clients, clock } = this
      const { arrivals } = options
      void guarded(response, () => handleAws({ served, clients, clock, arrivals }, request, response))
    })
    for (const server of [this.#kube, this.#aws]) server.keepAliveTimeout = KEEP_ALIVE_MS
  }

  /** Listens when it is done. Throws `EnvironmentError` when the port is taken. */
  static async start(options: ServerOptions): Promise<WorldServer> {
    const server = new WorldServer(options)
    try {
      await listen(server.#kube, options.port ?? 0)
      await listen(server.#aws, 0)
      await server.#listenForDatabases()
    } catch (error) {
      await server.close()
      throw error
    }
    return server
  }

  /** Address of the API server. */
  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://${LOOPBACK}:${portOf(this.#kube)}`
  }

  /** Address of AWS, for `AWS_ENDPOINT_URL`; plain http. */
  get awsUrl(): string {
    return `http://${LOOPBACK}:${portOf(this.#aws)}`
  }

  /** Where the world's databases are, by the names of their servers. */
  get databases(): readonly PostgresAddress[] {
    return this.#postgres?.addresses ?? []
  }

  /**
   * Put another world in place. Every stream ends, and no version a client has seen means anything any more: it finds its
   * history gone and lists anew.
   */
  restore(world: World): void {
    const { served, compact } = this.#options
    this.#listener.closeStreams()
    this.#listener = this.#createListener()
    const revision = Math.max(this.#revision, served.world.revision, world.revision) + 1
    served.replace(compact(new World({ ...world, revision }), 0))
    this.#listener.observe(served.world)
    this.clock.restart()
    void this.#postgres?.restart().catch((error) => this.#options.onProblem?.(error))
  }

  /** Put the state of a new run in place, whose history goes on: for a world that has no clients at the moment. */
  reset(world: World): void {
    this.#listener.closeStreams()
    this.#listener = this.#createListener()
    const { served } = this.#options
    served.replace(world)
    this.#listener.observe(served.world)
    this.clock.restart()
  }

  /** No request is taken any more, streams end, and what is being answered is answered. */
  async close(): Promise<void> {
    await this.#postgres?.close()
    this.clock.stop()
    this.#stopListening()
    this.#listener.closeStreams()
    const closed = [this.#kube, this.#aws].map((server) => new Promise((done) => server.close(done)))
    for (const server of [this.#kube, this.#aws]) server.closeIdleConnections()
    await Promise.race([
      Promise.all(closed),
      new Promise<void>((done) => void this.#options.wall.after(1000, done)),
    ])
    for (const server of [this.#kube, this.#aws]) server.closeAllConnections()
  }

  async #listenForDatabases(): Promise<void> {
    const { served, wall, postgres: front, onProblem, onDatabases: onAddresses } = this.#options
    if (front === undefined) return
    const { clock } = this
    const parts = { served, clock, wall, front, host: LOOPBACK, onProblem, onAddresses }
    this.#postgres = await PostgresListeners.start(parts)
  }

  #createListener(): KubeListener {
    const { served, wall, createFront, arrivals } = this.#options
    const { clients, clock } = this
    return new KubeListener({ served, front: createFront(), clients, clock, wall, arrivals })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith(CONTROL_PATH)) await this.#answerControl(request, response)
    else await this.#listener.handle(request, response)
  }

  async #answerControl(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = this.#control.find(bearerToken(request.headers.authorization)) !== undefined
    const body = await readBody(request)
    if (!known || body === 'too-large') {
      sendJson(response, 401, { code: 'unauthorized', message: 'this token may not control the server' })
      return
    }
    try {
      const { clock, snapshots } = this
      const world = (): World => this.#options.served.world
      const controlled = { clock, snapshots, world, restore: (to: World) => this.restore(to) }
      sendJson(response, 200, await control(controlled, readControl(body.toString('utf8'))))
    } catch (error) {
      if (!(error instanceof RehearseError) || error instanceof InvariantViolation) throw error
      const { code, message, remedy } = error
      sendJson(response, 422, { code, message, remedy })
    }
  }

  /** Keep the history within its bound; twice of it is let grow, so that dropping is rare. */
  #bound(world: World): void {
    this.#revision = Math.max(this.#revision, world.revision)
    const keep = this.#options.history ?? HISTORY
    if (world.seq < this.#compactedAt) this.#compactedAt = world.seq
    if (world.seq - this.#compactedAt <= keep) return
    this.#compactedAt = world.seq
    this.#options.served.replace(this.#options.compact(world, keep))
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      fail(
        new EnvironmentError(`cannot listen on ${LOOPBACK}:${port}: ${cause.message}`, {
          code: 'port-unavailable',
          subject: `${LOOPBACK}:${port}`,
          remedy: 'Give another --port, or none.',
          cause,
        }),
      )
    })
    server.listen(port, LOOPBACK, done)
  })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}

/** A request that is broken off is nobody's fault; any other error ends this request alone, and is shown. */
async function guarded(response: ServerResponse, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (response.destroyed) return
    const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`
    const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 }
    if (response.headersSent) response.destroy()
    else sendJson(response, 500, { ...status, reason: 'InternalError' })
  }
}
