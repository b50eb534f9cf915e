import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { SERVERS, type ServerRow } from '../../../twins/postgres/index.js'
import { installedMajors } from '../../../twins/postgres/server/binaries.js'
import { SqlWorld, testEngine } from '../../support/postgres.js'

/** Statements that may succeed, fail, do nothing or undo each other, in any order. */
const STATEMENTS = [
  'CREATE TABLE t(id serial PRIMARY KEY, note text, at timestamptz DEFAULT now())',
  "INSERT INTO t(note) VALUES ('x')",
  "UPDATE t SET note = 'y' WHERE id = 1",
  'DELETE FROM t',
  'DROP TABLE t',
  'SELECT * FROM t',
  'CREATE ROLE r LOGIN PASSWORD $$one$$',
  'ALTER ROLE r PASSWORD $$two$$',
  'DROP ROLE r',
  'CREATE DATABASE d TEMPLATE template1',
  'DROP DATABASE d',
  'SELECT rolname, rolpassword IS NULL FROM pg_authid WHERE rolname = $$r$$',
] as const

const installed = installedMajors(['17']).length > 0
const [forking, fresh] = [testEngine(), testEngine()]
afterAll(() => Promise.all([forking.close(), fresh.close()]))

const stateOf = ({ world }: SqlWorld) => world.get<ServerRow>(SERVERS, 'main')!.state

async function runAll(start: SqlWorld, statements: readonly string[]) {
  const answers: unknown[] = []
  let world = start
  for (const statement of statements) {
    const { next, answer } = await world.as(statement)
    answers.push(answer)
    world = next
  }
  return { answers, world }
}

const script = fc.array(fc.constantFrom(...STATEMENTS), { maxLength: 6 })
const start = (engine: typeof forking) => SqlWorld.create(engine, [{ name: 'main' }])

describe.skipIf(!installed)('databases as values', () => {
  it('what is remembered equals what a fresh server answers, and forks never see each other', async () => {
    const world = start(forking)
    await fc.assert(
      fc.asyncProperty(script, script, script, async (common, left, right) => {
        const base = await runAll(world, common)
        const first = await runAll(base.world, left)
        const second = await runAll(base.world, right)
        expect(stateOf(base.world)).toEqual(stateOf((await runAll(world, common)).world))
        const alone = start(fresh)
        const expected = await runAll(alone, [...common, ...right])
        expect([...base.answers, ...second.answers]).toEqual(expected.answers)
        expect(stateOf(second.world)).toEqual(stateOf(expected.world))
        const other = await runAll(alone, [...common, ...left])
        expect([...base.answers, ...first.answers]).toEqual(other.answers)
      }),
      { numRuns: 6, seed: 7 },
    )
  })

  it('statements on different databases commute', async () => {
    const { world } = await runAll(start(forking), ['CREATE DATABASE a', 'CREATE DATABASE b'])
    const make = async (from: SqlWorld, database: string) =>
      (await from.as('CREATE TABLE t AS SELECT 1 AS i', { database })).next
    const forth = await make(await make(world, 'a'), 'b')
    const back = await make(await make(world, 'b'), 'a')
    expect(stateOf(forth)).toEqual(stateOf(back))
  })
})
