import { afterAll, describe, expect, it } from 'vitest'
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

/** What helps after a broken or lost migration, and what destroys data without an error. */
const engine = testEngine()
afterAll(() => engine.close())

async function ready(store: Store): Promise<SqlWorld> {
  const world = temporalWorld(engine, { statements: [`CREATE DATABASE ${DATABASES[store]} OWNER temporal`] })
  return (await runTool(world, commands(store).setup, 'setup')).next
}

async function current(store: Store): Promise<SqlWorld> {
  return (await runTool(await ready(store), commands(store).update, 'update')).next
}

async function statement(world: SqlWorld, store: Store, text: string): Promise<SqlWorld> {
  const { next, answer } = await world.as(text, { database: DATABASES[store] })
  expect(answer['error']).toBeNull()
  return next
}

const versionOf = (world: SqlWorld, store: Store) =>
  queryValue(world, DATABASES[store], 'SELECT curr_version FROM schema_version')

describe('a version row that is lost', () => {
  const INSERT = `INSERT INTO executions_visibility (namespace_id, run_id, start_time, execution_time, workflow_id, workflow_type_name, status, encoding, root_workflow_id, root_run_id) VALUES ('n', 'r', '2020-01-01', '2020-01-01', 'w', 't', 1, 'Json', 'root', 'run')`
  const ROOT = 'SELECT root_workflow_id FROM executions_visibility'

  it('of visibility: setup and update run through and erase the roots of all workflows', async () => {
    const live = await statement(await current('visibility'), 'visibility', INSERT)
    expect(await queryValue(live, DATABASES.visibility, ROOT)).toBe('root')
    const lost = await statement(live, 'visibility', 'DELETE FROM schema_version')
    const { setup, update } = commands('visibility')
    const replayed = await runTool((await runTool(lost, setup, 'setup again')).next, update, 'update again')
    expect(replayed.exit.code).toBe(0)
    expect(replayed.exit.stderr.match(/Duplicate update/g)?.length).toBe(72)
    expect(await queryValue(replayed.next, DATABASES.visibility, ROOT)).toBe('')
  })

  it('of the default store: setup-schema with the real version writes it again, and nothing else', async () => {
    const lost = await statement(await current('default'), 'default', 'DELETE FROM schema_version')
    const argv = ['temporal-sql-tool', '--db', 'temporal', 'setup-schema', '-v', '1.18']
    const repaired = (await runTool(lost, argv, 'repair')).next
    const { exit } = await runTool(repaired, commands('default').update, 'update again')
    expect(exit.code).toBe(0)
    expect(exit.stderr).toContain('found zero updates from current version 1.18')
  })
})

describe('a destructive version that broke off', () => {
  it('goes on once something has the dropped name', async () => {
    const before = await ready('default')
    const { update } = commands('default')
    const { points } = await requestsOf(before, update, 'update')
    const at = points.find(({ request }) => request['statement'] === 'DROP TABLE tiered_storage_tasks')!
    const stuck = await killAfter(before, at.world, 'update')
    expect((await runTool(stuck, update, 'update again')).exit.code).toBe(1)
    const dummy = await statement(
      stuck,
      'default',
      'CREATE TABLE tiered_storage_tasks (); ALTER TABLE tiered_storage_tasks OWNER TO temporal',
    )
    const { next, exit } = await runTool(dummy, update, 'update with a dummy')
    expect([exit.code, await versionOf(next, 'default')]).toEqual([0, '1.18'])
  })

  it('is gone with setup-schema --overwrite, and with it all rows', async () => {
    const live = await statement(
      await current('default'),
      'default',
      "INSERT INTO namespaces VALUES (54321, 'x', 'orders', 1, 'x', 'Json', false)",
    )
    const argv = ['temporal-sql-tool', '--db', 'temporal', 'setup-schema', '-o', '-v', '0.0']
    const emptied = (await runTool(live, argv, 'overwrite')).next
    const { next, exit } = await runTool(emptied, commands('default').update, 'update again')
    expect([exit.code, await versionOf(next, 'default')]).toEqual([0, '1.18'])
    expect(await queryValue(next, 'temporal', 'SELECT count(*) FROM namespaces')).toBe('0')
  })
})

describe('another release', () => {
  it.each([
    ['1.24.0', '1.12', '1.5'],
    ['1.31.2', '1.19', '1.14'],
  ])('%s has its own newest versions', async (release, main, visibility) => {
    const statements = Object.values(DATABASES).map((name) => `CREATE DATABASE ${name} OWNER temporal`)
    let world = temporalWorld(engine, { statements, release })
    for (const store of ['default', 'visibility'] as const) {
      world = (await runTool(world, commands(store).setup, `setup ${store}`)).next
      const { next, exit } = await runTool(world, commands(store).update, `update ${store}`)
      expect(exit.code).toBe(0)
      world = next
    }
    expect([await versionOf(world, 'default'), await versionOf(world, 'visibility')]).toEqual([
      main,
      visibility,
    ])
  })
})
