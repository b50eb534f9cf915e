import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, metadataOf, objectAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { EsoWorld, toBase64 } from '../../../../support/external-secrets.js'

const MANAGED = 'reconcile.external-secrets.io/managed'
const CREATED_BY = 'reconcile.external-secrets.io/created-by'

function start(
  eso: string,
  target: JsonObject,
  more: {
    readonly spec?: JsonObject
    readonly metadata?: JsonObject
    readonly before?: (world: EsoWorld) => void
  } = {},
): EsoWorld {
  const world = new EsoWorld({ eso })
  more.before?.(world)
  const manifest = world.externalSecretManifest('db', target, more.spec)
  world.mustCreate({ ...manifest, metadata: { ...metadataOf(manifest), ...more.metadata } })
  return world.run()
}

describe('an existing Secret without owner', () => {
  const existing = (world: EsoWorld) => world.createSecret('db', { mine: 'x', password: 'old' })

  it.each([
    ['Owner', { username: 'app', password: 'p1' }],
    ['Orphan', { username: 'app', password: 'p1' }],
    ['Merge', { mine: 'x', username: 'app', password: 'p1' }],
    ['CreateOrMerge', { mine: 'x', username: 'app', password: 'p1' }],
    ['None', { mine: 'x', password: 'old' }],
  ])('under policy %s holds %j', (creationPolicy, data) => {
    for (const eso of creationPolicy === 'CreateOrMerge' ? ['2.9.0'] : ['2.9.0', '0.10.7']) {
      const world = start(eso, { creationPolicy }, { before: existing })
      expect(world.data('db'), eso).toEqual(data)
      expect(world.ownerReferences('db').length, eso).toBe(creationPolicy === 'Owner' ? 1 : 0)
    }
  })

  it.each(['Owner', 'Orphan', 'Merge', 'None'])(
    'gets the label managed under policy %s since v0.11.0',
    (policy) => {
      const label = (eso: string) =>
        textAt(
          start(eso, { creationPolicy: policy }, { before: existing }).secret('db'),
          'metadata',
          'labels',
          MANAGED,
        )
      expect(label('0.11.0')).toBe('true')
      expect(label('0.10.7')).toBe('')
    },
  )
})

describe('labels and annotations', () => {
  const metadata = {
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'r' },
  }

  it('are copied from the ExternalSecret when there is no template', () => {
    const secret = start('2.9.0', {}, { metadata }).secret('db')
    expect(objectAt(secret, 'metadata', 'labels')).toMatchObject(metadata.labels)
    expect(objectAt(secret, 'metadata', 'annotations')).toMatchObject(metadata.annotations)
  })

  it('come from the template alone when there is one', () => {
    const template = { metadata: { labels: { 'cnpg.io/reload': 'true' } } }
    const secret = start('2.9.0', { template }, { metadata }).secret('db')
    expect(Object.keys(objectAt(secret, 'metadata', 'labels')).sort()).toEqual([
      'cnpg.io/reload',
      CREATED_BY,
      MANAGED,
    ])
  })

  it('go again when the ExternalSecret loses them, but not what others have set', () => {
    const world = start('2.9.0', {}, { metadata: { labels: { team: 'red' } } })
    world.patchSecret('db', { metadata: { labels: { mine: 'x' } } })
    world.run()
    world.patchExternalSecret('db', { metadata: { labels: { team: null } } })
    const labels = objectAt(world.run().secret('db'), 'metadata', 'labels')
    expect(labels).toMatchObject({ mine: 'x' })
    expect(labels).not.toHaveProperty('team')
  })
})

