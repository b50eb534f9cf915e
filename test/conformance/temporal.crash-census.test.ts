import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { World } from '../../twins/kernel/world.js'
import { type SqlWorld, testEngine } from '../support/postgres.js'
import {
  commands,
  DATABASES,
  killAfter,
  queryValue,
  requestsOf,
  runTool,
  type Store,
  temporalWorld,
} from '../unit/twins/temporal/temporal-worlds.js'

/**
 * What becomes of a migration that is killed: the tool dies after one request of update-schema, and the same command runs again. The counts are those
 * of the files of temporalio/temporal v1.29.1 on PostgreSQL 15.20.
 */
const engine = testEngine()
afterAll(() => engine.close())

/** Everything in a database but the history of updates. */
const SHAPE = `SELECT md5(string_agg(item, ';' ORDER BY item)) FROM (
  SELECT concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable) FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = 'convert_ts') AS items(item)`

interface KillPoint {
  /** Version that was under way. */
  readonly version: string
  /** How many of its statements were done; `row`: its version row as well. */
  readonly done: number | 'row'
  readonly outcome: 'recovers' | 'stuck' | 'silently wrong'
  /** The error of the run that follows. */
  readonly error: string
  readonly historyMissing: boolean
}

/** A request of the uninterrupted run that changes something. */
interface Point {
  readonly version: string
  readonly done: number | 'row'
  readonly world: World
}

/**
 * Statements and version rows of a run, in order. What else it asks changes nothing, or is a version's line in the history, after which the
 * database is at a version and nothing is under way.
 */
function pointsOf(
  requests: readonly { readonly world: World; readonly request: JsonObject }[],
): readonly Point[] {
  const points: Point[] = []
  let open: World[] = []
  for (const { world, request } of requests) {
    const statement = String(request['statement'] ?? '')
    if (!/^(CREATE|ALTER|DROP|INSERT)/.test(statement) || statement.includes('schema_update_history'))
      continue
    const version = /INSERT INTO schema_version .*now\(\), '([\d.]+)'/.exec(statement)?.[1]
    if (version === undefined) {
      open.push(world)
      continue
    }
    points.push(...open.map((at, done) => ({ version, done: done + 1, world: at })))
    points.push({ version, done: 'row', world })
    open = []
  }
  return points
}

class Census {
  readonly store: Store
  readonly before: SqlWorld
  readonly #versions: string[] = []

  constructor(store: Store, before: SqlWorld) {
    this.store = store
    this.before = before
  }

  async take(): Promise<readonly KillPoint[]> {
    const { points: requests, end } = await requestsOf(this.before, commands(this.store).update, 'update')
    const points = pointsOf(requests)
    this.#versions.push(...new Set(points.map(({ version }) => version)))
    const shape = await this.#ask(end, SHAPE)
    const found: KillPoint[] = []
    for (const point of points) {
      const { version, done } = point
      const killed = await killAfter(this.before, point.world, 'update')
      const judged = done === 'row' ? await this.#judgeRow(killed, point) : await this.#judge(killed, shape)
      found.push({ version, done, ...judged })
    }
    return found
  }

  async #judge(killed: SqlWorld, shape: string | null): Promise<Omit<KillPoint, 'version' | 'done'>> {
    const { update } = commands(this.store)
    const { next, exit } = await runTool(killed, update, 'update again')
    const error = /"error": "(.*)", "logging-call-at": "handler.go"/.exec(exit.stderr)?.[1] ?? ''
    if (exit.code === 0) {
      const same = (await this.#ask(next, SHAPE)) === shape
      return {
        outcome: same ? 'recovers' : 'silently wrong',
        error,
        historyMissing: await this.#misses(next),
      }
    }
    const third = await runTool(next, update, 'update a third time')
    return { outcome: third.exit.code === 0 ? 'recovers' : 'stuck', error, historyMissing: false }
  }

