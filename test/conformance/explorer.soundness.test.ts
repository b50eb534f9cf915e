import { describe, expect, it, vi } from 'vitest'
import { scenarioName, shippedScenarios } from '../../harness/scenario/load.js'
import type { Exploration, ExplorationBounds } from '../../harness/scenario/scenario.js'
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

async function expectSound(loaded: Shipped, name: string, search: ShippedSearch): Promise<void> {
  const reduced = await searchShipped(loaded, name, search)
  const naive = await searchShipped(loaded, name, { ...search, ...NAIVE })
  expect(naive.coverage.reached).toEqual([])
  expect(naive.coverage.merged).toBe(0)
  expect(meaningOf(reduced)).toEqual(meaningOf(naive))
  // What was merged still counts: the naive search has seen each of these executions.
  expect(reduced.coverage.represented).toBe(String(naive.coverage.executions))
}

/** What is asked of one exploration: orders of events, crashes, and late controllers where it has them. */
function searchesOf(exploration: Exploration): readonly (readonly [string, ShippedSearch])[] {
  const stalls = exploration.bounds?.stalls ?? 0
  const late = [['late controllers', thin(exploration, { stalls })] as const]
  return [
    ['orders of events', thin(exploration, { delays: 1 })],
    ['crashes', crashed(exploration)],
    ...(stalls > 0 ? late : []),
  ]
}

/** Explorations that share an alphabet are thinned to the same search: it is made once. */
function distinct(explorations: readonly Exploration[]) {
  const searches = explorations.flatMap((exploration) =>
    searchesOf(exploration).map(
      ([what, search]) => [`${exploration.name}: ${what}`, exploration.name, search] as const,
    ),
  )
  const keyOf = ({ alphabet = [], bounds }: ShippedSearch) => JSON.stringify([[...alphabet].sort(), bounds])
  return searches.filter(
    ([, , search], index) => searches.findIndex(([, , other]) => keyOf(other) === keyOf(search)) === index,
  )
}

const shipped = await Promise.all(
  shippedScenarios().map(async (path) => [scenarioName(path), await loadSmall(path)] as const),
)

/** A scenario without explorations is searched by its fixes, when somebody asks for it. */
const searched = shipped.filter(([, { scenario }]) => (scenario.explorations ?? []).length > 0)

describe.each(searched)('reduced and naive search agree in the small world of %s', (_name, loaded) => {
  it.each(distinct(loaded.scenario.explorations ?? []))('%s', (_title, exploration, search) =>
    expectSound(loaded, exploration, search),
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