describe('a template', () => {
  it('replaces the data by what it names', () => {
    const template = {
      type: 'example.com/dsn',
      data: { uri: 'postgres://{{ .username }}:{{ .password }}@db' },
    }
    const world = start('2.9.0', { template })
    expect(world.data('db')).toEqual({ uri: 'postgres://app:p1@db' })
    expect(textAt(world.secret('db'), 'type')).toBe('example.com/dsn')
  })

  it('adds to the data with mergePolicy Merge', () => {
    const template = { mergePolicy: 'Merge', data: { password: '{{ .password | upper }}' } }
    expect(start('2.9.0', { template }).data('db')).toEqual({ username: 'app', password: 'P1' })
  })

  it('drops keys that it does not name any more', () => {
    const world = start('2.9.0', { template: { data: { a: '1', b: '2' } } })
    world.patchExternalSecret('db', { spec: { target: { template: { data: { b: null } } } } })
    expect(world.run().data('db')).toEqual({ a: '1' })
  })

  it('reads sources', () => {
    const config = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'app' },
      data: { conf: 'user={{ .username }}' },
    }
    const template = {
      templateFrom: [
        { configMap: { name: 'c', items: [{ key: 'conf' }] } },
        { literal: 'x: "{{ .password }}"\ny: 1' },
        { target: 'Labels', literal: 'team: "{{ .username }}"' },
      ],
    }
    const world = start('2.9.0', { template }, { before: (each) => each.mustCreate(config) })
    expect(world.data('db')).toEqual({ conf: 'user=app', x: 'p1', y: '1' })
    expect(textAt(world.secret('db'), 'metadata', 'labels', 'team')).toBe('app')
  })

  it('fails with the whole chain of upstream errors', () => {
    const world = start('2.9.0', { template: { data: { uri: '{{ .nope }}' } } })
    expect(world.ready('db')).toBe('False SecretSyncedError: could not update secret')
    const chain =
      'could not execute template: could not execute template: unable to execute template at key uri: unable to execute template at key uri: '
    expect(world.events('db')).toEqual([
      `Warning UpdateFailed: could not apply template: ${chain}template: uri:1:3: executing "uri" at <.nope>: map has no entry for key "nope"`,
    ])
  })

  it('that is not modelled is said in the condition and not retried', () => {
    const world = start('2.9.0', { template: { data: { uri: '{{ if .username }}x{{ end }}' } } })
    expect(world.ready('db')).toMatch(/^False SecretSyncedError: not modelled: the template action/)
    const before = world.events('db')
    expect(world.wait(600_000).events('db')).toEqual(before)
  })
})

describe('a target that is renamed', () => {
  const rename = (world: EsoWorld) => {
    world.patchExternalSecret('db', { spec: { target: { name: 'second' } } })
    return world.run()
  }

  it.each([
    ['2.9.0', 'Owner', false],
    ['2.9.0', 'Orphan', true],
    ['0.11.0', 'Owner', false],
    ['0.9.3', 'Owner', false],
    ['0.9.2', 'Owner', true],
  ])('%s, %s: the old Secret stays: %s', (eso, creationPolicy, stays) => {
    const world = rename(start(eso, { name: 'first', creationPolicy }))
    expect(world.data('second')).toBeDefined()
    expect(world.secret('first') !== undefined).toBe(stays)
  })

  it('takes copies that carry its label along', () => {
    const world = start('2.9.0', {})
    const labels = objectAt(world.secret('db'), 'metadata', 'labels')
    world.createSecret('backup', { password: 'p1' }, { labels })
    world.patchExternalSecret('db', { metadata: { annotations: { 'force-sync': '1' } } })
    expect(world.run().secret('backup')).toBeUndefined()
    expect(world.events('db')).toContain('Normal Deleted: secret deleted because it was orphaned')
  })
})

describe('two ExternalSecrets, one Secret', () => {
  const second = (world: EsoWorld, creationPolicy: string) => {
    world.mustCreate(
      world.externalSecretManifest(
        'second',
        { name: 'db', creationPolicy },
        { dataFrom: [], data: [{ secretKey: 'b', remoteRef: { key: 'db', property: 'username' } }] },
      ),
    )
    return world.run()
  }

  it.each(['Owner', 'Orphan', 'Merge', 'CreateOrMerge'])(
    'the second, %s, yields to an owner since v0.11.0',
    (policy) => {
      const world = second(start('2.9.0', {}), policy)
      expect(world.ready('second')).toBe('False SecretSyncedError: target is owned by another ExternalSecret')
      expect(world.events('second')).toEqual([
        'Warning UpdateFailed: unable to mutate secret db: secret is owned by another ExternalSecret: db',
      ])
      expect(textAt(world.externalSecret('second'), 'status', 'binding', 'name')).toBe('db')
      expect(world.data('db')).toEqual({ username: 'app', password: 'p1' })
    },
  )

  it('the second, Owner, fails and retries until v0.10.7', () => {
    const world = second(start('0.10.7', {}), 'Owner')
    expect(world.ready('second')).toBe('False SecretSyncedError: could not update Secret')
    expect(world.events('second')).toEqual([
      'Warning UpdateFailed: could not set ExternalSecret controller reference: Object app/db is already owned by another ExternalSecret controller db',
    ])
  })

  it.each([['Merge', { username: 'app', password: 'p1', b: 'app' }]])(
    'the second, %s, simply writes until v0.10.7',
    (policy, data) => {
      const world = second(start('0.10.7', {}, { spec: { refreshInterval: '0' } }), policy)
      expect(world.data('db')).toMatchObject({ b: data.b })
    },
  )

  it('two Orphans: the last writer wins at each interval, without a quarrel in between', () => {
    const world = second(start('2.9.0', { creationPolicy: 'Orphan' }), 'Orphan')
    expect(world.data('db')).toEqual({ b: 'app' })
    expect(world.wait(600_000).data('db')).toEqual({ b: 'app' })
    expect(world.ready('db')).toMatch(/^True/)
    expect(world.ready('second')).toMatch(/^True/)
  })
})

