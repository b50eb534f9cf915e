import { describe, expect, it } from 'vitest'
import { metadataOf } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, pod, TestApi } from '../../../../support/api.js'

const team = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } }

function terminating(): TestApi {
  const api = new TestApi()
  api.create('namespaces', team)
  api.create('configmaps', { ...configMap('c'), metadata: { name: 'c', namespace: 'team' } })
  api.request({ verb: 'delete', resource: 'namespaces', name: 'team' })
  return api
}

describe('namespaces', () => {
  it('are created Active, with a finalizer and their name as a label', () => {
    expect(new TestApi().create('namespaces', team).body).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'team' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    })
  })

  it('become Terminating when they are deleted', () => {
    const api = terminating()
    const { body } = api.get('namespaces', 'team')
    expect(body).toMatchObject({ status: { phase: 'Terminating' } })
    expect(metadataOf(body)).toHaveProperty('deletionTimestamp')
  })

  it('let nothing in while they are Terminating', () => {
    const api = terminating()
    const answer = api.create('pods', { ...pod('p'), metadata: { name: 'p', namespace: 'team' } })
    expect(answer).toMatchObject({
      code: 403,
      body: {
        message:
          'pods "p" is forbidden: unable to create new content in namespace team because it is being terminated',
        details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
      },
    })
  })

  it('name the prefix of a generated name in the refusal', () => {
    const body = { ...pod('p'), metadata: { generateName: 'web-', namespace: 'team' } }
    expect(terminating().create('pods', body).body['message']).toMatch(/^pods "web-" is forbidden: /)
  })

  it('allow updates and deletes while they are Terminating', () => {
    const api = terminating()
    const request = { resource: 'configmaps', name: 'c', namespace: 'team' } as const
    const body = { data: { a: '1' } }
    expect(api.request({ ...request, verb: 'patch', patchType: 'merge', body }).code).toBe(200)
    expect(api.request({ ...request, verb: 'delete' }).code).toBe(200)
  })

  it('lose their finalizers through the finalize subresource only', () => {
    const api = terminating()
    const request = { verb: 'update', resource: 'namespaces', name: 'team' } as const
    const { body } = api.get('namespaces', 'team')
    const finalized = { ...body, spec: { finalizers: [] } }
    api.request({ ...request, body: finalized })
    expect(api.get('namespaces', 'team').body['spec']).toEqual({ finalizers: ['kubernetes'] })
    const { body: now } = api.get('namespaces', 'team')
    api.request({ ...request, subresource: 'finalize', body: { ...now, spec: { finalizers: [] } } })
    expect(api.get('namespaces', 'team').code).toBe(404)
  })
})
