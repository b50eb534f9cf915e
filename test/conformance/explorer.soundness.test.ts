import { describe, expect, it, vi } from 'vitest'
import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { scenarioName, shippedScenarios } from '../../harness/scenario/load.js'
import type { Exploration, ExplorationBounds, Scenario } from '../../harness/scenario/scenario.js'
import {
  loadSmall,
  meaningOf,
  type Shipped,
  type ShippedSearch,
  searchShipped,
} from '../support/explorations.js'

// A search without merging takes its time, and more on a busy machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const NAIVE = { merge: false, eliminate: false }

/** What a search without merging can follow in one test. */
const MOST_EXECUTIONS = 600
const MOST_TRANSITIONS = 50_000
/** A reduced search that comes to more states is not tried without merging. */
const MOST_STATES = 4000

/** The steps of one refuted sequence, as many of them at a time as `bounds` says. */
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

/**
 * The first of these searches that can be made without merging, and what it comes to with merging. The last is always made:
 * orders of steps alone have about as many executions either way.
 */
async function feasible(loaded: Shipped, name: string, searches: readonly ShippedSearch[]) {
  for (const search of searches) {
    const last = search === searches.at(-1)
    const bounded = last ? search : { ...search, bounds: { ...search.bounds, states: MOST_STATES } }
    const reduced = await searchShipped(loaded, name, bounded)
    if (last || isFeasible(reduced)) return { search, reduced }
  }
  throw new Error('there is nothing to search')
}

function isFeasible({ coverage }: ExplorationOutcome): boolean {
  const { reached, represented, transitions, executions } = coverage
  if (reached.length > 0 || Number(represented) > MOST_EXECUTIONS) return false
  return (Number(represented) * transitions) / executions <= MOST_TRANSITIONS
}

async function expectSound(loaded: Shipped, name: string, searches: readonly ShippedSearch[]): Promise<void> {
  const { search, reduced } = await feasible(loaded, name, searches)
  const naive = await searchShipped(loaded, name, { ...search, ...NAIVE })
  expect(reduced.coverage.reached).toEqual([])
  expect(naive.coverage.reached).toEqual([])
  expect(naive.coverage.merged).toBe(0)
  expect(meaningOf(reduced)).toEqual(meaningOf(naive))
  // What was merged still counts: a search that does not merge follows each of these executions.
  const { represented } = reduced.coverage
  if (represented === String(naive.coverage.executions)) return
  // What is run at once because it changes nothing is not delayed either: fewer executions, or cheaper ones.
  const unmerged = await searchShipped(loaded, name, { ...search, merge: false })
  expect(meaningOf(unmerged)).toEqual(meaningOf(naive))
  expect(represented).toBe(String(unmerged.coverage.executions))
}

/**
 * What is asked of one exploration, the largest bounds first: orders of events, crashes, and late controllers where it has them.
 * With a database behind it a search that never merges is feasible for orders of steps and crashes of one step; what its
 * censuses find is compared with kills by hand (`explorer.census.test.ts`).
 */
function searchesOf(
  exploration: Exploration,
  database: boolean,
): readonly (readonly [string, readonly ShippedSearch[]])[] {
  if (exploration.census !== undefined)
    return database ? [] : [['kills', [{ bounds: exploration.bounds ?? {} }]]]
  const stalls = exploration.bounds?.stalls ?? 0
  const late = [['late controllers', [thin(exploration, { stalls })]] as const]
  const departures = database ? [{}] : [{ delays: 1 }, { steps: 1, delays: 1 }, {}]
  return [
    ['orders', departures.map((bounds) => thin(exploration, bounds))],
    ['crashes', [crashed(exploration)]],
    ...(stalls > 0 ? late : []),
  ]
}

/** Explorations that share an alphabet are thinned to the same search: it is made once. */
function distinct({ explorations = [], world }: Scenario) {
  const searches = explorations.flatMap((exploration) =>
    searchesOf(exploration, world.systems !== undefined).map(
      ([what, search]) => [`${exploration.name}: ${what}`, exploration.name, search] as const,
    ),
  )
  const keyOf = (name: string, tried: readonly ShippedSearch[]) =>
    JSON.stringify(tried.map(({ alphabet, bounds }) => [[...(alphabet ?? [name])].sort(), bounds]))
  const keys = searches.map(([, name, search]) => keyOf(name, search))
  return searches.filter((_, index) => keys.indexOf(keys[index]!) === index)
}

const shipped = await Promise.all(
  shippedScenarios().map(async (path) => [scenarioName(path), await loadSmall(path)] as const),
)

describe.each(shipped)('reduced and naive search agree in the small world of %s', (_name, loaded) => {
  it.each(distinct(loaded.scenario))('%s', (_title, exploration, searches) =>
    expectSound(loaded, exploration, searches),
  )
})

function flagship(): Shipped {
  return shipped.find(([name]) => name === 'secret-deletion-doom-loop')![1]
}

describe('the reduction', () => {
  it('saves nine of ten transitions where it counts: many orders of events', async () => {
    const loaded = flagship()
    const search: ShippedSearch = { alphabet: ['drop', 'terraform'], bounds: { steps: 2, delays: 5 } }
    const reduced = await searchShipped(loaded, 'hand-over', search)
    const naive = await searchShipped(loaded, 'hand-over', { ...search, ...NAIVE })
    expect(meaningOf(reduced)).toEqual(meaningOf(naive))
    expect(naive.coverage.transitions / reduced.coverage.transitions).toBeGreaterThan(10)
  })
})
