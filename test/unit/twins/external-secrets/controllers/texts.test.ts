import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { EsoWorld } from '../../../../support/external-secrets.js'

/** Releases around the changes of wording: conditions in v0.11.0, events in v0.12.0, one event a sync until v0.9.16. */
interface Row {
  readonly eso: string
  readonly ready: string
  readonly events: readonly string[]
}

/** A world, brought to the state that the row is about. */
function check(rows: readonly Row[], bring: (eso: string) => EsoWorld): void {
  it.each(rows)('$eso: $ready', ({ eso, ready, events }) => {
    const world = bring(eso)
    expect(world.ready('db')).toBe(ready)
    expect(world.events('db')).toEqual(expect.arrayContaining([...events]))
    expect(world.events('db').length).toBe(events.length)
  })
}

function start(
  eso: string,
  target: JsonObject = {},
  spec: JsonObject = {},
  before?: (world: EsoWorld) => void,
): EsoWorld {
  const world = new EsoWorld({ eso })
  before?.(world)
  world.mustCreate(world.externalSecretManifest('db', target, spec))
  return world.run()
}

const MISSING = [{ secretKey: 'k', remoteRef: { key: 'gone' } }]

describe('a new Secret', () => {
  check(
    [
      { eso: '2.9.0', ready: 'True SecretSynced: secret synced', events: ['Normal Created: secret created'] },
      {
        eso: '0.12.0',
        ready: 'True SecretSynced: secret synced',
        events: ['Normal Created: secret created'],
      },
      {
        eso: '0.11.0',
        ready: 'True SecretSynced: secret synced',
        events: ['Normal Created: Created Secret'],
      },
      {
        eso: '0.10.7',
        ready: 'True SecretSynced: Secret was synced',
        events: ['Normal Created: Created Secret'],
      },
      {
        eso: '0.9.16',
        ready: 'True SecretSynced: Secret was synced',
        events: ['Normal Updated: Updated Secret'],
      },
    ],
    (eso) => start(eso),
  )
})

describe('a change at the provider', () => {
  check(
    [
      {
        eso: '2.9.0',
        ready: 'True SecretSynced: secret synced',
        events: ['Normal Created: secret created', 'Normal Updated: secret updated'],
      },
      {
        eso: '0.10.7',
        ready: 'True SecretSynced: Secret was synced',
        events: ['Normal Created: Created Secret', 'Normal Updated: Updated Secret'],
      },
    ],
    (eso) => {
      const world = start(eso)
      world.setValues({ db: '{"username":"app","password":"p2"}' })
      world.wait(3_700_000)
      expect(world.data('db')).toEqual({ username: 'app', password: 'p2' })
      return world
    },
  )
})

describe('a value that is missing, deletionPolicy Retain', () => {
  const conditioned = 'False SecretSyncedError: could not get secret data from provider'
  const wrapped = 'error processing spec.data[0] (key: gone), err: Secret does not exist'
  check(
    [
      { eso: '2.9.0', ready: conditioned, events: [`Warning UpdateFailed: ${wrapped}`] },
      {
        eso: '0.10.7',
        ready: conditioned,
        events: [
          'Warning UpdateFailed: error retrieving secret at .data[0], key: gone, err: Secret does not exist',
        ],
      },
      { eso: '0.9.8', ready: conditioned, events: ['Warning UpdateFailed: Secret does not exist'] },
    ],
    (eso) => start(eso, {}, { data: MISSING }),
  )
})

describe('everything is missing, deletionPolicy Delete', () => {
  const target = { deletionPolicy: 'Delete' }
  const spec = { dataFrom: [{ extract: { key: 'db' } }] }
  const bring = (eso: string) => {
    const world = start(eso, target, spec)
    world.setValues({ other: '{}' })
    return world.wait(3_700_000)
  }

  it('deletes the Secret', () => {
    for (const eso of ['2.9.0', '0.10.7', '0.5.0']) expect(bring(eso).secret('db'), eso).toBeUndefined()
  })

  check(
    [
      {
        eso: '2.9.0',
        ready: 'True SecretDeleted: secret deleted due to DeletionPolicy=Delete',
        events: [
          'Normal Created: secret created',
          'Normal Deleted: secret deleted due to DeletionPolicy=Delete',
          'Normal MissingProviderSecret: secret does not exist at provider using spec.dataFrom[0]',
        ],
      },
      {
        eso: '0.11.0',
        ready: 'True SecretDeleted: secret deleted due to DeletionPolicy=Delete',
        events: [
          'Normal Created: Created Secret',
          'Normal Deleted: secret does not exist at provider using .dataFrom[0]',
        ],
      },
      {
        eso: '0.10.7',
        ready: 'True SecretDeleted: secret deleted due to DeletionPolicy',
        events: [
          'Normal Created: Created Secret',
          'Normal Deleted: secret does not exist at provider using .dataFrom[0]',
        ],
      },
    ],
    bring,
  )

  it('creates it again when the provider has data again', () => {
    const world = bring('2.9.0')
    world.setValues({ db: '{"a":"b"}' })
    expect(world.wait(3_700_000).data('db')).toEqual({ a: 'b' })
  })
})

