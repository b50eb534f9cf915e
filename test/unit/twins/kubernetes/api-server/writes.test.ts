import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf, OBJECTS } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, deployment, pod, secret, TestApi } from '../../../../support/api.js'

const inDefault = { namespace: 'default' } as const

function metadata(body: JsonObject): JsonObject {
  return metadataOf(body)
}

describe('create', () => {
  it('sets uid, creationTimestamp and resourceVersion, whatever the client sent', () => {
    const api = new TestApi()
    api.nowMs = 61_500
    const { code, body } = api.create('secrets', {
      ...secret('s'),
      metadata: { name: 's', namespace: 'default', uid: 'mine', creationTimestamp: '2001-01-01T00:00:00Z' },
    })
    expect(code).toBe(201)
    expect(metadata(body)).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      creationTimestamp: '2026-01-01T00:01:01Z',
      resourceVersion: String(api.world.revision),
    })
  })

  it('gives a re-created object another uid', () => {
    const api = new TestApi()
    const first = metadata(api.create('secrets', secret('s')).body)['uid']
    api.request({ verb: 'delete', resource: 'secrets', name: 's', ...inDefault })
    expect(metadata(api.create('secrets', secret('s')).body)['uid']).not.toBe(first)
  })

  it('generates names that differ, with at most 58 characters of the base', () => {
    const api = new TestApi()
    const base = `${'n'.repeat(60)}-`
    const body = { ...pod('x'), metadata: { generateName: base, namespace: 'default' } }
    const names = [1, 2, 3].map(() => String(metadata(api.create('pods', body).body)['name']))
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^n{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  it('leaves no trace of a refused create', () => {
    const api = new TestApi()
    const before = api.world.table(OBJECTS).hash
    const ids = api.world.list('kernel.ids').length
    expect(
      api.create('pods', { ...pod('x'), metadata: { generateName: 'UPPER-', namespace: 'default' } }).code,
    ).toBe(422)
    expect(api.world.table(OBJECTS).hash).toEqual(before)
    expect(api.world.list('kernel.ids').length).toBe(ids)
  })

  it('stores nothing on a dry run, and answers as if it had', () => {
    const api = new TestApi()
    const { code, body } = api.create('secrets', secret('s'), { dryRun: true })
    expect(code).toBe(201)
    expect(metadata(body)['uid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(api.get('secrets', 's').code).toBe(404)
    expect(api.log().some(({ event }) => event.kind === 'write' && event.key.includes('/s'))).toBe(false)
  })

  it('drops unknown fields with a warning', () => {
    const { body, warnings } = new TestApi().create('deployments', deployment('web', { foo: 1 }))
    expect(body['spec']).not.toHaveProperty('foo')
    expect(warnings).toEqual(['unknown field "spec.foo"'])
  })

  it('fills in defaults', () => {
    const { body } = new TestApi().create('deployments', deployment('web'))
    expect(body['spec']).toMatchObject({ replicas: 1, strategy: { rollingUpdate: { maxSurge: '25%' } } })
  })

  it('drops repeated owner references with a warning', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u1' }
    const body = {
      ...configMap('c'),
      metadata: { name: 'c', namespace: 'default', ownerReferences: [owner, owner] },
    }
    const answer = new TestApi().create('configmaps', body)
    expect(metadata(answer.body)['ownerReferences']).toEqual([owner])
    expect(answer.warnings?.[0]).toMatch(/duplicate UID\(s\) observed: u1$/)
  })

  it('sets status itself where status is a subresource', () => {
    const { body } = new TestApi().create('deployments', { ...deployment('web'), status: { replicas: 7 } })
    expect(body['status']).toEqual({})
  })
})

describe('update', () => {
  it('keeps system fields and bumps resourceVersion', () => {
    const api = new TestApi()
    const created = metadata(api.create('configmaps', configMap('c')).body)
    api.nowMs = 5_000
    const body = configMap('c', { a: '1' })
    const updated = api.request({ verb: 'update', resource: 'configmaps', name: 'c', body, ...inDefault })
    expect(updated.code).toBe(200)
    const { uid, creationTimestamp } = created
    expect(metadata(updated.body)).toMatchObject({ uid, creationTimestamp })
    expect(Number(metadata(updated.body)['resourceVersion'])).toBeGreaterThan(
      Number(created['resourceVersion']),
    )
  })

  it('writes nothing when nothing changes', () => {
    const api = new TestApi()
    const created = api.create('configmaps', configMap('c', { a: '1' })).body
    const [changes, seq] = [api.changes.length, api.world.seq]
    const body = configMap('c', { a: '1' })
    const updated = api.request({ verb: 'update', resource: 'configmaps', name: 'c', body, ...inDefault })
    expect(updated.body).toEqual(created)
    expect([api.changes.length, api.world.seq]).toEqual([changes, seq])
  })

  it('logs every effective write before its change', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c'))
    const entry = api.log().at(-1)!
    expect(entry.event).toMatchObject({
      kind: 'write',
      verb: 'create',
      key: 'configmaps/default/c',
      before: null,
    })
    expect(api.changes.filter(({ table }) => table === OBJECTS).at(-1)!.seq).toBe(entry.seq)
  })
})

describe('patch', () => {
  const cases = [
    ['merge', { data: { a: null, b: '2' } }],
    ['strategic', { data: { a: null, b: '2' } }],
    [
      'json',
      [
        { op: 'remove', path: '/data/a' },
        { op: 'add', path: '/data/b', value: '2' },
      ],
    ],
  ] as const

  it.each(cases)('applies a %s patch', (patchType, body) => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }))
    const request = { verb: 'patch', resource: 'configmaps', name: 'c', ...inDefault } as const
    const answer = api.request({ ...request, patchType, body: body as unknown as JsonObject })
    expect(answer.body['data']).toEqual({ b: '2' })
  })

  it('writes nothing for a patch without effect', () => {
    const api = new TestApi()
    api.create('configmaps', configMap('c', { a: '1' }))
    const { seq } = api.world
    const request = { verb: 'patch', resource: 'configmaps', name: 'c', ...inDefault } as const
    api.request({ ...request, patchType: 'merge', body: { data: { a: '1' } } })
    expect(api.world.seq).toBe(seq)
  })

  it('ignores status on the main resource, and everything else on the status subresource', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web'))
    const request = {
      verb: 'patch',
      group: 'apps',
      resource: 'deployments',
      name: 'web',
      ...inDefault,
    } as const
    const body = { spec: { replicas: 3 }, status: { replicas: 9 } }
    const main = api.request({ ...request, patchType: 'merge', body })
    expect(main.body).toMatchObject({ spec: { replicas: 3 }, status: {} })
    const other = { spec: { replicas: 5 }, status: { replicas: 9 } }
    const status = api.request({ ...request, patchType: 'merge', subresource: 'status', body: other })
    expect(status.body).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 9 } })
  })
})

describe('generation', () => {
  const deploymentPatches = [
    ['spec', { spec: { replicas: 2 } }, 2],
    ['annotations', { metadata: { annotations: { a: '1' } } }, 2],
    ['labels', { metadata: { labels: { a: '1' } } }, 1],
    ['status', { status: { replicas: 1 } }, 1],
  ] as const

  it.each(deploymentPatches)('of a Deployment after a change of %s', (_what, body, generation) => {
    const api = new TestApi()
    api.create('deployments', deployment('web'))
    const request = { verb: 'patch', patchType: 'merge', group: 'apps', resource: 'deployments' } as const
    const answer = api.request({ ...request, name: 'web', body, ...inDefault })
    expect(metadata(answer.body)['generation']).toBe(generation)
  })

  it('is absent from kinds that have none', () => {
    const { body } = new TestApi().create('secrets', secret('s'))
    expect(metadata(body)).not.toHaveProperty('generation')
  })
})
