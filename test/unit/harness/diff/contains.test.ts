import { describe, expect, it } from 'vitest'
import { contains } from '../../../../harness/diff/contains.js'
import type { Json } from '../../../../twins/kernel/json.js'

describe('contains', () => {
  it.each<readonly [string, Json | undefined, Json, readonly string[]]>([
    ['equal values', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['members only live has', { a: 1, status: {} }, { a: 1 }, []],
    ['members in another order', { b: 2, a: 1 }, { a: 1, b: 2 }, []],
    ['null and absent', { a: 1 }, { a: 1, b: null }, []],
    ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b is 1 instead of 2']],
    ['an absent member', { a: {} }, { a: { b: 'x' } }, ['a.b is absent instead of "x"']],
    ['an absent object', {}, { a: { b: 'x' } }, ['a is absent instead of {"b":"x"}']],
    ['a value instead of nothing', { a: 1 }, { a: null }, ['a is 1 instead of null']],
    ['another type', { a: '1' }, { a: 1 }, ['a is "1" instead of 1']],
    ['an element', { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, ['a[1].b is 2 instead of 3']],
    ['more in an element', { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }, []],
    ['a longer list', { a: [1, 2] }, { a: [1] }, ['a is [1,2] instead of [1]']],
    ['several differences', { a: 1, b: 1 }, { a: 2, b: 2 }, ['a is 1 instead of 2', 'b is 1 instead of 2']],
    ['nothing at all', undefined, 1, ['the value is absent instead of 1']],
  ])('%s', (_what, live, declared, differences) => {
    expect(contains(live, declared)).toEqual(differences)
  })
})
