import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hashEquals,
  hashJson,
  hashJsonWithout,
  mintId,
  toNameSuffix,
  toUuid,
} from '../../../../twins/kernel/index.js'
import { Table, type TableSpec } from '../../../../twins/kernel/table.js'

const spec: TableSpec<{ size: number }> = { name: 't', indexes: { size: (row) => [String(row.size)] } }
const rows = fc.array(
  fc.tuple(fc.stringMatching(/^[a-c]{1,3}$/), fc.option(fc.nat({ max: 3 }), { nil: undefined })),
)

function apply(
  table: Table<{ size: number }>,
  changes: readonly (readonly [string, number | undefined])[],
): void {
  for (const [key, size] of changes) table.write(key, size === undefined ? undefined : { size })
}

describe('tables', () => {
  it('hold what a map holds, sorted, with indexes and a hash of the content alone', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const table = new Table(spec)
        apply(table, first)
        const fork = table.fork()
        const before = table.range('')
        apply(fork, second)
        expect(table.range('')).toEqual(before)
        const model = new Map<string, number>()
        for (const [key, size] of [...first, ...second]) {
          if (size === undefined) model.delete(key)
          else model.set(key, size)
        }
        const sorted = [...model].sort(([x], [y]) => (x < y ? -1 : 1))
        expect(fork.range('').map((row) => [row.key, row.value.size])).toEqual(sorted)
        expect(fork.byIndex('size', '2').map((row) => row.key)).toEqual(
          sorted.filter(([, n]) => n === 2).map(([k]) => k),
        )
        const rebuilt = new Table(spec)
        apply(rebuilt, sorted)
        expect(hashEquals(rebuilt.hash, fork.hash)).toBe(true)
      }),
    )
  })

  it('find the smallest index key', () => {
    const table = new Table(spec)
    apply(table, [
      ['a', 3],
      ['b', 1],
      ['c', 1],
    ])
    expect(table.firstByIndex('size')).toEqual({ key: 'b', value: { size: 1 } })
    expect(table.allByIndex('size').map((row) => row.key)).toEqual(['b', 'c', 'a'])
  })
})

describe('hashes', () => {
  it('ignore key order and notice everything else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (object, other) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse())
        expect(hashEquals(hashJson(object as never), hashJson(reversed as never))).toBe(true)
        const changed = { ...object, added: other }
        if (!('added' in object))
          expect(hashEquals(hashJson(object as never), hashJson(changed as never))).toBe(false)
      }),
    )
  })

  it('leave named members out at every depth', () => {
    const volatile = new Set(['time'])
    const one = { a: [{ time: 1, b: 2 }], time: 5 }
    const two = { a: [{ time: 9, b: 2 }], time: 6 }
    expect(hashEquals(hashJsonWithout(one, volatile), hashJsonWithout(two, volatile))).toBe(true)
    expect(hashEquals(hashJson(one), hashJson(two))).toBe(false)
  })
})

describe('ids', () => {
  it('depend on every part of their source', () => {
    const base = { seed: 1, actor: 'a', purpose: 'p', subject: 's', incarnation: 1 }
    const ids = [base, { ...base, seed: 2 }, { ...base, actor: 'b' }, { ...base, purpose: 'q' }]
    const more = [
      { ...base, subject: 't' },
      { ...base, incarnation: 2 },
    ]
    expect(new Set([...ids, ...more].map(mintId)).size).toBe(6)
  })

  it('have the forms of the API', () => {
    const id = mintId({ seed: 1, actor: 'a', purpose: 'p', subject: 's', incarnation: 1 })
    expect(toUuid(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(toNameSuffix(id)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })
})