describe('policy Merge without a Secret', () => {
  check(
    [
      {
        eso: '2.9.0',
        ready: 'True SecretMissing: secret will not be created due to CreationPolicy=Merge',
        events: [],
      },
      {
        eso: '0.10.7',
        ready: 'False SecretSyncedError: could not update Secret',
        events: [
          "Warning UpdateFailed: the desired secret db was not found. With creationPolicy=Merge the secret won't be created",
        ],
      },
    ],
    (eso) => start(eso, { creationPolicy: 'Merge' }),
  )
})

describe('a Secret of another controller', () => {
  const owner = {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    name: 'c',
    uid: 'u',
    controller: true,
  }
  const owned = 'Object app/db is already owned by another Cluster controller c'
  check(
    [
      {
        eso: '2.9.0',
        ready: 'False SecretSyncedError: failed to take ownership of target secret',
        events: [
          `Warning UpdateFailed: unable to mutate secret db: could not set controller reference on secret: ${owned}`,
        ],
      },
      {
        eso: '0.10.7',
        ready: 'False SecretSyncedError: could not update Secret',
        events: [`Warning UpdateFailed: could not set ExternalSecret controller reference: ${owned}`],
      },
    ],
    (eso) =>
      start(eso, {}, {}, (world) => world.createSecret('db', { a: 'b' }, { ownerReferences: [owner] })),
  )
})

describe('an immutable target whose data changes', () => {
  const bring = (eso: string) => {
    const world = start(eso, { immutable: true })
    world.setValues({ db: '{"username":"app","password":"p2"}' })
    return world.wait(3_700_000)
  }
  check(
    [
      // v0.19.1 and later do not even template it again, so nothing differs.
      { eso: '2.9.0', ready: 'True SecretSynced: secret synced', events: ['Normal Created: secret created'] },
      {
        eso: '0.19.0',
        ready: 'False SecretSyncedError: could not update secret, target is immutable',
        events: [
          'Normal Created: secret created',
          'Warning UpdateFailed: unable to update secret db: secret is immutable',
        ],
      },
      {
        eso: '0.10.7',
        ready: 'True SecretSynced: Secret was synced',
        events: ['Normal Created: Created Secret'],
      },
    ],
    bring,
  )
})

describe('stores that cannot be used', () => {
  const conditioned = 'False SecretSyncedError: could not get secret data from provider'
  const from = (name: string) => ({ secretStoreRef: { name } })
  const broken = { data: [{ key: 'db', value: '{"a":"b"}' }], validationResult: 2 }
  const withBroken = (world: EsoWorld) => {
    const store = world.store('broken', {})
    world.mustCreate({ ...store, spec: { provider: { fake: broken } } })
    world.run()
  }
  const prefix = 'Warning UpdateFailed: error processing spec.dataFrom[0].extract, err: '

  check(
    [
      {
        eso: '2.9.0',
        ready: conditioned,
        events: [
          `${prefix}could not get SecretStore "none", SecretStore.external-secrets.io "none" not found`,
        ],
      },
    ],
    (eso) => start(eso, {}, from('none')),
  )
  check(
    [
      { eso: '2.9.0', ready: conditioned, events: [`${prefix}SecretStore "broken" is not ready`] },
      {
        eso: '0.10.7',
        ready: conditioned,
        events: ['Warning UpdateFailed: the desired SecretStore broken is not ready'],
      },
    ],
    (eso) => start(eso, {}, from('broken'), withBroken),
  )

  it('are used anyway before v0.7.0', () => {
    expect(start('0.6.1', {}, from('broken'), withBroken).ready('db')).toMatch(/^True/)
  })
})
