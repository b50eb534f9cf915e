import { describe, expect, it } from 'vitest'
import { withDefaults } from '../../../../twins/cloudnative-pg/defaults.js'
import { parseVersion } from '../../../../twins/cloudnative-pg/versions.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { objectAt, valueAt } from '../../../../twins/kubernetes/index.js'

const defaulted = (spec: JsonObject, version = '1.29.2') => withDefaults(spec, parseVersion(version))

describe('the defaults of a Cluster', () => {
  it.each([
    ['1.25.0', 'ghcr.io/cloudnative-pg/postgresql:17.2'],
    ['1.27.3', 'ghcr.io/cloudnative-pg/postgresql:17.5'],
    ['1.28.0', 'ghcr.io/cloudnative-pg/postgresql:18.1-system-trixie'],
  ])('in release %s name the image %s', (version, image) => {
    expect(defaulted({ instances: 1 }, version)['imageName']).toBe(image)
  })

  it.each([
    ['nothing', {}, { database: 'app', owner: 'app' }],
    ['a database', { initdb: { database: 'shop' } }, { database: 'shop', owner: 'shop' }],
    ['an owner', { initdb: { owner: 'clerk' } }, { database: 'app', owner: 'clerk' }],
  ] as const)('make an application of %s', (_given, bootstrap, expected) => {
    expect(objectAt(defaulted({ bootstrap: bootstrap as JsonObject }), 'bootstrap', 'initdb')).toMatchObject({
      ...expected,
      encoding: 'UTF8',
      localeCollate: 'C',
      localeCType: 'C',
    })
  })

  it('give a recovery an application and no initdb', () => {
    expect(defaulted({ bootstrap: { recovery: { source: 's' } } })['bootstrap']).toEqual({
      recovery: { source: 's', database: 'app', owner: 'app' },
    })
  })

  it('write 23 parameters, and keep those that are there', () => {
    const parameters = objectAt(
      defaulted({ postgresql: { parameters: { wal_level: 'replica' } } }),
      'postgresql',
      'parameters',
    )
    expect(Object.keys(parameters)).toHaveLength(23)
    expect(parameters).toMatchObject({ wal_level: 'replica', max_replication_slots: '32' })
  })

  it.each([
    ['1.26.0', undefined],
    ['1.27.0', { enabled: true, requestTimeout: 1000, connectionTimeout: 1000 }],
  ])('in release %s give the isolation check %j', (version, expected) => {
    expect(valueAt(defaulted({}, version), 'probes', 'liveness', 'isolationCheck')).toEqual(expected)
  })

  it('change nothing the second time', () => {
    const once = defaulted({ instances: 1 })
    expect(defaulted(once)).toBe(once)
  })
})