describe('the hand-over of a Secret from one ExternalSecret to another', () => {
  it('keeps the Secret throughout: Orphan, take over, drop the first', () => {
    const world = start('2.9.0', {})
    const uid = world.uid('db')
    world.patchExternalSecret('db', { spec: { target: { creationPolicy: 'Orphan' } } })
    expect(world.run().ownerReferences('db')).toEqual([])
    world.mustCreate(world.externalSecretManifest('terraform', { name: 'db' }))
    expect(world.run().ownerReferences('db')).toMatchObject([{ name: 'terraform', controller: true }])
    world.deleteExternalSecret('db')
    world.run()
    expect(world.externalSecret('db')).toBeUndefined()
    expect(world.uid('db')).toBe(uid)
  })
})

describe('switching from Owner to Orphan', () => {
  const switched = (eso: string, spec: JsonObject = {}, before?: (world: EsoWorld) => void) => {
    const world = start(eso, {}, { spec })
    before?.(world)
    world.patchExternalSecret('db', { spec: { target: { creationPolicy: 'Orphan' } } })
    return world.run()
  }

  it.each([
    ['0.10.7', {}, 1],
    ['0.11.0', {}, 0],
    ['2.9.0', {}, 0],
    ['2.9.0', { refreshPolicy: 'OnChange' }, 0],
    ['2.9.0', { refreshInterval: '0' }, 1],
    ['2.9.0', { refreshPolicy: 'CreatedOnce' }, 1],
  ])('%s %j leaves %i references', (eso, spec, references) => {
    expect(switched(eso, spec).ownerReferences('db')).toHaveLength(references)
  })

  it('leaves the reference while the provider fails', () => {
    const world = switched('2.9.0', {}, (each) => each.setValues({ other: '{}' }))
    expect(world.ownerReferences('db')).toHaveLength(1)
  })

  it('removes the label created-by and keeps managed and data-hash', () => {
    const metadata = metadataOf(switched('2.9.0').secret('db')!)
    expect(Object.keys(objectAt(metadata, 'labels'))).toEqual([MANAGED])
    expect(Object.keys(objectAt(metadata, 'annotations'))).toEqual([
      'reconcile.external-secrets.io/data-hash',
    ])
  })
})

describe('an ownerReference that was removed by hand', () => {
  const stripped = (world: EsoWorld) => {
    world.patchSecret('db', { metadata: { ownerReferences: null } })
    return world.run()
  }

  it('stays away until the next sync, which brings it back', () => {
    const world = stripped(start('2.9.0', {}))
    expect(world.wait(60_000).ownerReferences('db')).toEqual([])
    expect(world.wait(3_700_000).ownerReferences('db')).toHaveLength(1)
  })

  it.each([
    ['2.9.0', 0],
    ['0.10.7', 1],
  ])('%s with interval 0 and a change of the ExternalSecret: %i references', (eso, references) => {
    const world = stripped(start(eso, {}, { spec: { refreshInterval: '0' } }))
    world.patchExternalSecret('db', { metadata: { labels: { a: 'b' } } })
    expect(world.run().ownerReferences('db')).toHaveLength(references)
  })
})

