import { describe, expect, it } from 'vitest'
import { packLeft, packSpent, pay, UNBOUNDED } from '../../../../harness/explorer/budget.js'
import { ExploredGraph, NO_STEP } from '../../../../harness/explorer/graph.js'
import { ROOT } from '../../../../harness/explorer/search.js'
import { countExecutions, wordsOf } from '../../../../harness/explorer/words.js'
import { NO_FAULTS } from '../../../../twins/kernel/index.js'

const left = (delays: number, crashes = 0) => ({ delays, faults: { ...NO_FAULTS, crashes } })
const ONE_DELAY = packSpent(left(1), left(0))

describe('what is spent', () => {
  it('is taken off, each kind for itself', () => {
    const spent = packSpent(left(3, 2), left(1, 1))
    expect(pay(packLeft(left(3, 2)), spent)).toBe(packLeft(left(1, 1)))
    expect(pay(packLeft(left(1, 2)), spent)).toBeNull()
    expect(pay(packLeft(left(3, 0)), spent)).toBeNull()
  })

  it('is nothing of what has no bound', () => {
    const all = left(UNBOUNDED)
    expect(packSpent(all, all)).toBe(0)
    expect(pay(packLeft(all), ONE_DELAY)).toBe(packLeft(all))
  })
})

describe('sequences of a graph', () => {
  /** Two steps, each with a detour that costs a delay and leads back: the paths were merged. */
  function detours(): ExploredGraph {
    const graph = new ExploredGraph()
    const add = (from: number, to: number, step: number, spent: number) =>
      graph.addEdge(from, { to, step, via: to, spent })
    add(ROOT, 0, 0, 0)
    add(0, 1, NO_STEP, 0)
    add(0, 2, NO_STEP, ONE_DELAY)
    add(2, 1, NO_STEP, 0)
    add(1, 3, 1, 0)
    add(3, 4, NO_STEP, 0)
    add(3, 5, NO_STEP, ONE_DELAY)
    graph.addEnd(4, 0)
    graph.addEnd(5, 1)
    return graph
  }

  it.each([
    [0, 1n, [0]],
    [1, 3n, [0, 1]],
    [2, 4n, [0, 1]],
  ])('with %d delays hold %d executions: a merged path spends only what it has', (delays, count, ends) => {
    expect(countExecutions(detours(), packLeft(left(delays)))).toBe(count)
    const words = wordsOf(detours(), packLeft(left(delays)), new Set())
    expect(words.find((word) => word.steps.length === 2)).toEqual({ steps: [0, 1], ends, returns: false })
  })
})
