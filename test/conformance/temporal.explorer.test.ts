import { afterAll, expect, it } from 'vitest'
import { exploreModel } from '../../harness/explorer/explore-model.js'
import { toolProgramName } from '../../twins/contract/component.js'
import { createEmbeddedTwin } from '../../twins/embedded/embedded-twin.js'
import { launch, type Program } from '../../twins/kernel/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { Process } from '../../twins/kernel/process.js'
import { exec } from '../../twins/kernel/requests.js'
import { PROCESSES } from '../../twins/kernel/tables.js'
import type { View } from '../../twins/kernel/world.js'
import { programs, testEngine } from '../support/postgres.js'
import { commands, ENVIRONMENT, runTool, temporalWorld } from '../unit/twins/temporal/temporal-worlds.js'

const engine = testEngine()
afterAll(() => engine.close())

const { setup, update } = commands('default')

/** Runs the update, and once more if it fails: an operator who tries again. */
const operator: Program = function* () {
  const args = {
    argv: [...update, '-v', '1.4'],
    env: ENVIRONMENT,
    cwd: '',
    stdin: '',
  } as unknown as JsonObject
  const tool = toolProgramName('temporal-sql-tool')
  const first = yield* exec('update', tool, args)
  return first.code === 0 ? 0 : (yield* exec('again', tool, args)).code
}

/** What the second try died of. */
function problemOf(view: View): string | null {
  const again = view.get<Process>(PROCESSES, 'operator/again')
  if (again === undefined || again.exit?.code === 0) return null
  return /error executing statement: (.*?)", "logging/.exec(again.stderr)?.[1] ?? again.stderr
}

it('one crash of an update to 1.4, at any request and of any kind, ends in two ways that a second try does not get out of', async () => {
  const created = temporalWorld(engine, {
    statements: ['CREATE DATABASE temporal OWNER temporal'],
    components: [programs({ operator })],
  })
  const { system, world } = (await runTool(created, setup, 'setup')).next
  const { violations, reached } = await exploreModel({
    twin: createEmbeddedTwin(system),
    start: launch(system, world, 'operator', 'operator', {}),
    atEnd: problemOf,
    left: {
      delays: 0,
      faults: { crashes: 1, stalls: 0, processes: ['operator/update'], controllers: [] },
    },
  })
  expect(reached).toEqual([])
  expect(violations.map(({ message }) => message).sort()).toEqual([
    'pq: column \\"immutable_data\\" of relation \\"cluster_metadata\\" does not exist',
    'pq: duplicate key value violates unique constraint \\"namespace_metadata_pkey\\"',
  ])
  const faults = violations.map(({ trace }) => trace.filter((choice) => choice.startsWith('fault ')).length)
  expect(faults).toEqual([1, 1])
}, 300_000)
