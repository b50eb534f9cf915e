import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  canonicalFingerprint,
  exactFingerprint,
  hashToHex,
  type JsonObject,
} from '../../../../../twins/kernel/index.js'
import { exactObject } from '../../../../../twins/kubernetes/api-server/projections/exact.js'
import { isInstant } from '../../../../../twins/kubernetes/api-server/projections/timeless-hash.js'
import { metadataOf, OBJECTS } from '../../../../../twins/kubernetes/client/objects.js'
import { configMap, deployment, pod, secret, TestApi } from '../../../../support/api.js'

const inDefault = { namespace: 'default' } as const

function exact(api: TestApi): string {
  return hashToHex(exactFingerprint(api.system, api.world))
}

function canonical(api: TestApi): string {
  return hashToHex(canonicalFingerprint(api.world))
}

function patch(api: TestApi, resource: string, name: string, body: JsonObject, more: JsonObject = {}): void {
  const group = resource === 'deployments' ? 'apps' : ''
  const request = {
    verb: 'patch',
    patchType: 'merge',
    group,
    resource,
    name,
    body,
    fieldManager: 'x',
  } as const
  expect(api.request({ ...request, ...inDefault, ...more }).code).toBe(200)
}

describe('exact fingerprint of objects', () => {
  it('does not see time and resourceVersion', () => {
    const [early, late] = [new TestApi(), new TestApi()]
    late.nowMs = 3_600_000
    late.create('events', event('unread'))
    for (const api of [early, late]) api.create('pods', pod('p'))
    expect(early.get('pods', 'p').body['metadata']).not.toEqual(late.get('pods', 'p').body['metadata'])
    expect(rowHash(early, 'pods/default/p')).toBe(rowHash(late, 'pods/default/p'))
  })

  const differences: readonly (readonly [string, JsonObject])[] = [
    ['uid', { metadata: { uid: 'other' } }],
    ['finalizers', { metadata: { finalizers: ['a/b'] } }],
    ['deletion', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['generation', { metadata: { generation: 7 } }],
    ['restart count', { status: { containerStatuses: [{ restartCount: 1 }] } }],
    ['an instant in spec', { spec: { at: '2026-01-01T00:00:00Z' } }],
  ]

  it.each(differences)('sees %s', (_what, more) => {
    const base = { metadata: { name: 'x', uid: 'u' }, spec: {}, status: {} }
    const changed = { ...base, ...more, metadata: { ...base.metadata, ...metadataOf(more) } }
    expect(exactObject(changed, 'pods/default/x')).not.toEqual(exactObject(base, 'pods/default/x'))
  })

  it('sees that a time is there, not which', () => {
    const started = (at: string) => ({ metadata: {}, status: { startedAt: at } })
    const hash = (object: JsonObject) => exactObject(object, 'pods/default/x')
    expect(hash(started('2026-01-01T00:00:00Z'))).toEqual(hash(started('2027-02-02T02:02:02.5Z')))
    expect(hash(started('2026-01-01T00:00:00Z'))).not.toEqual(hash({ metadata: {}, status: {} }))
  })

  it('leaves Events out', () => {
    const api = new TestApi()
    const before = api.world.table(OBJECTS).hash
    expect(api.create('events', event('e')).code).toBe(201)
    expect(api.world.table(OBJECTS).hash).toEqual(before)
  })

  it('does not see the times inside a Helm release', () => {
    const hash = (at: string, status: string) => exactObject(release(1, at, status), 'secrets/default/r')
    const time = '2026-01-01T00:00:00.123456789Z'
    expect(hash(time, 'deployed')).toEqual(hash('2026-01-02T00:00:00Z', 'deployed'))
    expect(hash(time, 'deployed')).not.toEqual(hash(time, 'failed'))
  })

  it('returns to what it was when a write is undone', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web'), { fieldManager: 'x' })
    const before = exact(api)
    patch(api, 'deployments', 'web', { metadata: { labels: { a: '1' } } })
    expect(exact(api)).not.toBe(before)
    patch(api, 'deployments', 'web', { metadata: { labels: null } })
    expect(rowHash(api, 'deployments.apps/default/web')).toBe(rowHash(api, 'deployments.apps/default/web'))
    expect(exact(api)).toBe(before)
  })
})

