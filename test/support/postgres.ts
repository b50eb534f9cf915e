import { type Component, type ToolArgs, toolProgramName } from '../../twins/contract/component.js'
import { SQL_PORT, type SqlRequest } from '../../twins/contract/sql/requests.js'
import { assemble } from '../../twins/embedded/assemble.js'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import { bootWorld, launch, transact } from '../../twins/kernel/boot.js'
import { memoryFiles } from '../../twins/kernel/files.js'
import type { Json, JsonObject } from '../../twins/kernel/json.js'
import { EffectPending } from '../../twins/kernel/pending.js'
import { portOf } from '../../twins/kernel/port.js'
import type { Exit, Program } from '../../twins/kernel/process.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'
import {
  createPostgres,
  type DatabaseEngine,
  type SeedServer,
  seedServers,
} from '../../twins/postgres/index.js'
import { PostgresEngine } from '../../twins/postgres/server/engine.js'
import type { EngineRequest } from '../../twins/postgres/types.js'

/** One engine for all worlds of a test file; close it in `afterAll`. */
export function testEngine(): PostgresEngine {
  return new PostgresEngine()
}

/** An engine that counts what it is asked, by state and command. */
export function countingEngine(inner: DatabaseEngine) {
  const asked: string[] = []
  const note = ({ state, session, action }: EngineRequest) => {
    const what = action.kind === 'login' ? `login ${session.user}@${session.database}` : action.statement
    asked.push(`${JSON.stringify(state)} ${JSON.stringify(session)} ${what}`)
  }
  const engine: DatabaseEngine = {
    login: (request) => {
      note(request)
      return inner.login(request)
    },
    execute: (request) => {
      note(request)
      return inner.execute(request)
    },
  }
  return { engine, asked }
}

/** A component of programs for one test. */
export function programs(named: Readonly<Record<string, Program>>): Component {
  return { name: 'test-programs', programs: named }
}

/** A world with databases and nothing else, driven by requests. Every state is a value: keep it and go on from it. */
export class SqlWorld {
  readonly system: System
  readonly world: World

  constructor(system: System, world: World) {
    this.system = system
    this.world = world
  }

  static create(
    engine: DatabaseEngine,
    servers: readonly SeedServer[],
    options: {
      readonly files?: Readonly<Record<string, string>>
      readonly version?: string
      readonly components?: readonly Component[]
    } = {},
  ): SqlWorld {
    const { files = {}, version, components = [] } = options
    const system = assemble({
      components: [createPostgres(engine), ...components],
      files: memoryFiles(files),
      profile: version === undefined ? {} : { postgres: version },
    })
    let world = bootWorld(system, 1)
    for (const call of seedServers(servers)) {
      world = transact(system, world, 'world', (tx) => {
        portOf(system, call.port).handle(tx, call.payload, { actor: 'world' })
      })
    }
    return new SqlWorld(system, world)
  }

  /** One request, executing what is pending. */
  async ask(
    request: SqlRequest,
    actor = 'test',
  ): Promise<{ readonly next: SqlWorld; readonly answer: Json }> {
    for (;;) {
      try {
        let answer: Json = null
        const world = transact(this.system, this.world, actor, (tx) => {
          answer = portOf(this.system, SQL_PORT).handle(tx, request as unknown as JsonObject, { actor })
        })
        return { next: new SqlWorld(this.system, world), answer }
      } catch (error) {
        if (!(error instanceof EffectPending)) throw error
        await error.effect.execute()
      }
    }
  }

  /** Run a statement as the superuser on server `main`. Throws on an error of the server. */
  async as(statement: string, options: { readonly user?: string; readonly database?: string } = {}) {
    const { user = 'postgres', database = 'postgres' } = options
    const { next, answer } = await this.ask({
      op: 'run',
      server: 'main',
      trusted: true,
      user,
      database,
      statement,
    })
    return { next, answer: answer as JsonObject }
  }

  /** Run a program as a process until nothing more happens. */
  async process(pid: string, program: string, args: JsonObject): Promise<Finished> {
    const twin = createEmbeddedTwin(this.system)
    const started = launch(this.system, this.world, pid, program, args)
    const { state } = await twin.advance(started, () => false)
    const exit = twin.exitOf(state, pid)
    if (exit === null) throw new EndlessProcess(pid)
    return { next: new SqlWorld(this.system, state), exit }
  }

  /** Run a tool, e.g. `psql`. */
  async tool(
    argv: readonly string[],
    options: Partial<ToolArgs> = {},
    pid = argv.join(' '),
  ): Promise<Finished> {
    const args = { argv, env: {}, cwd: '', stdin: '', ...options }
    return this.process(pid, toolProgramName(argv[0] ?? ''), args as unknown as JsonObject)
  }
}

interface Finished {
  readonly next: SqlWorld
  readonly exit: Exit
}

class EndlessProcess extends Error {
  constructor(pid: string) {
    super(`${pid} does not end`)
  }
}
