import { describe, expect, it } from 'vitest'
import { packLeft, UNBOUNDED } from '../../../../harness/explorer/budget.js'
import { countExecutions } from '../../../../harness/explorer/words.js'
import { NO_FAULTS } from '../../../../twins/kernel/index.js'
import { plainToys, plainWorld, searchToys } from '../../../support/explore-toys.js'

const system = plainToys()
const ALL = packLeft({ delays: UNBOUNDED, faults: NO_FAULTS })

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

/** Orders of n sequences of k writes each. */
function interleavings(n: number, k: number): number {
  return factorial(n * k) / factorial(k) ** n
}

describe('counts of a search have the closed form', () => {
  it.each([
    [1, 3],
    [2, 2],
    [2, 3],
    [3, 2],
  ])('%d processes of %d independent writes', async (n, k) => {
    const start = plainWorld(system, n, k)
    const naive = await searchToys(system, start, { merge: false })
    const merged = await searchToys(system, start)
    const reduced = await searchToys(system, start, { sleep: true })
    expect(naive.executions).toBe(interleavings(n, k))
    expect(countExecutions(merged.graph, ALL)).toBe(BigInt(interleavings(n, k)))
    expect(merged.digests).toEqual(naive.digests)
    expect(reduced.digests).toEqual(naive.digests)
    // Where one process is left there is no choice: those states are passed through, not entered.
    expect(reduced.states).toBe((k + 1) ** n)
    expect(reduced.transitions).toBe((k + 1) ** n - 1)
  })

  it('dependent writes keep every outcome: the last writer wins', async () => {
    const start = plainWorld(system, 3, 1, true)
    const naive = await searchToys(system, start, { merge: false })
    const reduced = await searchToys(system, start, { sleep: true })
    expect(naive.executions).toBe(6)
    expect(reduced.digests).toEqual(naive.digests)
    expect(reduced.digests).toHaveLength(3)
  })
})

describe('bounds', () => {
  it('a delay bound of d allows what costs at most d: with 0 there is one order', async () => {
    const start = plainWorld(system, 2, 3)
    const counts = []
    for (const delays of [0, 1, 2]) {
      const { executions } = await searchToys(system, start, {
        merge: false,
        left: { delays, faults: NO_FAULTS },
      })
      counts.push(executions)
    }
    expect(counts[0]).toBe(1)
    expect(counts[1]).toBeGreaterThan(1)
    expect(counts[2]).toBeGreaterThan(counts[1]!)
  })

  it('a bound on states that is reached is named', async () => {
    const { reached, states } = await searchToys(system, plainWorld(system, 3, 2), {
      merge: false,
      states: 10,
    })
    expect(reached).toEqual(['states'])
    expect(states).toBeGreaterThanOrEqual(10)
  })
})

describe('a divided search', () => {
  it.each([1, 2, 3, 5])(
    'in %d parts finds the ends of the whole, each by the same shortest way',
    async (parts) => {
      const start = plainWorld(system, 3, 1, true)
      const whole = await searchToys(system, start)
      const best = new Map<string, string>()
      for (let part = 0; part < parts; part++) {
        const result = await searchToys(system, start, { mine: (choices) => sumOf(choices) % parts === part })
        for (const way of result.ways) keepShorter(best, way)
      }
      expect([...best].map(([digest, path]) => `${digest} ${path}`).sort()).toEqual(whole.ways)
    },
  )
})

/** All ways here cost as many choices as they have lines; equal ones are ordered by their text. */
function keepShorter(best: Map<string, string>, way: string): void {
  const [digest, path] = [way.slice(0, 32), way.slice(33)]
  const rank = (text: string) => `${text.split('\n').length} ${text}`
  const known = best.get(digest)
  if (known === undefined || rank(path) < rank(known)) best.set(digest, path)
}

function sumOf(choices: readonly { readonly take: string }[]): number {
  return choices.reduce(
    (sum, { take }) => sum + [...take].reduce((total, letter) => total + letter.charCodeAt(0), 0),
    0,
  )
}
