import { describe, expect, it } from 'vitest'
import { run } from '../../twins/kernel/index.js'
import { EsoTwin, type Fate, fate, preferring } from '../support/eso-twin.js'

describe('a Secret that a second ExternalSecret waits for', () => {
  const pair = (creationPolicy: string) => {
    const twin = new EsoTwin({ eso: '2.9.0' }).sync()
    twin.tryCreate('second', { creationPolicy })
    return twin.settled()
  }

  it.each(['Owner', 'CreateOrMerge'])('policy %s: lost with the first, made anew by the second', (policy) => {
    const twin = pair(policy)
    const uid = twin.uid()
    twin.drop()
    expect(fate(twin, uid)).toBe('lost')
    expect(twin.uid()).not.toBe('')
    expect(twin.owners()).toEqual(policy === 'Owner' ? ['second'] : [])
  })

  it('policy Orphan that never synced: made anew at once', () => {
    const twin = pair('Orphan')
    const uid = twin.uid()
    expect(fate(twin.drop(), uid)).toBe('lost')
    expect(twin.uid()).not.toBe('')
  })

  it('policy Orphan that synced before the first took over: gone until its refresh is due', () => {
    const twin = new EsoTwin({ eso: '2.9.0' })
    twin.tryCreate('second', { creationPolicy: 'Orphan' })
    twin.settled().sync()
    expect(twin.owners()).toEqual(['db'])
    expect(twin.drop().uid()).toBe('')
    twin.elapse(2 * 3_600_000)
    expect(twin.uid()).not.toBe('')
  })
})

describe('an ExternalSecret that is deleted and made again under its name', () => {
  const again = (first: string): Fate => {
    const twin = new EsoTwin({ eso: '2.9.0' }).sync()
    const uid = twin.uid()
    twin.must({
      verb: 'delete',
      group: 'external-secrets.io',
      version: 'v1',
      resource: 'externalsecrets',
      namespace: 'app',
      name: 'db',
    })
    // The operator lets the old one go; the new one is there before the collector looks.
    twin.world = twinUntilGone(twin)
    twin.tryCreate('db')
    twin.world = runPreferring(twin, first)
    expect(twin.owners()).toEqual(['db'])
    return fate(twin, uid)
  }

  it('adopts the Secret when it syncs before the garbage collector looks, and makes a new one otherwise', () => {
    expect(again('externalsecret')).toBe('kept')
    expect(again('garbage-collector')).toBe('lost')
  })
})

function twinUntilGone(twin: EsoTwin) {
  return run(twin.system, twin.world, {
    until: (world) =>
      world.get('kubernetes.objects', 'externalsecrets.external-secrets.io/app/db') === undefined,
  }).world
}

function runPreferring(twin: EsoTwin, first: string) {
  return run(twin.system, twin.world, { chooser: preferring(first) }).world
}
