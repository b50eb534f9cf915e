import type { Component } from '../../../../twins/contract/component.js'
import { createEmbeddedTwin } from '../../../../twins/embedded/embedded-twin.js'
import { applyFault, type FaultBudget, findProcess, launch } from '../../../../twins/kernel/index.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import type { World } from '../../../../twins/kernel/world.js'
import type { DatabaseEngine } from '../../../../twins/postgres/index.js'
import { temporal } from '../../../../twins/temporal/index.js'
import { SqlWorld } from '../../../support/postgres.js'

export type Store = 'default' | 'visibility'

export const DATABASES: Readonly<Record<Store, string>> = {
  default: 'temporal',
  visibility: 'temporal_visibility',
}
const FOLDERS: Readonly<Record<Store, string>> = { default: 'temporal', visibility: 'visibility' }

export const ENVIRONMENT = {
  SQL_HOST: 'db',
  SQL_PORT: '5432',
  SQL_USER: 'temporal',
  SQL_PASSWORD: 'x',
  SQL_PLUGIN: 'postgres12',
}

export const ROLE = "CREATE ROLE temporal LOGIN CREATEDB PASSWORD 'x'"

/** A server named `main` behind host `db` with the role `temporal`, and the given statements run in `postgres`. */
export function temporalWorld(
  engine: DatabaseEngine,
  options: {
    readonly statements?: readonly string[]
    readonly release?: string
    readonly components?: readonly Component[]
    readonly files?: Readonly<Record<string, string>>
  } = {},
): SqlWorld {
  const { statements = [], release, components = [], files = {} } = options
  const bootstrap = [ROLE, ...statements].map((statement) => ({ database: 'postgres', statement }))
  return SqlWorld.create(engine, [{ name: 'main', hosts: { db: '10.0.0.1' }, bootstrap }], {
    components: [release === undefined ? temporal : ofRelease(release), ...components],
    files,
  })
}

function ofRelease(release: string): Component {
  return { ...temporal, profiles: temporal.profiles.map((profile) => ({ ...profile, default: release })) }
}

/** `update-schema` and `setup-schema` of a store as commands. */
export function commands(store: Store): {
  readonly setup: readonly string[]
  readonly update: readonly string[]
} {
  const tool = ['temporal-sql-tool', '--db', DATABASES[store]]
  const folder = `/etc/temporal/schema/postgresql/v12/${FOLDERS[store]}/versioned`
  return {
    setup: [...tool, 'setup-schema', '-v', '0.0'],
    update: [...tool, 'update-schema', '-d', folder],
  }
}

/** Run the tool; each run has a name of its own. */
export async function runTool(world: SqlWorld, argv: readonly string[], pid: string, env: object = {}) {
  return world.tool(argv, { env: { ...ENVIRONMENT, ...env } }, pid)
}

/** The world whenever a process is about to make its next request, from the first one to the last. */
export async function requestsOf(world: SqlWorld, argv: readonly string[], pid: string) {
  const twin = createEmbeddedTwin(world.system)
  const args = { argv, env: ENVIRONMENT, cwd: '', stdin: '' } as unknown as JsonObject
  let state = launch(world.system, world.world, pid, `tool:${argv[0]}`, args)
  const points: { readonly world: World; readonly request: JsonObject }[] = []
  while (twin.exitOf(state, pid) === null) {
    const { step, pending } = findProcess(state, pid)!
    points.push({ world: state, request: pending?.payload ?? {} })
    const moved = await twin.advance(
      state,
      (next) => (findProcess(next, pid)?.step ?? 0) > step || twin.exitOf(next, pid) !== null,
    )
    state = moved.state
  }
  return { points, end: new SqlWorld(world.system, state) }
}

/** Kill a process by SIGKILL after the effect of the request it is about to make, and let its session end. */
export async function killAfter(world: SqlWorld, at: World, pid: string): Promise<SqlWorld> {
  const budget: FaultBudget = { crashes: 1, stalls: 0, processes: [pid], controllers: [] }
  const killed = applyFault(world.system, at, `kill-after ${pid}`, budget).world
  const { state } = await createEmbeddedTwin(world.system).advance(killed, () => false)
  return new SqlWorld(world.system, state)
}

/** The single value of a query of the superuser. */
export async function queryValue(world: SqlWorld, database: string, query: string): Promise<string | null> {
  const { answer } = await world.as(query, { database })
  const results = answer['results'] as readonly { readonly rows: readonly (readonly (string | null)[])[] }[]
  return results.at(-1)?.rows[0]?.[0] ?? null
}
