/** Measures of the databases, printed as one line of JSON. Bundled and run by scripts/bench-postgres.mjs. */
import { PostgresEngine } from '../../twins/postgres/server/engine.js'
import type { DatabaseEngine } from '../../twins/postgres/types.js'
import { countingEngine, SqlWorld } from '../support/postgres.js'
import {
  commands,
  killAfter,
  requestsOf,
  runTool,
  temporalWorld,
} from '../unit/twins/temporal/temporal-worlds.js'
import { cost, type Figure, processor, rate, secondsOf, times, wall } from './figures.js'

const BOOTSTRAP = [
  { database: 'postgres', statement: "CREATE ROLE app LOGIN PASSWORD 'x'" },
  { database: 'postgres', statement: 'CREATE DATABASE app OWNER app' },
]
/** Statements of each kind that are timed; each is asked once. */
const STATEMENTS = 100
/** Forks go back to a state this many statements before the one a server holds. */
const DISTANCE = 8
const FORKS = 10
const REMEMBERED = 20_000
/** The requests of a migration after which a kill is looked at. */
const CHANGES = /^(CREATE|ALTER|DROP|INSERT)(?!.*schema_update_history)/s

const server = (name: string) => [{ name, hosts: { db: '10.0.0.1' }, bootstrap: BOOTSTRAP }]

/** From nothing to the first answer: a server is copied from the template, started and asked. */
async function cloneFigure(): Promise<Figure> {
  const seconds: number[] = []
  for (let round = 0; round < 5; round++) {
    const engine = new PostgresEngine()
    const world = SqlWorld.create(engine, server('main'))
    seconds.push(await secondsOf(wall, async () => void (await world.as('SELECT 1'))))
    await engine.close()
  }
  return cost('postgres: clone and start of a server', Math.min(...seconds) * 1000, 'ms')
}

/** Logins, reads and writes that nobody has made before, and the same remembered. */
async function statementFigures(engine: DatabaseEngine): Promise<readonly Figure[]> {
  let world = (
    await SqlWorld.create(engine, server('main')).as('CREATE TABLE t (a int)', { database: 'app' })
  ).next
  const per = (name: string, seconds: number, count: number) =>
    cost(`postgres: ${name}`, (seconds * 1000) / count, 'ms')
  const target = { op: 'run', host: 'db', user: 'app', database: 'app', password: 'x' } as const
  const reads = await secondsOf(wall, async () => {
    for (let index = 0; index < STATEMENTS; index++) await world.as(`SELECT ${index}`, { database: 'app' })
  })
  const logins = await secondsOf(wall, async () => {
    for (let index = 0; index < STATEMENTS; index++)
      await world.ask({ ...target, password: `wrong ${index}`, statement: 'SELECT 1' })
  })
  const states: SqlWorld[] = []
  const writes = await secondsOf(wall, async () => {
    for (let index = 0; index < STATEMENTS; index++) {
      world = (await world.as(`INSERT INTO t VALUES (${index})`, { database: 'app' })).next
      states.push(world)
    }
  })
  const forks = await secondsOf(wall, async () => {
    for (let index = 0; index < FORKS; index++) {
      const from = states[STATEMENTS - 1 - (index + 1) * DISTANCE] ?? states[0]!
      await from.as(`INSERT INTO t VALUES (${-index})`, { database: 'app' })
    }
  })
  const remembered = await secondsOf(processor, async () => {
    for (let index = 0; index < REMEMBERED; index++)
      await world.as('SELECT count(*) FROM t', { database: 'app' })
  })
  return [
    per('statement that reads', reads, STATEMENTS),
    per('login by SCRAM', logins, STATEMENTS),
    per('statement that writes, with the digest of its state', writes, STATEMENTS),
    per('fork: a statement in an earlier state', forks, FORKS),
    rate('postgres: remembered answers', REMEMBERED / remembered, 'answers'),
  ]
}

/** The tool dies before each of its requests, and runs again: both stores of Temporal 1.29.1. */
async function censusFigures(): Promise<readonly Figure[]> {
  const engine = new PostgresEngine()
  const { engine: counting, asked } = countingEngine(engine)
  let transitions = 0
  const seconds = await secondsOf(wall, async () => {
    for (const store of ['default', 'visibility'] as const) transitions += await census(counting, store)
  })
  await engine.close()
  return [
    cost('postgres: crash census of a migration, both stores', seconds, 's'),
    times(
      'postgres: transitions of the census for each request that a server was asked',
      transitions / asked.length,
    ),
  ]
}

/** Transitions that all runs together have made: nearly each is a request to the server. */
async function census(engine: DatabaseEngine, store: 'default' | 'visibility'): Promise<number> {
  const database = store === 'default' ? 'temporal' : 'temporal_visibility'
  const empty = temporalWorld(engine, { statements: [`CREATE DATABASE ${database} OWNER temporal`] })
  const { setup, update } = commands(store)
  const before = (await runTool(empty, setup, 'setup')).next
  const { points, end } = await requestsOf(before, update, 'update')
  let transitions = end.world.transitions
  for (const { world, request } of points) {
    if (!CHANGES.test(String(request['statement'] ?? ''))) continue
    const killed = await killAfter(before, world, 'update')
    const again = await runTool(killed, update, 'update again')
    transitions += again.next.world.transitions - before.world.transitions
  }
  return transitions
}

const engine = new PostgresEngine()
const figures = [await cloneFigure(), ...(await statementFigures(engine))]
await engine.close()
process.stdout.write(`${JSON.stringify([...figures, ...(await censusFigures())])}\n`)
