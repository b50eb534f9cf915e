import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packLeft, UNBOUNDED } from '../../harness/explorer/budget.js'
import { NO_STEP } from '../../harness/explorer/graph.js'
import { Search } from '../../harness/explorer/search.js'
import type { Mine, SearchResult } from '../../harness/explorer/search-contract.js'
import { belongsTo } from '../../harness/explorer/shard.js'
import type { Move, Space } from '../../harness/explorer/space.js'
import { wordsOf } from '../../harness/explorer/words.js'
import { hashString, NO_FAULTS } from '../../twins/kernel/index.js'
import { plainToys, plainWorld, searchToys } from '../support/explore-toys.js'

const LEFT = { delays: UNBOUNDED, faults: NO_FAULTS }

/** A move of a random space: which state of the next layer it leads to, what it costs, and which step it begins. */
interface Drawn {
  readonly to: number
  readonly cost: number
  readonly step: number
}

/** Layer -> state -> its moves; the states of the last layer are the ends. */
type Layers = readonly (readonly (readonly Drawn[])[])[]

const WIDTH = 4

const layers: fc.Arbitrary<Layers> = fc.array(
  fc.array(
    fc.array(
      fc.record({
        to: fc.nat({ max: WIDTH - 1 }),
        cost: fc.integer({ min: 1, max: 2 }),
        step: fc.integer({ min: NO_STEP, max: 2 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    { minLength: WIDTH, maxLength: WIDTH },
  ),
  { minLength: 1, maxLength: 5 },
)

/** States are `[layer, index]`. The first move is what happens by default; many ways lead to a state. */
function spaceOf(drawn: Layers): Space<readonly [number, number]> {
  const movesAt = ([layer, index]: readonly [number, number]) => drawn[layer]?.[index] ?? []
  return {
    moves: (node) =>
      movesAt(node).map(
        ({ cost, step }, at): Move => ({
          label: step === NO_STEP ? `go ${at}` : `start s${step} by ${at}`,
          cost: at === 0 && step === NO_STEP ? 0 : cost,
          step,
        }),
      ),
    take: (node, { label }, left) => {
      const { to } = movesAt(node)[Number(label.split(' ').at(-1))]!
      return { node: [node[0] + 1, to], left }
    },
    final: () => true,
    key: (node) => hashString(node.join('/')),
    position: ([layer]) => layer,
  }
}

interface Told {
  /** End -> the shortest way to it. */
  readonly ways: ReadonlyMap<number, { readonly cost: number; readonly path: string }>
  /** Sequence of steps -> the ends it was seen to reach. */
  readonly sequences: ReadonlyMap<string, ReadonlySet<number>>
}

async function told(drawn: Layers, mine?: Mine): Promise<Told> {
  const search = new Search({
    space: spaceOf(drawn),
    start: [0, 0],
    left: LEFT,
    states: 10_000,
    judge: ([, index]) => index,
    mine,
  })
  const result: SearchResult = await search.run()
  const words = wordsOf(result.graph, packLeft(LEFT), result.returning)
  return {
    ways: result.best,
    sequences: new Map(words.map(({ steps, ends }) => [steps.join(), new Set(ends)])),
  }
}

function together(parts: readonly Told[]): Told {
  const ways = new Map<number, { readonly cost: number; readonly path: string }>()
  const sequences = new Map<string, Set<number>>()
  for (const part of parts) {
    for (const [end, { cost, path }] of part.ways) {
      const known = ways.get(end)
      if (known === undefined || cost < known.cost || (cost === known.cost && path < known.path))
        ways.set(end, { cost, path })
    }
    for (const [steps, ends] of part.sequences)
      sequences.set(steps, new Set([...(sequences.get(steps) ?? []), ...ends]))
  }
  return { ways, sequences }
}

/** In an order of its own. */
function plain({ ways, sequences }: Told) {
  return {
    ways: [...ways].map(([end, { cost, path }]) => `${end}: ${cost} ${path}`).sort(),
    sequences: [...sequences].map(([steps, ends]) => `${steps}: ${[...ends].sort().join()}`).sort(),
  }
}

describe('a divided search', () => {
  it('finds the ends, sequences and shortest ways of the whole, however it is divided', async () => {
    await fc.assert(
      fc.asyncProperty(layers, fc.integer({ min: 1, max: 5 }), async (drawn, of) => {
        const parts: Told[] = []
        for (let index = 1; index <= of; index++) parts.push(await told(drawn, belongsTo({ index, of })))
        expect(plain(together(parts))).toEqual(plain(await told(drawn)))
      }),
      { numRuns: 300 },
    )
  })

  it('does so for processes that race for one row, one of which may be killed, cancelled or lose an answer', async () => {
    const system = plainToys()
    const shape = fc.record({
      processes: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 2 }),
      crashes: fc.integer({ min: 0, max: 1 }),
      of: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(shape, async ({ processes, count, crashes, of }) => {
        const start = plainWorld(system, processes, count, true)
        const left = { delays: UNBOUNDED, faults: { ...NO_FAULTS, crashes, processes: ['p0'] } }
        const whole = await searchToys(system, start, { left })
        const best = new Map<string, string>()
        for (let index = 1; index <= of; index++) {
          const part = await searchToys(system, start, { left, mine: belongsTo({ index, of }) })
          for (const way of part.ways) keepShorter(best, way)
        }
        expect([...best.values()].sort()).toEqual(whole.ways)
      }),
      { numRuns: 20 },
    )
  })
})

/** Every choice here costs 1: the shorter way has fewer lines. */
function keepShorter(best: Map<string, string>, way: string): void {
  const digest = way.slice(0, 32)
  const known = best.get(digest)
  const rank = (text: string) => [text.split('\n').length, text] as const
  if (known === undefined || before(rank(way), rank(known))) best.set(digest, way)
}

function before(
  [lines, text]: readonly [number, string],
  [other, known]: readonly [number, string],
): boolean {
  return lines !== other ? lines < other : text < known
}
