import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { EsoWorld } from '../../../../support/external-secrets.js'

const HOUR_MS = 3_600_000
const P1 = { username: 'app', password: 'p1' }
const P2 = { username: 'app', password: 'p2' }

function start(eso: string, target: JsonObject = {}, spec: JsonObject = {}): EsoWorld {
  const world = new EsoWorld({ eso })
  world.mustCreate(world.externalSecretManifest('db', target, spec))
  return world.run()
}

function rotate(world: EsoWorld): EsoWorld {
  world.setValues({ db: JSON.stringify(P2) })
  return world.run()
}

describe('the refresh interval', () => {
  it('passes before a change at the provider arrives', () => {
    const world = rotate(start('2.9.0'))
    expect(world.wait(HOUR_MS / 2).data('db')).toEqual(P1)
    expect(world.wait(HOUR_MS).data('db')).toEqual(P2)
  })

  it('of 0 means never again', () => {
    expect(
      rotate(start('2.9.0', {}, { refreshInterval: '0' }))
        .wait(48 * HOUR_MS)
        .data('db'),
    ).toEqual(P1)
  })

  it.each([
    ['2.9.0', P1],
    ['0.10.7', P2],
  ])('of 0 and a change of the ExternalSecret: %s has %j', (eso, data) => {
    const world = rotate(start(eso, {}, { refreshInterval: '0' }))
    world.patchExternalSecret('db', { metadata: { annotations: { 'force-sync': '1' } } })
    expect(world.run().data('db')).toEqual(data)
  })

  it.each([
    ['2.9.0', 'Owner'],
    ['2.9.0', 'Merge'],
    ['2.9.0', 'Orphan'],
    ['0.10.7', 'Owner'],
    ['0.10.7', 'Merge'],
    ['0.5.2', 'Owner'],
  ])('writes nothing to the Secret when nothing is new: %s, %s', (eso, creationPolicy) => {
    const world = new EsoWorld({ eso })
    if (creationPolicy === 'Merge') world.createSecret('db', { mine: 'x' })
    world.mustCreate(world.externalSecretManifest('db', { creationPolicy }))
    const before = world.run().secret('db')
    const refreshed = () => textAt(world.externalSecret('db'), 'status', 'refreshTime')
    const first = refreshed()
    expect(world.wait(2 * HOUR_MS).secret('db')).toBe(before)
    expect(refreshed()).not.toBe(first)
  })

  it('is overtaken by any change of an annotation', () => {
    const world = rotate(start('2.9.0'))
    world.patchExternalSecret('db', { metadata: { annotations: { 'force-sync': '1' } } })
    expect(world.run().data('db')).toEqual(P2)
  })
})

/** What becomes of a Secret that somebody deletes, per release and policy: at once, at the refresh, or never. */
const RECREATED: readonly [string, string, JsonObject, 'at once' | 'at the refresh' | 'never'][] = [
  ['0.9.17', 'Owner', {}, 'at once'],
  ['0.9.17', 'Orphan', {}, 'at the refresh'],
  ['0.9.18', 'Owner', {}, 'at once'],
  ['0.9.18', 'Orphan', {}, 'at once'],
  ['0.18.0', 'Owner', {}, 'at once'],
  ['0.18.0', 'Orphan', {}, 'at once'],
  ['0.18.1', 'Owner', {}, 'at once'],
  ['0.18.1', 'Orphan', {}, 'at the refresh'],
  ['2.9.0', 'Owner', {}, 'at once'],
  ['2.9.0', 'CreateOrMerge', {}, 'at once'],
  ['2.9.0', 'Orphan', {}, 'at the refresh'],
  ['2.9.0', 'Orphan', { refreshPolicy: 'CreatedOnce' }, 'never'],
  ['2.9.0', 'Orphan', { refreshPolicy: 'OnChange' }, 'never'],
  ['2.9.0', 'Orphan', { refreshInterval: '0' }, 'never'],
]

describe('a Secret that somebody deletes', () => {
  it.each(RECREATED)('%s, %s %j: %s', (eso, creationPolicy, spec, when) => {
    const world = start(eso, { creationPolicy }, spec)
    const before = world.uid('db')
    world.deleteSecret('db')
    expect(world.run().data('db')).toEqual(when === 'at once' ? P1 : undefined)
    expect(world.wait(2 * HOUR_MS).data('db')).toEqual(when === 'never' ? undefined : P1)
    expect(world.uid('db')).not.toBe(before)
  })
})

describe('a Secret whose data somebody edits', () => {
  it.each([
    ['2.9.0', 'Owner', 'p1'],
    ['2.9.0', 'Merge', 'p1'],
    ['2.9.0', 'Orphan', 'edited'],
    ['0.18.0', 'Orphan', 'p1'],
    ['0.10.7', 'Owner', 'p1'],
  ])('%s, %s: %s until the refresh', (eso, creationPolicy, password) => {
    const world = new EsoWorld({ eso })
    if (creationPolicy === 'Merge') world.createSecret('db', {})
    world.mustCreate(world.externalSecretManifest('db', { creationPolicy }))
    world.run()
    world.patchSecret('db', { data: { password: Buffer.from('edited').toString('base64') } })
    expect(world.run().data('db')).toMatchObject({ password })
    expect(world.wait(2 * HOUR_MS).data('db')).toMatchObject({ password: 'p1' })
  })
})

describe('retries', () => {
  it('back off from 1 s to 7 minutes and recover without a watch on stores', () => {
    const world = new EsoWorld({ values: { other: '{}' } })
    world.mustCreate(world.externalSecretManifest('db'))
    world.run()
    world.setValues({ db: JSON.stringify(P1) })
    expect(world.run().secret('db')).toBeUndefined()
    expect(world.wait(3_000).data('db')).toEqual(P1)
  })

  it('are not made for what no retry can mend', () => {
    const world = start('2.9.0')
    world.mustCreate(world.externalSecretManifest('second', { name: 'db' }))
    world.run()
    const events = () => world.events('second').length
    const before = events()
    expect(world.ready('second')).toBe('False SecretSyncedError: target is owned by another ExternalSecret')
    expect(before).toBe(1)
    world.wait(10 * 60_000)
    expect(textAt(metadataOf(world.externalSecret('second')!), 'name')).toBe('second')
    expect(events()).toBe(before)
  })

  it('happen every 30 s until v0.7.2', () => {
    const world = new EsoWorld({ eso: '0.7.2', values: { other: '{}' } })
    world.mustCreate(world.externalSecretManifest('db'))
    world.run()
    world.setValues({ db: JSON.stringify(P1) })
    expect(world.run().wait(20_000).secret('db')).toBeUndefined()
    expect(world.wait(15_000).data('db')).toEqual(P1)
  })
})

describe('the operator scaled to 0', () => {
  const deployment = (replicas: number) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'external-secrets', namespace: 'external-secrets' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'eso' } },
      template: {
        metadata: { labels: { app: 'eso' } },
        spec: { containers: [{ name: 'main', image: 'eso' }] },
      },
    },
  })

  it('does nothing, and catches up when it returns', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'external-secrets' } }
    const world = new EsoWorld({ objects: [namespace, deployment(0)] })
    world.mustCreate(world.externalSecretManifest('db'))
    expect(world.run().secret('db')).toBeUndefined()
    world.request({
      verb: 'patch',
      group: 'apps',
      version: 'v1',
      resource: 'deployments',
      namespace: 'external-secrets',
      name: 'external-secrets',
      patchType: 'merge',
      body: { spec: { replicas: 1 } },
    })
    expect(world.run().wait(60_000).data('db')).toEqual(P1)
  })
})
