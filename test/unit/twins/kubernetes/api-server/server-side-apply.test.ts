import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, metadataOf } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, deployment, TestApi, type TestRequest } from '../../../../support/api.js'

const inDefault = { namespace: 'default' } as const

function apply(api: TestApi, resource: string, body: JsonObject, more: Partial<TestRequest> = {}) {
  const name = String(metadataOf(body)['name'])
  const request = { verb: 'patch', patchType: 'apply', resource, name, body, fieldManager: 'a' } as const
  const group = String(body['apiVersion']).includes('/') ? String(body['apiVersion']).split('/')[0]! : ''
  return api.request({ ...request, group, ...inDefault, ...more })
}

describe('server-side apply', () => {
  it('creates what is missing', () => {
    const api = new TestApi()
    expect(apply(api, 'configmaps', configMap('c', { a: '1' })).code).toBe(201)
    expect(api.get('configmaps', 'c').body['data']).toEqual({ a: '1' })
  })

  it('creates nothing in a missing namespace', () => {
    const api = new TestApi()
    const body = { ...configMap('c'), metadata: { name: 'c' } }
    expect(apply(api, 'configmaps', body, { namespace: 'ns' }).body['message']).toBe(
      'namespaces "ns" not found',
    )
  })

  it('writes nothing the second time', () => {
    const api = new TestApi()
    apply(api, 'deployments', deployment('web'))
    const { seq } = api.world
    expect(apply(api, 'deployments', deployment('web')).code).toBe(200)
    expect(api.world.seq).toBe(seq)
  })

  it('removes what the manager no longer applies, and leaves the rest alone', () => {
    const api = new TestApi()
    apply(api, 'configmaps', configMap('c', { a: '1', b: '1' }))
    const patch = { verb: 'patch', patchType: 'merge', resource: 'configmaps', name: 'c' } as const
    api.request({ ...patch, body: { data: { c: '1' } }, fieldManager: 'b', ...inDefault })
    expect(apply(api, 'configmaps', configMap('c', { a: '1' })).body['data']).toEqual({ a: '1', c: '1' })
  })

  it('refuses to change what another manager owns, unless forced', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }), { fieldManager: 'kubectl-client-side-apply' })
    const refused = apply(api, 'configmaps', configMap('c', { a: '2' }))
    expect(refused).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl-client-side-apply" using v1',
              field: '.data.a',
            },
          ],
        },
      },
    })
    expect(apply(api, 'configmaps', configMap('c', { a: '2' }), { force: true }).body['data']).toEqual({
      a: '2',
    })
  })

  it('shares a field whose value stays', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }), { fieldManager: 'b' })
    expect(apply(api, 'configmaps', configMap('c', { a: '1' })).code).toBe(200)
    const shown = api.get('configmaps', 'c', { showManagedFields: true })
    expect(arrayAt(shown.body, 'metadata', 'managedFields')).toMatchObject([
      { manager: 'a', operation: 'Apply', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:a': {} } } },
      { manager: 'b', operation: 'Update' },
    ])
  })

  const refusals: readonly (readonly [string, JsonObject, number, string])[] = [
    [
      'an unknown field of a built-in',
      deployment('web', { foo: 1 }),
      500,
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
    ],
    [
      'a boolean label',
      deployment('web', { template: { metadata: { labels: { canary: true } } } }),
      500,
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.template.metadata.labels.canary: expected string, got &value.valueUnstructured{Value:true}',
    ],
    [
      'another version',
      { ...deployment('web'), apiVersion: 'apps/v1beta1' },
      400,
      'Incorrect version specified in apply patch. Specified patch version: apps/v1beta1, expected: apps/v1',
    ],
    [
      'managedFields in the body',
      { ...configMap('c'), metadata: { name: 'c', managedFields: [{ manager: 'x' }] } },
      400,
      'metadata.managedFields must be nil',
    ],
  ]

  it.each(refusals)('refuses %s', (_what, body, code, message) => {
    const resource = body['kind'] === 'Deployment' ? 'deployments' : 'configmaps'
    const answer = apply(new TestApi(), resource, body)
    expect([answer.code, answer.body['message']]).toEqual([code, message])
  })
})

describe('managedFields', () => {
  it('are shown on request only', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }), { fieldManager: 'helm' })
    expect(metadataOf(api.get('configmaps', 'c').body)).not.toHaveProperty('managedFields')
    const shown = api.get('configmaps', 'c', { showManagedFields: true })
    expect(metadataOf(shown.body)['managedFields']).toEqual([
      {
        manager: 'helm',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-01-01T00:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
      },
    ])
  })

  it('name the subresource of a write', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web'), { fieldManager: 'helm' })
    const request = { verb: 'patch', patchType: 'merge', group: 'apps', resource: 'deployments' } as const
    const body = { status: { replicas: 1 } }
    api.request({ ...request, name: 'web', subresource: 'status', body, fieldManager: 'k', ...inDefault })
    const shown = api.get('deployments', 'web', { group: 'apps', showManagedFields: true })
    expect(arrayAt(shown.body, 'metadata', 'managedFields')).toContainEqual(
      expect.objectContaining({ manager: 'k', subresource: 'status' }),
    )
  })

  it('may be sent back unchanged without a write', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }), { fieldManager: 'z' })
    apply(api, 'configmaps', configMap('c', { a: '1' }))
    const { body } = api.get('configmaps', 'c', { showManagedFields: true })
    const { seq } = api.world
    const put = { verb: 'update', resource: 'configmaps', name: 'c', fieldManager: 'q' } as const
    expect(api.request({ ...put, body, ...inDefault }).code).toBe(200)
    expect(api.world.seq).toBe(seq)
  })

  it('can be rewritten by a JSON patch, as Helm 4 does, and reset', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }), { fieldManager: 'helm' })
    const request = { verb: 'patch', resource: 'configmaps', name: 'c', ...inDefault } as const
    const operation = { op: 'replace', path: '/metadata/managedFields/0/operation', value: 'Apply' }
    api.request({ ...request, patchType: 'json', body: [operation], fieldManager: 'x' })
    expect(managers(api)).toMatchObject([{ manager: 'helm', operation: 'Apply' }])
    api.request({ ...request, patchType: 'merge', body: { metadata: { managedFields: [{}] } } })
    expect(managers(api)).toEqual([])
  })
})

function managers(api: TestApi) {
  const shown = api.get('configmaps', 'c', { showManagedFields: true })
  return arrayAt(shown.body, 'metadata', 'managedFields')
}