describe('deletionPolicy and keys that vanish at the provider', () => {
  const spec = {
    dataFrom: [],
    data: [
      { secretKey: 'a', remoteRef: { key: 'a' } },
      { secretKey: 'b', remoteRef: { key: 'b' } },
    ],
  }
  const vanish = (target: JsonObject, values: Readonly<Record<string, string>>) => {
    const world = new EsoWorld({ values: { a: '1', b: '2' } })
    world.mustCreate(world.externalSecretManifest('db', target, spec))
    world.run()
    world.setValues(values)
    return world.wait(3_700_000)
  }

  it.each([
    ['Retain', { a: '1' }, { a: '1', b: '2' }, /^False SecretSyncedError/],
    ['Delete', { a: '1' }, { a: '1' }, /^True SecretSynced/],
    ['Merge', { a: '1' }, { a: '1' }, /^True SecretSynced/],
    ['Delete', { x: '' }, undefined, /^True SecretDeleted/],
    ['Merge', { x: '' }, {}, /^True SecretSynced/],
    ['Retain', { x: '' }, { a: '1', b: '2' }, /^False SecretSyncedError/],
  ])('%s, provider has %j: Secret has %j', (deletionPolicy, values, data, ready) => {
    const world = vanish({ deletionPolicy }, values as Readonly<Record<string, string>>)
    expect(world.data('db')).toEqual(data)
    expect(world.ready('db')).toMatch(ready)
  })

  it('Delete without Owner is an error that is not retried', () => {
    const world = vanish({ creationPolicy: 'Orphan', deletionPolicy: 'Delete' }, { x: '' })
    expect(world.ready('db')).toBe('False SecretSyncedError: could not delete secret')
    expect(world.events('db')).toContain(
      'Warning UpdateFailed: unable to delete secret db: creationPolicy=Orphan is not Owner',
    )
    expect(world.data('db')).toEqual({ a: '1', b: '2' })
  })
})

describe('find without a match', () => {
  const spec = { dataFrom: [{ find: { name: { regexp: '^none$' } } }] }

  it('retains what there is', () => {
    const world = start('2.9.0', {}, { spec, before: (each) => each.createSecret('db', { a: 'b' }) })
    expect(world.ready('db')).toBe('True SecretSynced: secret retained due to DeletionPolicy=Retain')
    expect(world.data('db')).toEqual({ a: 'b' })
    expect(world.ownerReferences('db')).toEqual([])
  })
})

describe('the finalizer', () => {
  it.each([
    ['0.19.2', []],
    ['0.20.0', ['externalsecrets.external-secrets.io/externalsecret-cleanup']],
    ['2.9.0', ['externalsecrets.external-secrets.io/externalsecret-cleanup']],
  ])('of %s: %j', (eso, finalizers) => {
    expect(arrayAt(start(eso, {}).externalSecret('db'), 'metadata', 'finalizers')).toEqual(finalizers)
  })

  it.each([
    ['1.1.0', '1h0m0s', 2],
    ['1.1.1', '1h', 1],
  ])('of %s leaves refreshInterval %s and generation %i', (eso, interval, generation) => {
    const world = start(eso, {})
    expect(textAt(world.externalSecret('db'), 'spec', 'refreshInterval')).toBe(interval)
    expect(metadataOf(world.externalSecret('db')!)['generation']).toBe(generation)
  })

  it('is put on before stores of another controller class are skipped', () => {
    const world = new EsoWorld()
    const store = world.store('foreign', { db: '{}' })
    world.mustCreate({ ...store, spec: { ...objectAt(store, 'spec'), controller: 'mine' } })
    world.mustCreate(world.externalSecretManifest('db', {}, { secretStoreRef: { name: 'foreign' } }))
    world.run()
    expect(arrayAt(world.externalSecret('db'), 'metadata', 'finalizers')).toHaveLength(1)
    expect(world.ready('db')).toBe('')
  })
})

describe('the Password generator', () => {
  const password = {
    apiVersion: 'generators.external-secrets.io/v1alpha1',
    kind: 'Password',
    metadata: { name: 'p', namespace: 'app' },
    spec: { length: 16 },
  }
  const generated = (interval: string) =>
    start(
      '2.9.0',
      {},
      {
        before: (world) => world.mustCreate(password),
        spec: {
          refreshInterval: interval,
          dataFrom: [{ sourceRef: { generatorRef: { kind: 'Password', name: 'p' } } }],
        },
      },
    )

  it('makes a new value at every sync, also for a bumped label', () => {
    const world = generated('1h')
    const first = world.data('db')?.['password'] ?? ''
    expect(first).toHaveLength(16)
    expect(first.match(/\d/g)).toHaveLength(4)
    world.patchExternalSecret('db', { metadata: { labels: { 'helm.sh/chart': 'x-2' } } })
    expect(world.run().data('db')?.['password']).not.toBe(first)
  })

  it('stays with interval 0', () => {
    const world = generated('0')
    const first = world.data('db')
    world.patchExternalSecret('db', { metadata: { labels: { 'helm.sh/chart': 'x-2' } } })
    expect(world.run().data('db')).toEqual(first)
  })
})

describe('what is written', () => {
  it('is base64 of the values', () => {
    expect(start('2.9.0', {}).secret('db')).toMatchObject({ data: { password: toBase64('p1') } })
  })
})
