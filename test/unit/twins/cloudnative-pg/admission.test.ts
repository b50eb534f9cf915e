import { describe, expect, it } from 'vitest'
import { reviewCluster } from '../../../../twins/cloudnative-pg/admission.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

function cluster(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { metadata: { name: 'c', ...metadata }, spec: { instances: 1, storage: { size: '2Gi' }, ...spec } }
}

const review = (object: JsonObject, oldObject?: JsonObject) =>
  reviewCluster({ operation: oldObject === undefined ? 'CREATE' : 'UPDATE', object, oldObject, profile: {} })

describe('the webhook of Clusters', () => {
  it('lets a plain one pass', () => {
    expect(review(cluster({}))).toBeUndefined()
  })

  it.each([
    ['a long name', {}, { name: 'c'.repeat(51) }, 'the maximum length of a cluster name is 50 characters'],
    ['a name that begins with a digit', {}, { name: '1c' }, 'cluster name must be a valid DNS label'],
    [
      'a reserved role',
      { managed: { roles: [{ name: 'pg_x' }] } },
      {},
      'This role is reserved for operator use',
    ],
    [
      'a role twice',
      { managed: { roles: [{ name: 'a' }, { name: 'a' }] } },
      {},
      'Role name is duplicate of another',
    ],
    [
      'a password that is set and disabled',
      { managed: { roles: [{ name: 'a', disablePassword: true, passwordSecret: { name: 's' } }] } },
      {},
      'This role both sets and disables a password',
    ],
    [
      'a supervised update of one instance',
      { primaryUpdateStrategy: 'supervised' },
      {},
      'supervised update strategy is not allowed for clusters with a single instance',
    ],
    [
      'a fixed parameter',
      { postgresql: { parameters: { port: '1' } } },
      {},
      "Can't set fixed configuration parameter",
    ],
  ] as const)('refuses %s', (_what, spec, metadata, message) => {
    expect(review(cluster(spec as JsonObject, metadata))).toContain(message)
  })

  it.each([
    ['less storage', { storage: { size: '1Gi' } }, "can't shrink existing storage from 2Gi to 1Gi"],
    ['another user', { postgresUID: 100 }, 'postgresUID is immutable'],
    [
      'an older major version',
      { imageName: 'ghcr.io/cloudnative-pg/postgresql:16' },
      "can't upgrade between majors 17 and 16",
    ],
  ])('refuses a change to %s', (_what, spec, message) => {
    const before = cluster({ imageName: 'ghcr.io/cloudnative-pg/postgresql:17' })
    const { imageName } = before['spec'] as JsonObject
    expect(review(cluster({ imageName: imageName as string, ...spec }), before)).toContain(message)
  })

  it('refuses nothing where validation is disabled', () => {
    const annotations = { 'cnpg.io/validation': 'disabled' }
    expect(review(cluster({}, { name: '1c', annotations }))).toBeUndefined()
  })
})
