import { describe, expect, it } from 'vitest'
import { planSequence } from '../../../../harness/runner/plan.js'
import type { Step } from '../../../../harness/scenario/scenario.js'
import { RehearseError } from '../../../../twins/kernel/errors.js'

const elapsed = { kind: 'elapsed', ms: 1000 } as const
const step = (name: string, options: Partial<Step> = {}): Step => ({
  name,
  command: { argv: [name] },
  ...options,
})
const during = (name: string, outer: string, options: Partial<Step> = {}) =>
  step(name, { during: { step: outer, when: elapsed }, ...options })

describe('planSequence', () => {
  it('puts each step after the one written before it', () => {
    const plan = planSequence([step('a'), step('b'), step('c')])
    expect(plan.order.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect([...plan.after]).toEqual([
      ['a', []],
      ['b', ['a']],
      ['c', ['b']],
    ])
  })

  it('lets a step name what it comes after', () => {
    const plan = planSequence([step('a'), step('b', { after: [] }), step('c', { after: ['a', 'b'] })])
    expect(plan.after.get('b')).toEqual([])
    expect(plan.after.get('c')).toEqual(['a', 'b'])
  })

  it('keeps steps that start inside another one out of the order', () => {
    const plan = planSequence([step('a'), during('x', 'a'), during('y', 'a'), step('b')])
    expect(plan.order.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(plan.during.get('a')?.map(({ name }) => name)).toEqual(['x', 'y'])
    expect(plan.after.get('b')).toEqual(['a'])
  })

  it.each<readonly [string, readonly Step[], string]>([
    ['a repeated name', [step('a'), step('a')], 'step a is used twice'],
    ['an unknown step before it', [step('a', { after: ['b'] })], 'step b does not come before a'],
    ['itself', [step('a', { after: ['a'] })], 'step a does not come before a'],
    ['an unknown outer step', [during('x', 'a')], 'step a does not come before x'],
    [
      'a step inside a step inside a step',
      [step('a'), during('x', 'a'), during('y', 'x')],
      'step y starts during x, which is inside a step itself',
    ],
    [
      'both during and after',
      [step('a'), during('x', 'a', { after: ['a'] })],
      'step x has both during and after',
    ],
  ])('refuses %s', (_what, steps, message) => {
    expect(() => planSequence(steps)).toThrow(message)
  })

  it('says which steps there are', () => {
    try {
      planSequence([step('b'), step('a'), step('c', { after: ['d'] })])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(RehearseError)
      expect((error as RehearseError).code).toBe('sequence-invalid')
      expect((error as RehearseError).remedy).toBe('Steps so far: a, b.')
    }
  })
})
