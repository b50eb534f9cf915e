import { describe, expect, it } from 'vitest'
import { behaviours } from '../../../../twins/external-secrets/behaviours.js'
import { readExternalSecret } from '../../../../twins/external-secrets/external-secret.js'
import { applyOwnership } from '../../../../twins/external-secrets/ownership.js'
import { draftOf } from '../../../../twins/external-secrets/secret-draft.js'
import { parseVersion } from '../../../../twins/external-secrets/versions.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'

function reference(name: string, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name,
    uid: `uid-${name}`,
    controller: true,
    blockOwnerDeletion: true,
    ...more,
  }
}

const CLUSTER = reference('c', { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' })
const POD = reference('p', { apiVersion: 'v1', kind: 'Pod', controller: false })

function own(version: string, creationPolicy: string, ownerReferences: readonly JsonObject[]) {
  const es = readExternalSecret({
    metadata: { name: 'first', namespace: 'app', uid: 'uid-first' },
    spec: { target: { name: 's', creationPolicy } },
  })
  const draft = { ...draftOf(undefined), ownerReferences }
  return applyOwnership(es, draft, behaviours(parseVersion(version)))
}

describe('applyOwnership', () => {
  it('sets a controller reference under policy Owner and keeps others', () => {
    expect(own('2.9.0', 'Owner', [POD]).ownerReferences).toEqual([POD, reference('first')])
  })

  it('brings the reference of an older API version or incarnation up to date', () => {
    const old = reference('first', { apiVersion: 'external-secrets.io/v1beta1', uid: 'uid-old' })
    expect(own('2.9.0', 'Owner', [old, POD]).ownerReferences).toEqual([reference('first'), POD])
  })

  it.each(['Orphan', 'Merge', 'CreateOrMerge'])(
    'drops its reference under policy %s since v0.11.0',
    (policy) => {
      expect(own('0.11.0', policy, [reference('first'), POD]).ownerReferences).toEqual([POD])
      expect(own('0.10.7', policy, [reference('first'), POD]).ownerReferences).toEqual([
        reference('first'),
        POD,
      ])
    },
  )

  it.each(['Owner', 'Orphan', 'Merge', 'CreateOrMerge'])(
    'yields to another ExternalSecret under policy %s',
    (policy) => {
      expect(() => own('2.9.0', policy, [reference('other')])).toThrow(
        expect.objectContaining({
          failure: 'is-owned',
          message: 'secret is owned by another ExternalSecret: other',
        }),
      )
    },
  )

  it('yields to another ExternalSecret only under policy Owner until v0.10.7', () => {
    expect(() => own('0.10.7', 'Owner', [reference('other')])).toThrow(
      'could not set ExternalSecret controller reference: Object app/s is already owned by another ExternalSecret controller other',
    )
    expect(own('0.10.7', 'Orphan', [reference('other')]).ownerReferences).toEqual([reference('other')])
  })

  it('cannot take what something else controls, but may write to it', () => {
    expect(() => own('2.9.0', 'Owner', [CLUSTER])).toThrow(
      expect.objectContaining({
        failure: 'set-controller',
        message:
          'could not set controller reference on secret: Object app/s is already owned by another Cluster controller c',
      }),
    )
    expect(own('2.9.0', 'Merge', [CLUSTER]).ownerReferences).toEqual([CLUSTER])
  })

  it('labels what it owns', () => {
    const label = 'reconcile.external-secrets.io/created-by'
    expect(own('2.9.0', 'Owner', []).labels).toHaveProperty([label])
    expect(own('0.9.2', 'Owner', []).labels).not.toHaveProperty([label])
    expect(own('2.9.0', 'Orphan', []).labels).not.toHaveProperty([label])
  })
})
