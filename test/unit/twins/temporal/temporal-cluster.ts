import { parseAllDocuments } from 'yaml'
import { SQL_PORT, type SqlRequest } from '../../../../twins/contract/sql/requests.js'
import { assemble } from '../../../../twins/embedded/assemble.js'
import { buildWorld, createObject } from '../../../../twins/embedded/build-world.js'
import { createEmbeddedTwin } from '../../../../twins/embedded/embedded-twin.js'
import { type Exit, type JsonObject, transact } from '../../../../twins/kernel/index.js'
import { EffectPending } from '../../../../twins/kernel/pending.js'
import type { System } from '../../../../twins/kernel/system.js'
import type { World } from '../../../../twins/kernel/world.js'
import { kubernetes, nodeManifest } from '../../../../twins/kubernetes/index.js'
import { createPostgres, type DatabaseEngine, seedServers } from '../../../../twins/postgres/index.js'
import { temporal } from '../../../../twins/temporal/index.js'

/** Host name of the database server. */
export const DATABASE_HOST = 'db.test.svc.cluster.local'

/** A cluster with namespace `test` and one database server, driven by requests, commands and time. */
export class TemporalCluster {
  readonly system: System
  world: World
  #commands = 0

  constructor(engine: DatabaseEngine, statements: readonly string[]) {
    const components = [kubernetes, createPostgres(engine), temporal]
    // Re-execution at every step: a server lives by its checkpoints.
    this.system = assemble({ components, alwaysReexecute: true })
    const bootstrap = statements.map((statement) => ({ database: 'postgres', statement }))
    this.world = buildWorld(this.system, components, {
      seed: 1,
      objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } }, nodeManifest('node-a')],
    })
    for (const call of seedServers([{ name: 'main', bootstrap, hosts: { [DATABASE_HOST]: '10.0.0.1' } }])) {
      this.world = transact(this.system, this.world, 'test', (tx) => {
        this.system.ports.get(call.port)!.handle(tx, call.payload, { actor: 'test' })
      })
    }
  }

  /** Create objects and wait until nothing happens by itself. */
  async apply(yaml: string): Promise<void> {
    for (const document of parseAllDocuments(yaml))
      this.world = createObject(this.system, this.world, document.toJS() as JsonObject)
    await this.quiesce()
  }

  async quiesce(): Promise<void> {
    this.world = (await createEmbeddedTwin(this.system).advance(this.world, () => false)).state
  }

  /** Let time pass, retries and heartbeats included. */
  async elapse(ms: number): Promise<void> {
    this.world = await createEmbeddedTwin(this.system).elapse(this.world, ms)
  }

  /** Run a command of an operator to its end. */
  async run(argv: readonly string[]): Promise<Exit> {
    this.#commands += 1
    const pid = `command-${this.#commands}`
    const twin = createEmbeddedTwin(this.system)
    const started = await twin.start(this.world, pid, { argv, env: {}, cwd: '', stdin: '' })
    const { state } = await twin.advance(started, (world) => twin.exitOf(world, pid) !== null)
    this.world = state
    const exit = twin.exitOf(state, pid)
    if (exit === null) throw new Error(`${argv.join(' ')} does not end`)
    return exit
  }

  /** Run a statement as the superuser; its answer as JSON. */
  async sql(statement: string, database = 'postgres'): Promise<string> {
    const request: SqlRequest = {
      op: 'run',
      server: 'main',
      trusted: true,
      user: 'postgres',
      database,
      statement,
    }
    return this.#ask(request)
  }

  async #ask(request: SqlRequest): Promise<string> {
    for (;;) {
      try {
        let answer: unknown = null
        this.world = transact(this.system, this.world, 'test', (tx) => {
          const port = this.system.ports.get(SQL_PORT)!
          answer = port.handle(tx, request as unknown as JsonObject, { actor: 'test' })
        })
        return JSON.stringify(answer)
      } catch (error) {
        if (!(error instanceof EffectPending)) throw error
        await error.effect.execute()
      }
    }
  }
}
