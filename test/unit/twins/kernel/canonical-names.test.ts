import { describe, expect, it } from 'vitest'
import {
  bootWorld,
  canonicalFingerprint,
  canonicalRows,
  hashToHex,
  transact,
  type World,
} from '../../../../twins/kernel/index.js'
import { STORE, toySystem } from '../../../support/toy.js'

const system = toySystem()

/** A world of siblings with a part each, which holds this value. The order is that of their creation. */
function siblings(seed: number, ...values: readonly string[]): World {
  return transact(system, bootWorld(system, seed), 'maker', (tx) => {
    const names = values.map(() => tx.mintName('maker', 'name', 'pods/', 'pod-'))
    // Their parts are made in the order of the spelling of their names, as a queue that breaks ties by label does.
    for (const name of [...names].sort()) {
      const part = tx.mintUuid('maker', 'part', `pods/${name}`)
      tx.put(STORE, `part/${part}`, { value: { of: name, holds: values[names.indexOf(name)]! } })
    }
  })
}

const digest = (world: World) => hashToHex(canonicalFingerprint(world))

describe('canonical names of siblings', () => {
  it('follow what the rows say of them, not their age', () => {
    expect(canonicalRows(siblings(1, 'red', 'blue', 'red'))).toEqual(
      canonicalRows(siblings(1, 'blue', 'red', 'red')),
    )
  })

  it('do not depend on how a seed spells and sorts them', () => {
    const first = digest(siblings(1, 'red', 'blue', 'blue', 'green'))
    for (let seed = 2; seed < 20; seed++)
      expect(digest(siblings(seed, 'red', 'blue', 'blue', 'green'))).toBe(first)
  })

  it('tell worlds apart that say something else', () => {
    expect(digest(siblings(1, 'red', 'blue'))).not.toBe(digest(siblings(1, 'red', 'red')))
    expect(digest(siblings(1, 'red', 'blue'))).not.toBe(digest(siblings(1, 'red', 'blue', 'blue')))
  })

  it('give a sibling and what stems from it the same rank', () => {
    const rows = canonicalRows(siblings(3, 'red', 'blue', 'green')).filter((row) => row.table === STORE)
    expect(rows).toHaveLength(3)
    for (const { key, value } of rows) {
      const rank = (text: string) => text.slice(text.lastIndexOf(':'), -1)
      expect(rank((value as { readonly of: string }).of)).toBe(rank(key))
    }
  })
})
