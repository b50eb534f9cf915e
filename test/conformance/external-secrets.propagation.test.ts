import { describe, expect, it } from 'vitest'
import type { Chooser } from '../../twins/kernel/index.js'
import { MATRIX_ROWS } from '../support/eso-matrix.js'
import { bring, EsoTwin, fate, interrupting, preferring } from '../support/eso-twin.js'

/** Releases that go on syncing an ExternalSecret that is terminating. */
const BLIND = ['0.5.0', '0.9.4']
const ANY = ['Retain', 'Merge', 'Delete']
const SAFE = ['Retain', 'Merge']

/** While such a release sees its Secret go, it makes a new one: policies Owner and Orphan with an ownerReference. */
const fights = ({ eso, creationPolicy, history }: (typeof MATRIX_ROWS)[number]) =>
  BLIND.includes(eso) && (creationPolicy === 'Owner' || (creationPolicy === 'Orphan' && history !== 'always'))

describe('foreground deletion', () => {
  it.each(MATRIX_ROWS.filter((row) => !fights(row)))(
    '$eso, $creationPolicy ($history), $deletionPolicy: $fate',
    (row) => {
      const twin = bring({ eso: row.eso }, row)
      const uid = twin.uid()
      twin.drop({ propagation: 'Foreground' })
      expect(fate(twin, uid)).toBe(row.fate)
      expect(twin.externalSecret()).toBeUndefined()
      if (row.fate === 'lost') expect(twin.secret()).toBeUndefined()
    },
  )

  it('deletes the Secret before the ExternalSecret', () => {
    const twin = new EsoTwin({ eso: '0.19.2' }).sync()
    twin.drop({ propagation: 'Foreground' })
    const gone = twin
      .log()
      .flatMap(({ event }) => (event.kind === 'write' && event.after === null ? [event.key] : []))
    expect(gone).toEqual(['secrets/app/db', 'externalsecrets.external-secrets.io/app/db'])
  })

  // external-secrets issue 2176 (indefinite loop), fixed by pull request 2718 in v0.9.5.
  it.each(BLIND)(
    '%s, Owner: the operator makes the Secret anew as often as it is collected, or loses the race',
    (eso) => {
      const slow = new EsoTwin({ eso }).sync()
      const uid = slow.uid()
      slow.drop({ propagation: 'Foreground', forMs: 20_000 })
      const deletions = slow
        .log()
        .filter(
          ({ event }) => event.kind === 'write' && event.key === 'secrets/app/db' && event.after === null,
        )
      expect(deletions.length).toBeGreaterThan(10)
      expect(fate(slow, uid)).toBe('lost')
      expect(slow.externalSecret()).toBeDefined()
      const fast = new EsoTwin({ eso }).sync()
      fast.drop({ propagation: 'Foreground', chooser: preferring('garbage-collector') })
      expect(fast.externalSecret()).toBeUndefined()
      expect(fast.secret()).toBeUndefined()
    },
  )

  it.each(BLIND)('%s, Orphan that was Owner: lost, and made anew if the operator is quick', (eso) => {
    const drop = (first: string) => {
      const before = {
        creationPolicy: 'Orphan',
        deletionPolicy: 'Retain',
        history: 'was Owner, synced',
      } as const
      const twin = bring({ eso }, before)
      const uid = twin.uid()
      twin.drop({ propagation: 'Foreground', chooser: preferring(first) })
      expect(fate(twin, uid)).toBe('lost')
      expect(twin.externalSecret()).toBeUndefined()
      return twin.secret() !== undefined
    }
    expect(drop('externalsecret')).toBe(true)
    expect(drop('garbage-collector')).toBe(false)
  })
})

describe('--cascade=orphan of an owner', () => {
  const kept = [
    ...['0.9.5', '0.10.7', '0.11.0', '0.19.2'].flatMap((eso) => ANY.map((policy) => [eso, policy] as const)),
    ...['0.20.0', '2.9.0'].flatMap((eso) => SAFE.map((policy) => [eso, policy] as const)),
  ]
  it.each(kept)('%s, %s: kept', (eso, deletionPolicy) => {
    const twin = new EsoTwin({ eso }).sync({ deletionPolicy })
    const uid = twin.uid()
    twin.drop({ propagation: 'Orphan' })
    expect(fate(twin, uid)).toBe('kept')
    expect(twin.owners()).toEqual([])
    expect(twin.externalSecret()).toBeUndefined()
  })

  it.each(['0.20.0', '2.9.0'])('%s, Delete: who comes first decides', (eso) => {
    const outcome = (first: string) => {
      const twin = new EsoTwin({ eso }).sync({ deletionPolicy: 'Delete' })
      const uid = twin.uid()
      return fate(twin.drop({ propagation: 'Orphan', chooser: preferring(first) }), uid)
    }
    expect(outcome('externalsecret')).toBe('lost')
    expect(outcome('garbage-collector')).toBe('kept')
  })

  it.each(BLIND)('%s: a sync between two writes of the collector loses it', (eso) => {
    const outcome = (chooser: Chooser) => {
      const twin = new EsoTwin({ eso, grain: 'write' }).sync()
      const uid = twin.uid()
      return fate(twin.drop({ propagation: 'Orphan', chooser }), uid)
    }
    expect(outcome(preferring('garbage-collector'))).toBe('kept')
    expect(outcome(interrupting('garbage-collector', 'externalsecret'))).toBe('lost')
  })
})