describe('canonical fingerprint of objects', () => {
  it('does not see that an object was re-created', () => {
    const api = new TestApi()
    api.create('secrets', secret('s'))
    const before = canonical(api)
    api.request({ verb: 'delete', resource: 'secrets', name: 's', ...inDefault })
    api.create('secrets', secret('s'))
    expect(canonical(api)).toBe(before)
  })

  it('sees whether a generation was observed, not its number', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web', { replicas: 1 }), { fieldManager: 'x' })
    const observe = (observedGeneration: number) =>
      patch(api, 'deployments', 'web', { status: { observedGeneration } }, { subresource: 'status' })
    observe(1)
    const first = canonical(api)
    patch(api, 'deployments', 'web', { spec: { replicas: 2 } })
    expect(canonical(api)).not.toBe(first)
    patch(api, 'deployments', 'web', { spec: { replicas: 1 } })
    expect(canonical(api)).not.toBe(first)
    observe(3)
    expect(canonical(api)).toBe(first)
  })

  it('sees revisions and restarts by rank', () => {
    const of = (revision: string, restartCount: number) => {
      const api = new TestApi()
      const annotations = { 'deployment.kubernetes.io/revision': revision }
      api.create('deployments', {
        ...deployment('web'),
        metadata: { name: 'web', ...inDefault, annotations },
      })
      api.create('pods', pod('p'))
      patch(
        api,
        'pods',
        'p',
        { status: { containerStatuses: [{ name: 'main', restartCount }] } },
        { subresource: 'status' },
      )
      return canonical(api)
    }
    expect(of('3', 4)).toBe(of('9', 7))
  })
})

describe('isInstant', () => {
  const texts = [
    ['2026-01-01T00:00:00Z', true],
    ['2026-01-01T00:00:00.123456789+02:00', true],
    ['2026-01-01', false],
    ['at 2026-01-01T00:00:00Z', false],
    ['app:2026-01-01T00:00:00', false],
  ] as const

  it.each(texts)('%s: %s', (text, expected) => {
    expect(isInstant(text)).toBe(expected)
  })
})

function rowHash(api: TestApi, key: string): string {
  return hashToHex(exactObject(api.world.get<JsonObject>(OBJECTS, key)!, key)!)
}

function event(name: string): JsonObject {
  const involvedObject = { kind: 'Pod', name: 'p', namespace: 'default' }
  const metadata = { name, namespace: 'default' }
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject,
    reason: 'R',
    message: 'm',
    type: 'Normal',
  }
}

function release(version: number, at: string, status: string): JsonObject {
  const payload = JSON.stringify({ name: 'r', version, info: { last_deployed: at, status } })
  const text = Buffer.from(gzipSync(payload).toString('base64')).toString('base64')
  const labels = { name: 'r', owner: 'helm', version: String(version), modifiedAt: String(Date.parse(at)) }
  return { type: 'helm.sh/release.v1', metadata: { name: 'r', labels }, data: { release: text } }
}

describe('configMap', () => {
  it('keeps instants in data apart', () => {
    const hash = (at: string) => exactObject(configMap('c', { at }), 'configmaps/default/c')
    expect(hash('2026-01-01T00:00:00Z')).not.toEqual(hash('2026-01-02T00:00:00Z'))
  })
})

describe('addresses of a Service', () => {
  function addressesOf(managedBy: JsonObject, ...ips: readonly string[]): string {
    const api = new TestApi()
    const metadata = { name: 'web', namespace: 'default', labels: managedBy }
    const subsets = [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 80 }] }]
    const body = { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets }
    expect(api.request({ verb: 'create', group: '', resource: 'endpoints', ...inDefault, body }).code).toBe(
      201,
    )
    return canonical(api)
  }

  const maintained = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }

  it('count, in whatever order pod addresses sort, where a controller maintains them', () => {
    expect(addressesOf(maintained, '10.0.0.1', '10.0.0.2')).toBe(
      addressesOf(maintained, '10.0.0.2', '10.0.0.1'),
    )
    expect(addressesOf(maintained, '10.0.0.1')).not.toBe(addressesOf(maintained, '10.0.0.1', '10.0.0.2'))
  })

  it('are what their author wrote, where none does', () => {
    expect(addressesOf({}, '10.0.0.1')).not.toBe(addressesOf({}, '10.0.0.2'))
  })
})
