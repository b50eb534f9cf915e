import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { CensusOutcome } from '../../harness/explorer/census.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { findScenario } from '../../harness/scenario/load.js'
import { loadSmall, searchShipped } from '../support/explorations.js'

// A migration is killed after each of its statements, and started again by its Job: minutes on a busy machine.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 })

/** `error: 28`: how many kills end in an error that no retry gets past. */
function stuckBy({ points }: CensusOutcome): readonly string[] {
  const groups = new Map<string, number>()
  for (const { fate, because } of points)
    if (fate === 'stuck') groups.set(because!, (groups.get(because!) ?? 0) + 1)
  return [...groups].map(([error, count]) => `${error.replace('error executing statement: ', '')}: ${count}`)
}

/**
 * The counts are those of `temporal.crash-census.test.ts`, which kills the tool by faults of the kernel and starts it by hand. Here
 * the explorer finds the moments, and the Job's controller starts it again.
 */
describe.each([
  {
    exploration: 'killed-in-default',
    kills: 86,
    stuck: [
      'pq: duplicate key value violates unique constraint \\"namespace_metadata_pkey\\": 28',
      'pq: column \\"immutable_data\\" of relation \\"cluster_metadata\\" does not exist: 2',
      'pq: table \\"tiered_storage_tasks\\" does not exist: 3',
      'pq: table \\"nexus_incoming_services\\" does not exist: 4',
      'pq: column \\"data_encoding\\" of relation \\"current_executions\\" does not exist: 1',
    ],
  },
  {
    exploration: 'killed-in-visibility',
    kills: 105,
    stuck: [
      'pq: index \\"by_type_start_time\\" does not exist: 49',
      'pq: index \\"by_root_workflow_id\\" does not exist: 6',
      'pq: index \\"by_root_run_id\\" does not exist: 1',
    ],
  },
])('the migration of Temporal 1.29.1, $exploration', ({ exploration, kills, stuck }) => {
  let outcome: ExplorationOutcome
  beforeAll(async () => {
    outcome = await searchShipped(await loadSmall(findScenario('partial-schema-migration')), exploration)
  })

  it('has as many moments to die, and is stuck after these', () => {
    expect(outcome.census!.points).toHaveLength(kills)
    expect(stuckBy(outcome.census!)).toEqual(stuck)
  })

  it('ends in the schema of the run that nobody killed wherever a retry gets through', () => {
    expect(outcome.census!.counts['silently-wrong']).toBe(0)
    expect(outcome.status).toBe('as-expected')
  })
})
