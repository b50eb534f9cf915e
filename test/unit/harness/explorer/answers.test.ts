import { describe, expect, it } from 'vitest'
import { answersOf, type JudgedSequence } from '../../../../harness/explorer/answers.js'

/** All orders of up to three of the steps, judged by a rule. */
function judged(
  steps: readonly string[],
  isSafe: (order: readonly string[]) => boolean,
): readonly JudgedSequence[] {
  const grow = (order: readonly string[]): readonly (readonly string[])[] =>
    order.length === 3
      ? [order]
      : [order, ...steps.filter((step) => !order.includes(step)).flatMap((step) => grow([...order, step]))]
  return grow([]).map((order) => ({ steps: order, verdict: isSafe(order) ? 'pass' : 'fail', returns: false }))
}

function prefixesOf(sequences: readonly JudgedSequence[]) {
  return sequences.map(({ steps, verdict, returns }) => ({ steps, good: returns || verdict === 'pass' }))
}

const before = (order: readonly string[], x: string, y: string) =>
  order.includes(x) && order.indexOf(x) < order.indexOf(y)

describe('answersOf', () => {
  const protect = judged(
    ['keep', 'drop', 'take', 'noise'],
    (order) => before(order, 'keep', 'drop') && order.includes('take'),
  )
  const answers = answersOf(protect, prefixesOf(protect))

  it('names the shortest safe sequences and the rule they obey, and how many orders obey it', () => {
    expect(answers.shortestSafe).toEqual([
      ['keep', 'drop', 'take'],
      ['keep', 'take', 'drop'],
      ['take', 'keep', 'drop'],
    ])
    expect(answers.rules).toEqual([
      {
        steps: ['drop', 'keep', 'take'],
        before: [['keep', 'drop']],
        orders: 6,
        safe: 3,
        obeying: 3,
        minimal: true,
      },
    ])
  })

  it('names the first step after which nothing leads to a pass', () => {
    const lost = answers.noReturn.map(({ steps }) => steps.join(' '))
    expect(lost).toContain('drop')
    expect(lost).toContain('keep noise')
    expect(lost).not.toContain('keep')
    expect(lost).not.toContain('drop keep')
  })

  it('leaves out what follows from other rules', () => {
    const chain = judged(['a', 'b', 'c'], (order) => order.join('') === 'abc')
    const [rule] = answersOf(chain, prefixesOf(chain)).rules
    expect(rule?.before).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ])
  })

  it('a way back to the start is no loss', () => {
    const undo = judged(['do', 'undo'], () => false).map((sequence) => ({
      ...sequence,
      returns: sequence.steps.join(' ') === 'do undo',
    }))
    const lost = answersOf(undo, prefixesOf(undo)).noReturn.map(({ steps }) => steps.join(' '))
    expect(lost).toEqual(['undo'])
  })

  it('counts the sequences that end well or badly', () => {
    const some = judged(['a', 'b'], (order) => order.includes('a')).map((sequence) => ({
      ...sequence,
      fragile: sequence.steps.join(' ') === 'a b',
    }))
    expect(answersOf(some, prefixesOf(some)).fragile).toBe(1)
  })

  it('a set of steps that holds a smaller safe one is not minimal', () => {
    const loose = judged(['a', 'b'], (order) => order.includes('a'))
    const { rules } = answersOf(loose, prefixesOf(loose))
    expect(rules.map(({ steps, minimal }) => [steps.join(' '), minimal])).toEqual([
      ['a', true],
      ['a b', false],
    ])
  })
})
