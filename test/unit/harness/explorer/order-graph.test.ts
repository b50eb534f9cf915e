import { describe, expect, it } from 'vitest'
import { orderGraphOf, ordersOf } from '../../../../harness/explorer/order-graph.js'
import type { ExploredEnd, ExploredSequence } from '../../../../harness/explorer/outcome.js'

const ends = (['pass', 'fail'] as const).map(
  (verdict): ExploredEnd => ({
    digest: verdict,
    ending: 'settled',
    verdicts: [{ goal: 'done', verdict, gates: [], failsAfterMs: null }],
    cost: 1,
    path: '',
    choices: [],
    steps: [],
    seen: [],
  }),
)

/** Sequences by their text: `a b` -> the ends they reach. */
function explored(found: Readonly<Record<string, readonly number[]>>, returning: readonly string[] = []) {
  const sequences = Object.entries(found).map(
    ([text, reached]): ExploredSequence => ({
      steps: text === '' ? [] : text.split(' '),
      ends: reached,
      returns: returning.includes(text),
    }),
  )
  return { goals: ['done'], ends, sequences }
}

const bothOrders = { '': [1], a: [1], b: [1], 'a b': [0], 'b a': [0, 1] }

describe('ordersOf', () => {
  it('says what each complete sequence comes to; one that ends well or badly is fragile', () => {
    expect(
      ordersOf(explored(bothOrders)).map(({ sequence, verdict }) => [sequence.join(' '), verdict]),
    ).toEqual([
      ['', 'fail'],
      ['a', 'fail'],
      ['b', 'fail'],
      ['a b', 'pass'],
      ['b a', 'fragile'],
    ])
  })

  it('leaves out what is only the beginning of others', () => {
    expect(ordersOf(explored({ '': [], a: [0] })).map(({ sequence }) => sequence)).toEqual([['a']])
  })
})

describe('orderGraphOf', () => {
  it('puts beginnings together after which the same steps come to the same', () => {
    const same = { '': [1], a: [1], b: [1], c: [1], 'a c': [0], 'b c': [0] }
    const { nodes, edges } = orderGraphOf(explored(same))
    expect(nodes.map(({ example, sequences }) => [example.join(' '), sequences])).toEqual([
      ['', 1],
      ['a', 2],
      ['c', 1],
      ['a c', 2],
    ])
    expect(edges.map(({ from, step, to }) => `${from} ${step} ${to}`)).toEqual([
      '0 a 1',
      '0 b 1',
      '0 c 2',
      '1 c 3',
    ])
  })

  it('tells apart what comes to something else in another order', () => {
    const { nodes } = orderGraphOf(explored(bothOrders))
    expect(nodes).toHaveLength(5)
    expect(nodes.map(({ reaches }) => reaches)).toEqual(Array.from({ length: 5 }, () => ['done']))
  })

  it('knows from where nothing leads to a pass any more, unless it came back to the start', () => {
    const lost = { '': [1], a: [1], b: [1], 'a b': [1], 'b a': [1] }
    const reaches = (returning: readonly string[]) =>
      orderGraphOf(explored(lost, returning)).nodes.map(
        ({ example, reaches: goals }) => `${example.join(' ')}: ${goals.join()}`,
      )
    expect(reaches([])).toEqual([': ', 'a: ', 'b: ', 'a b: '])
    expect(reaches(['a b'])).toEqual([': done', 'a: done', 'b: ', 'a b: done', 'b a: '])
  })

  it('has a path for every sequence', () => {
    const { nodes, edges } = orderGraphOf(explored(bothOrders))
    for (const text of Object.keys(bothOrders)) {
      const steps = text === '' ? [] : text.split(' ')
      const node = steps.reduce(
        (at, step) => edges.find((edge) => edge.from === at && edge.step === step)!.to,
        0,
      )
      expect(Object.keys(nodes[node]!.verdicts)).toEqual(['done'])
    }
  })
})