  /** The tool never reads the history, so one version more shows what the rest would. */
  async #judgeRow(killed: SqlWorld, { version }: Point): Promise<Omit<KillPoint, 'version' | 'done'>> {
    const following = this.#versions[this.#versions.indexOf(version) + 1] ?? version
    const { next, exit } = await runTool(
      killed,
      [...commands(this.store).update, '-v', following],
      'update again',
    )
    const read = await this.#ask(next, 'SELECT curr_version FROM schema_version')
    const recovers = exit.code === 0 && read === following
    const historyMissing = await this.#misses(next, version)
    return { outcome: recovers ? 'recovers' : 'stuck', error: exit.stderr, historyMissing }
  }

  async #misses(world: SqlWorld, version?: string): Promise<boolean> {
    const wanted = version === undefined ? this.#versions : [version]
    const query = `SELECT count(DISTINCT new_version) FROM schema_update_history WHERE new_version IN (${wanted.map((one) => `'${one}'`).join(', ')})`
    return (await this.#ask(world, query)) !== String(wanted.length)
  }

  #ask(world: SqlWorld, query: string): Promise<string | null> {
    return queryValue(world, DATABASES[this.store], query)
  }
}

/** `1.0: after 3-30 duplicate key …`: the stuck ones by version and error. */
function stuckBy(points: readonly KillPoint[]): readonly string[] {
  const groups = new Map<string, (number | 'row')[]>()
  for (const { version, done, outcome, error } of points) {
    if (outcome !== 'stuck') continue
    const key = `${version}: ${error}`
    groups.set(key, [...(groups.get(key) ?? []), done])
  }
  return [...groups].map(([key, done]) => `${key} after ${done[0]}-${done.at(-1)} (${done.length})`)
}

describe.each([
  {
    store: 'default',
    total: 86,
    stuck: [
      '1.0: error executing statement: pq: duplicate key value violates unique constraint \\"namespace_metadata_pkey\\" after 3-30 (28)',
      '1.4: error executing statement: pq: column \\"immutable_data\\" of relation \\"cluster_metadata\\" does not exist after 1-2 (2)',
      '1.8: error executing statement: pq: table \\"tiered_storage_tasks\\" does not exist after 1-3 (3)',
      '1.13: error executing statement: pq: table \\"nexus_incoming_services\\" does not exist after 1-4 (4)',
      '1.16: error executing statement: pq: column \\"data_encoding\\" of relation \\"current_executions\\" does not exist after 1-1 (1)',
    ],
    stuckTotal: 38,
    versions: 19,
  },
  {
    store: 'visibility',
    total: 105,
    stuck: [
      '1.2: error executing statement: pq: index \\"by_type_start_time\\" does not exist after 6-54 (49)',
      '1.6: error executing statement: pq: index \\"by_root_workflow_id\\" does not exist after 1-6 (6)',
      '1.6: error executing statement: pq: index \\"by_root_run_id\\" does not exist after 7-7 (1)',
    ],
    stuckTotal: 56,
    versions: 10,
  },
] as const)(
  'a killed migration of the $store store at 1.29.1',
  ({ store, total, stuck, stuckTotal, versions }) => {
    let points: readonly KillPoint[] = []

    beforeAll(async () => {
      const created = temporalWorld(engine, {
        statements: [`CREATE DATABASE ${DATABASES[store]} OWNER temporal`],
      })
      const before = (await runTool(created, commands(store).setup, 'setup')).next
      points = await new Census(store, before).take()
    }, 300_000)

    it('has as many points', () => {
      expect(points.length).toBe(total)
    })

    it('is stuck at these', () => {
      expect(stuckBy(points)).toEqual(stuck)
      expect(points.filter(({ outcome }) => outcome === 'stuck').length).toBe(stuckTotal)
    })

    it('recovers from all others with the same schema', () => {
      expect(points.filter(({ outcome }) => outcome === 'silently wrong')).toEqual([])
    })

    it('misses a line in its history when killed before it was written', () => {
      const missing = points.filter(({ historyMissing }) => historyMissing)
      expect(missing.map(({ done }) => done)).toEqual(Array.from({ length: versions }, () => 'row'))
    })
  },
)
