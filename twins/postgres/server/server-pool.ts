import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { NotModelled } from '../../kernel/errors.js'
import { jsonEqual } from '../../kernel/json.js'
import { initialState, stateId } from '../state.js'
import type { DatabaseState, EngineRequest, ServerRoot, StateStep } from '../types.js'
import { findBinaries } from './binaries.js'
import { Cluster } from './cluster.js'
import { LiveServer, type RootDigests } from './live-server.js'
import { PasswordBook } from './passwords.js'
import { homeFolder, newRunFolder, removeRun } from './places.js'
import { replayStep } from './replay-step.js'
import { ServerError } from './server-error.js'
import { SUPERUSER, templateFolder } from './template.js'
import { startJanitor } from './watchdog.js'

/** Each takes some 40 MB of memory and as much in its folder. */
const MAX_SERVERS = 4
const MAX_SNAPSHOTS = 8
/** A state so many statements away from the next one that can be started is a branch point worth keeping. */
const SNAPSHOT_STEPS = 12

interface Snapshot {
  readonly folder: string
  readonly digests: RootDigests | undefined
}

/**
 * Running servers with the state each holds, and copies of states from which another can be started. A server goes on in place; a
 * state that is asked for again after its server has moved on is made from the nearest copy by running the statements in between.
 */
export class ServerPool {
  readonly passwords = new PasswordBook()
  /** Times from here on were not stated by anybody. */
  readonly since = new Date().toISOString()
  readonly #folder = newRunFolder(homeFolder())
  /** The least recently used first. */
  #servers: LiveServer[] = []
  readonly #snapshots = new Map<string, Snapshot>()
  #made = 0

  constructor() {
    startJanitor(this.#folder)
    process.once('exit', () => this.#exit())
  }

  /** A server that holds the wanted state, as far as the request can see it: `whole` for all databases, else for its own. */
  async acquire(request: EngineRequest, whole: boolean): Promise<LiveServer> {
    const known = this.#find(request, whole) ?? (await this.#make(request))
    this.#servers = [...this.#servers.filter((server) => server !== known), known]
    return known
  }

  /** Give up a server whose state is not known any more. */
  async discard(server: LiveServer): Promise<void> {
    this.#servers = this.#servers.filter((each) => each !== server)
    await server.cluster.remove()
  }

  /** Stop all servers and remove everything. */
  async close(): Promise<void> {
    for (const server of [...this.#servers]) await this.discard(server)
    removeRun(this.#folder)
  }

  #find({ root, state, session }: EngineRequest, whole: boolean): LiveServer | undefined {
    const fits = (server: LiveServer, all: boolean) =>
      server.cluster.running &&
      jsonEqual(server.root, root) &&
      (all
        ? jsonEqual(server.state, state)
        : server.state.shared === state.shared &&
          server.state.databases[session.database] === state.databases[session.database])
    return (
      this.#servers.find((server) => fits(server, true)) ??
      (whole ? undefined : this.#servers.find((server) => fits(server, false)))
    )
  }

  /** Go back until a state is at hand, then forward again. */
  async #make({ root, state, stepTo }: EngineRequest): Promise<LiveServer> {
    const steps: StateStep[] = []
    let from = state
    for (;;) {
      const id = stateId(root, from)
      if (this.#snapshots.has(id) || this.#holding(root, from) !== undefined) break
      const step = stepTo(from)
      if (step === undefined) break
      steps.unshift(step)
      from = step.from
    }
    const server = this.#holding(root, from) ?? (await this.#startFrom(root, from))
    // Nobody may look at template1 while a database is made from it.
    if (steps.length > 0) await server.closeObservers()
    for (const step of steps) await replayStep(server.cluster, step, this.passwords)
    if (steps.length > 0) await this.#confirm(server, steps, state)
    if (steps.length >= SNAPSHOT_STEPS) await this.#keepSnapshot(server, stateId(root, state))
    return server
  }

  #holding(root: ServerRoot, state: DatabaseState): LiveServer | undefined {
    return this.#servers.find(
      (server) => server.cluster.running && jsonEqual(server.root, root) && jsonEqual(server.state, state),
    )
  }

  /** The statements led to the same state as the first time, or they depend on something the twin does not know. */
  async #confirm(server: LiveServer, steps: readonly StateStep[], state: DatabaseState): Promise<void> {
    await server.closeOthers()
    for (const database of new Set(steps.map(({ session }) => session.database))) {
      if (state.databases[database] !== undefined) await server.readChange(database)
    }
    const same = (name: string) =>
      server.state.databases[name] === undefined || server.state.databases[name] === state.databases[name]
    if (server.state.shared === state.shared && Object.keys(state.databases).every(same)) return
    await this.discard(server)
    throw new NotModelled(
      `PostgreSQL: statements with a different effect each time, among them ${steps.at(-1)?.statement.slice(0, 60)}`,
      'Leave out what depends on the time or on chance.',
    )
  }

  async #startFrom(root: ServerRoot, state: DatabaseState): Promise<LiveServer> {
    await this.#makeRoom()
    const binaries = findBinaries(root.version)
    const snapshot = this.#snapshots.get(stateId(root, state)) ?? (await this.#rootSnapshot(root))
    const from = snapshot?.folder ?? (await templateFolder(binaries))
    const cluster = await Cluster.start({ binaries, folder: this.#newFolder(), from })
    const { passwords, since } = this
    const server = new LiveServer(cluster, { root, state, digests: snapshot?.digests, passwords, since })
    this.#servers.push(server)
    if (snapshot === undefined) await this.#bootstrap(server)
    else await server.readNames()
    return server
  }

  async #rootSnapshot(root: ServerRoot): Promise<Snapshot | undefined> {
    return this.#snapshots.get(stateId(root, initialState(root)))
  }

  async #bootstrap(server: LiveServer): Promise<void> {
    for (const { database, statement } of server.root.bootstrap) {
      this.passwords.learn(statement)
      const connection = await server.cluster.connect({ user: SUPERUSER, database })
      const { error } = await connection.query(statement)
      await connection.close()
      if (error === null) continue
      throw new ServerError(`a server cannot be made: ${error.severity}: ${error.message}`, {
        code: 'postgres-bootstrap-failed',
        subject: database,
        remedy: 'Correct the statement in the world of the scenario.',
      })
    }
    await server.readRoot()
    const id = stateId(server.root, server.state)
    if (server.root.bootstrap.length > 0) return this.#keepSnapshot(server, id)
    // The template is the copy.
    this.#snapshots.set(id, {
      folder: await templateFolder(findBinaries(server.root.version)),
      digests: server.digests,
    })
  }

  async #keepSnapshot(server: LiveServer, id: string): Promise<void> {
    const folder = this.#newFolder()
    await server.closeObservers()
    await server.cluster.copyTo(folder)
    this.#snapshots.set(id, { folder, digests: server.digests })
    for (const [oldest, { folder: unused }] of this.#snapshots) {
      if (this.#snapshots.size <= MAX_SNAPSHOTS) return
      this.#snapshots.delete(oldest)
      if (unused.startsWith(this.#folder)) rmSync(unused, { recursive: true, force: true })
    }
  }

  async #makeRoom(): Promise<void> {
    const oldest = this.#servers[0]
    if (oldest !== undefined && this.#servers.length >= MAX_SERVERS) await this.discard(oldest)
  }

  #newFolder(): string {
    this.#made += 1
    return join(this.#folder, `c${this.#made}`)
  }

  #exit(): void {
    for (const { cluster } of this.#servers) cluster.removeNow()
    removeRun(this.#folder)
  }
}
