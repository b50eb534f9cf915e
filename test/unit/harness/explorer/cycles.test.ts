import { describe, expect, it } from 'vitest'
import { firstCycle } from '../../../../harness/explorer/cycles.js'
import { ExploredGraph, NO_STEP } from '../../../../harness/explorer/graph.js'
import { ROOT } from '../../../../harness/explorer/search.js'

function graphOf(...edges: readonly (readonly [number, number])[]): ExploredGraph {
  const graph = new ExploredGraph()
  edges.forEach(([from, to], index) => {
    graph.addEdge(from, { to, step: NO_STEP, via: index, spent: 0 })
  })
  return graph
}

describe('firstCycle', () => {
  it('finds none where every path ends', () => {
    expect(firstCycle(graphOf([ROOT, 0], [0, 1], [0, 2], [1, 3], [2, 3]))).toBeNull()
  })

  it('finds a state that leads to itself', () => {
    expect(firstCycle(graphOf([ROOT, 0], [0, 1], [1, 1]))).toEqual({ lead: [ROOT, 0, 1], period: [1] })
  })

  it('takes the cycle that is entered soonest, and the shortest through it', () => {
    const graph = graphOf([ROOT, 0], [0, 1], [1, 2], [2, 3], [3, 1], [3, 4], [4, 1])
    expect(firstCycle(graph)).toEqual({ lead: [ROOT, 0, 1], period: [1, 2, 3] })
  })
})
