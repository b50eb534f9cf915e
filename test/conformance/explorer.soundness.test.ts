import { beforeAll, describe, expect, it } from 'vitest'
import { belongsTo, mergeOutcomes } from '../../harness/explorer/merge.js'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { type LoadedScenario, scenarioName, shippedScenarios } from '../../harness/scenario/load.js'
import type { Exploration, ExplorationBounds } from '../../harness/scenario/scenario.js'
import { loadSmall, meaningOf, type ShippedSearch, searchShipped } from '../support/explorations.js'

const NAIVE = { merge: false, eliminate: false }

/** Small enough for a search that never merges: the steps of one refuted sequence, two of them at a time. */
function thin(
  { expect: { refuted }, bounds }: Exploration,
  departures: Partial<ExplorationBounds>,
): ShippedSearch {
  const alphabet = refuted.at(-1)!.slice(-2)
  return { alphabet, bounds: { ...bounds, steps: 2, stalls: 0, ...departures } }
}

/** One step, crashed at each of its requests. */
function crashed({ expect: { refuted }, bounds }: Exploration): ShippedSearch {
  return { alphabet: refuted.at(-1)!.slice(-1), bounds: { ...bounds, steps: 1, stalls: 0, crashes: 1 } }
}

const reductions: number[] = []

async function expectSound(loaded: LoadedScenario, name: string, search: ShippedSearch): Promise<void> {
  const reduced = await searchShipped(loaded, name, search)
  const naive = await searchShipped(loaded, name, { ...search, ...NAIVE })
  expect(naive.coverage.reached).toEqual([])
  expect(naive.coverage.merged).toBe(0)
  expect(meaningOf(reduced)).toEqual(meaningOf(naive))
  // What was merged still counts: the naive search has seen each of these executions.
  expect(reduced.coverage.represented).toBe(String(naive.coverage.executions))
  reductions.push(naive.coverage.transitions / reduced.coverage.transitions)
}

describe.each(shippedScenarios().map((path) => [scenarioName(path), path] as const))(
  'the explorations of %s, in its small world',
  async (_scenario, path) => {
    const loaded = await loadSmall(path)
    const explorations = loaded.scenario.explorations ?? []

    it.each(explorations.map((exploration) => [exploration.name, exploration] as const))(
      '%s: reduced and naive search agree about every order of events with two delays',
      (name, exploration) => expectSound(loaded, name, thin(exploration, { delays: 2 })),
    )

    it.each(explorations.map((exploration) => [exploration.name, exploration] as const))(
      '%s: reduced and naive search agree about every crash of a step',
      (name, exploration) => expectSound(loaded, name, crashed(exploration)),
    )

    it.each(
      explorations.filter(({ bounds }) => (bounds?.stalls ?? 0) > 0).map((one) => [one.name, one] as const),
    )('%s: reduced and naive search agree about late controllers', (name, exploration) => {
      const { stalls } = exploration.bounds!
      return expectSound(loaded, name, thin(exploration, { stalls: stalls! }))
    })
  },
)

describe('the reduction', () => {
  it('saves nine of ten transitions where it counts: many orders of events', async () => {
    const loaded = await loadSmall(shippedScenarios()[0]!)
    const search: ShippedSearch = { alphabet: ['drop', 'terraform'], bounds: { steps: 2, delays: 5 } }
    const reduced = await searchShipped(loaded, 'hand-over', search)
    const naive = await searchShipped(loaded, 'hand-over', { ...search, ...NAIVE })
    expect(meaningOf(reduced)).toEqual(meaningOf(naive))
    expect(naive.coverage.transitions / reduced.coverage.transitions).toBeGreaterThan(10)
  })
})

describe('a divided search', () => {
  let loaded: LoadedScenario
  let whole: ExplorationOutcome
  const search: ShippedSearch = { bounds: { steps: 2, delays: 1 } }

  beforeAll(async () => {
    loaded = await loadSmall(shippedScenarios()[0]!)
    whole = await searchShipped(loaded, 'hand-over', search)
  })

  it('finds in three parts what the whole finds, each end by the same shortest way', async () => {
    const parts = []
    for (const index of [1, 2, 3])
      parts.push(await searchShipped(loaded, 'hand-over', { ...search, mine: belongsTo({ index, of: 3 }) }))
    expect(parts.every((part) => part.coverage.executions < whole.coverage.executions)).toBe(true)
    const merged = mergeOutcomes(parts)
    expect(merged.ends).toEqual(whole.ends)
    expect(merged.sequences).toEqual(whole.sequences)
    expect(merged.answers).toEqual(whole.answers)
    expect(merged.fragile).toEqual(whole.fragile)
    expect(merged.surprises).toEqual(whole.surprises)
  })
})
