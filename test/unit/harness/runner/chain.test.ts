import { describe, expect, it } from 'vitest'
import { followChain } from '../../../../harness/runner/chain.js'
import type { ChainLink } from '../../../../harness/scenario/scenario.js'
import { exited, logOf, write } from '../../../support/log.js'

const SECRET = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } }
const KEY = 'secrets/test/db'

const log = logOf(
  ['eso', write('create', KEY, null, SECRET)],
  ['gc', write('delete', KEY, SECRET, null)],
  ['eso', write('create', KEY, null, SECRET)],
  ['fix:x/upgrade', exited('fix:x/upgrade', 1)],
)
const created: ChainLink = { says: 'made', event: { verb: 'create', object: KEY } }
const deleted: ChainLink = { says: 'gone', event: { verb: 'delete', object: KEY } }
const failed: ChainLink = { says: 'failed', event: { exit: { step: 'upgrade', code: 1 } } }
const never: ChainLink = { says: 'never', event: { verb: 'patch' } }

const found = (chain: readonly ChainLink[]) => followChain(log, chain).map((link) => link.seq)

describe('followChain', () => {
  it('finds each link after the one before it', () => {
    expect(followChain(log, [deleted, created, failed])).toEqual([
      { says: 'gone', seq: 2, atMs: 1000 },
      { says: 'made', seq: 3, atMs: 2000 },
      { says: 'failed', seq: 4, atMs: 3000 },
    ])
  })

  it('never takes one entry for two links', () => {
    expect(found([deleted, deleted])).toEqual([2, null])
  })

  it('takes the first entry that fits, so that later ones are left for the rest', () => {
    expect(found([created, created])).toEqual([1, 3])
  })

  it('stops at a missing link', () => {
    expect(found([created, never, failed])).toEqual([1, null, null])
  })

  it('minds the order', () => {
    expect(found([failed, deleted])).toEqual([4, null])
  })
})
