import { describe, expect, it } from 'vitest'
import { itemsOf } from '../../../../../twins/kubernetes/client/api.js'
import { metadataOf, namespacedName } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, pod, secret, TestApi, type TestRequest } from '../../../../support/api.js'

function filled(): TestApi {
  const api = new TestApi()
  for (const name of ['b', 'a', 'a-b']) api.create('pods', pod(name, name === 'b' ? 'node-1' : ''))
  api.create('pods', { ...pod('z'), metadata: { name: 'z', namespace: 'kube-system', labels: { app: 'z' } } })
  api.create('secrets', secret('s'))
  return api
}

function names(api: TestApi, request: Partial<TestRequest>): readonly string[] {
  return itemsOf(api.request({ verb: 'list', resource: 'pods', ...request })).map(namespacedName)
}

const rows: readonly (readonly [string, Partial<TestRequest>, readonly string[]])[] = [
  ['everything', {}, ['default/a', 'default/a-b', 'default/b', 'kube-system/z']],
  ['a namespace', { namespace: 'default' }, ['default/a', 'default/a-b', 'default/b']],
  ['an empty namespace', { namespace: 'kube-public' }, []],
  ['a label', { labelSelector: 'app=a' }, ['default/a']],
  ['a set of labels', { labelSelector: 'app in (a,z)' }, ['default/a', 'kube-system/z']],
  ['a missing label', { labelSelector: '!app' }, []],
  ['a name', { namespace: 'default', fieldSelector: 'metadata.name=b' }, ['default/b']],
  ['a name in all namespaces', { fieldSelector: 'metadata.name=z' }, ['kube-system/z']],
  ['a node', { fieldSelector: 'spec.nodeName=node-1' }, ['default/b']],
  ['no node', { namespace: 'default', fieldSelector: 'spec.nodeName=' }, ['default/a', 'default/a-b']],
  ['an index', { index: { name: 'node', key: 'node-1' } }, ['default/b']],
  ['an index in another namespace', { namespace: 'kube-system', index: { name: 'node', key: 'node-1' } }, []],
]

describe('list', () => {
  it.each(rows)('by %s, sorted', (_what, request, expected) => {
    expect(names(filled(), request)).toEqual(expected)
  })

  it('carries kind, version and the newest resourceVersion', () => {
    const api = filled()
    const { body } = api.request({ verb: 'list', resource: 'pods' })
    expect(body).toMatchObject({ kind: 'PodList', apiVersion: 'v1' })
    expect(metadataOf(body)['resourceVersion']).toBe(String(api.world.revision))
  })

  it('refuses a label selector that cannot be understood', () => {
    expect(filled().request({ verb: 'list', resource: 'pods', labelSelector: 'a=b=c' }).code).toBe(400)
  })

  it('finds pods by what they refer to, and everything by its owner', () => {
    const api = new TestApi()
    const valueFrom = { secretKeyRef: { name: 's', key: 'k' } }
    const env = [{ name: 'X', valueFrom }]
    const container = { name: 'm', image: 'i', env, envFrom: [{ configMapRef: { name: 'c' } }] }
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u-1' }
    const metadata = { name: 'p', namespace: 'default', ownerReferences: [owner] }
    api.create('pods', { ...pod('p'), metadata, spec: { containers: [container] } })
    api.create('configmaps', { ...configMap('d'), metadata: { ...metadata, name: 'd' } })
    const all = { resource: '*' }
    expect(names(api, { index: { name: 'secret', key: 'default/s' } })).toEqual(['default/p'])
    expect(names(api, { index: { name: 'configMap', key: 'default/c' } })).toEqual(['default/p'])
    expect(names(api, { ...all, index: { name: 'owner', key: 'u-1' } })).toEqual(['default/d', 'default/p'])
  })
})
