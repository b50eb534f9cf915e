import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, deployment, pod, TestApi, type TestRequest } from '../../../../support/api.js'

const inDefault = { namespace: 'default' } as const
const HELD = 'example.com/hold'

function held(body: JsonObject): JsonObject {
  return { ...body, metadata: { ...metadataOf(body), finalizers: [HELD] } }
}

function remove(api: TestApi, resource: string, name: string, more: Partial<TestRequest> = {}) {
  return api.request({ verb: 'delete', resource, name, ...inDefault, ...more })
}

const job: JsonObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j', namespace: 'default' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
}

describe('DELETE', () => {
  it('answers with a Status when the object is gone', () => {
    const api = new TestApi()
    const { uid } = metadataOf(api.create('deployments', deployment('web')).body)
    expect(remove(api, 'deployments', 'web', { group: 'apps' })).toEqual({
      code: 200,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name: 'web', group: 'apps', kind: 'deployments', uid },
      },
    })
    expect(api.get('deployments', 'web', { group: 'apps' }).code).toBe(404)
  })

  it('keeps an object with finalizers, marked', () => {
    const api = new TestApi()
    api.create('deployments', held(deployment('web')))
    api.nowMs = 10_000
    const { code, body } = remove(api, 'deployments', 'web', { group: 'apps' })
    expect(code).toBe(200)
    expect(metadataOf(body)).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:10Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
      finalizers: [HELD],
    })
  })

  it('does nothing the second time', () => {
    const api = new TestApi()
    api.create('configmaps', held(configMap('c')))
    remove(api, 'configmaps', 'c')
    const { seq } = api.world
    api.nowMs = 99_000
    expect(remove(api, 'configmaps', 'c', { propagationPolicy: 'Foreground' }).code).toBe(200)
    expect(api.world.seq).toBe(seq)
  })

  it('says that a terminating object is in the way of a new one', () => {
    const api = new TestApi()
    api.create('configmaps', held(configMap('c')))
    remove(api, 'configmaps', 'c')
    expect(api.create('configmaps', configMap('c')).body['message']).toBe(
      'object is being deleted: configmaps "c" already exists',
    )
  })

  it('is completed by the request that removes the last finalizer', () => {
    const api = new TestApi()
    api.create('configmaps', held(configMap('c')))
    remove(api, 'configmaps', 'c')
    const body = { metadata: { finalizers: null } }
    const request = { verb: 'patch', patchType: 'merge', resource: 'configmaps', name: 'c' } as const
    const answer = api.request({ ...request, body, ...inDefault })
    expect(answer.body['kind']).toBe('ConfigMap')
    expect(api.get('configmaps', 'c').code).toBe(404)
    expect(api.log().at(-1)!.event).toMatchObject({ kind: 'write', verb: 'patch', after: null })
  })

  it('lets nobody add a finalizer any more', () => {
    const api = new TestApi()
    api.create('configmaps', held(configMap('c')))
    remove(api, 'configmaps', 'c')
    const body = { metadata: { finalizers: [HELD, 'example.com/x'] } }
    const request = { verb: 'patch', patchType: 'merge', resource: 'configmaps', name: 'c' } as const
    expect(api.request({ ...request, body, ...inDefault }).body['message']).toBe(
      'ConfigMap "c" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/x"}',
    )
  })

  it('cannot be undone by an update', () => {
    const api = new TestApi()
    api.create('configmaps', held(configMap('c')))
    remove(api, 'configmaps', 'c')
    const body = held(configMap('c', { a: '1' }))
    api.request({ verb: 'update', resource: 'configmaps', name: 'c', body, ...inDefault })
    expect(metadataOf(api.get('configmaps', 'c').body)).toHaveProperty('deletionTimestamp')
  })
})

describe('propagation', () => {
  const rows = [
    ['deployments', 'apps', undefined, undefined],
    ['deployments', 'apps', 'Background', undefined],
    ['deployments', 'apps', 'Foreground', ['foregroundDeletion']],
    ['deployments', 'apps', 'Orphan', ['orphan']],
    ['jobs', 'batch', undefined, ['orphan']],
    ['jobs', 'batch', 'Background', undefined],
  ] as const

  it.each(rows)('%s.%s with policy %s gets finalizers %j', (resource, group, policy, finalizers) => {
    const api = new TestApi()
    const body = resource === 'jobs' ? job : deployment('j')
    expect(api.create(resource, body).code).toBe(201)
    remove(api, resource, 'j', { group, ...(policy === undefined ? {} : { propagationPolicy: policy }) })
    const left = api.get(resource, 'j', { group })
    expect(left.code).toBe(finalizers === undefined ? 404 : 200)
    if (finalizers !== undefined) expect(metadataOf(left.body)['finalizers']).toEqual(finalizers)
  })

  it('keeps the meaning of a finalizer that is there, and an explicit policy replaces it', () => {
    const orphaning = {
      ...deployment('web'),
      metadata: { name: 'web', namespace: 'default', finalizers: ['orphan'] },
    }
    const api = new TestApi()
    api.create('deployments', orphaning)
    remove(api, 'deployments', 'web', { group: 'apps', propagationPolicy: 'Foreground' })
    const left = api.get('deployments', 'web', { group: 'apps' })
    expect(metadataOf(left.body)['finalizers']).toEqual(['foregroundDeletion'])
  })

  it('warns about pods of Jobs', () => {
    const api = new TestApi()
    api.create('jobs', job)
    expect(remove(api, 'jobs', 'j', { group: 'batch' }).warnings).toEqual([
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    ])
  })
})

describe('deletion of pods', () => {
  it('gives a running pod its grace period, which may be shortened', () => {
    const api = new TestApi()
    api.create('pods', pod('p', 'node-1'))
    const first = remove(api, 'pods', 'p')
    expect(metadataOf(first.body)).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    })
    const shorter = remove(api, 'pods', 'p', { gracePeriodSeconds: 5 })
    expect(metadataOf(shorter.body)).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:05Z',
      deletionGracePeriodSeconds: 5,
    })
    const longer = remove(api, 'pods', 'p', { gracePeriodSeconds: 60 })
    expect(metadataOf(longer.body)['deletionGracePeriodSeconds']).toBe(5)
    expect(remove(api, 'pods', 'p', { gracePeriodSeconds: 0 }).body['kind']).toBe('Status')
    expect(api.get('pods', 'p').code).toBe(404)
  })

  it('removes an unscheduled pod at once', () => {
    const api = new TestApi()
    api.create('pods', pod('p'))
    expect(remove(api, 'pods', 'p').body['kind']).toBe('Status')
  })

  it('waits for finalizers after the grace period', () => {
    const api = new TestApi()
    api.create('pods', held(pod('p', 'node-1')))
    remove(api, 'pods', 'p')
    expect(metadataOf(remove(api, 'pods', 'p', { gracePeriodSeconds: 0 }).body)).toMatchObject({
      deletionGracePeriodSeconds: 0,
      finalizers: [HELD],
    })
  })
})

describe('deletion of a collection', () => {
  it('deletes what the selector matches and answers with the list', () => {
    const api = new TestApi()
    for (const name of ['a', 'b']) api.create('pods', pod(name))
    const request = { verb: 'deletecollection', resource: 'pods', labelSelector: 'app=a' } as const
    const { body } = api.request({ ...request, ...inDefault })
    expect(body).toMatchObject({ kind: 'PodList', items: [{ metadata: { name: 'a' } }] })
    expect([api.get('pods', 'a').code, api.get('pods', 'b').code]).toEqual([404, 200])
  })
})
