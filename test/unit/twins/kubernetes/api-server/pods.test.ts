import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf } from '../../../../../twins/kubernetes/client/objects.js'
import { pod, TestApi } from '../../../../support/api.js'

const inDefault = { namespace: 'default' } as const

function bind(api: TestApi, more: JsonObject = {}) {
  const target = { kind: 'Node', name: 'node-1' }
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p', ...more }, target }
  return api.request({
    verb: 'create',
    resource: 'pods',
    subresource: 'binding',
    name: 'p',
    body,
    ...inDefault,
  })
}

describe('binding', () => {
  it('puts a pod on a node', () => {
    const api = new TestApi()
    api.create('pods', pod('p'))
    expect(bind(api).code).toBe(201)
    expect(api.get('pods', 'p').body).toMatchObject({
      spec: { nodeName: 'node-1' },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] },
    })
  })

  it('is refused for a pod that is bound, is going, or is another one', () => {
    const api = new TestApi()
    api.create('pods', { ...pod('p'), metadata: { name: 'p', ...inDefault, finalizers: ['a/b'] } })
    expect(bind(api, { uid: 'other' }).code).toBe(409)
    bind(api)
    expect(bind(api).body['message']).toBe(
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "node-1"',
    )
    api.request({ verb: 'delete', resource: 'pods', name: 'p', ...inDefault })
    expect(bind(api).body['message']).toBe(
      'Operation cannot be fulfilled on pods/binding "p": pod p is being deleted, cannot be assigned to a host',
    )
  })
})

describe('log', () => {
  const two = {
    ...pod('p'),
    spec: {
      containers: [
        { name: 'a', image: 'i' },
        { name: 'b', image: 'i' },
      ],
    },
  }
  const refusals: readonly (readonly [JsonObject, string, string])[] = [
    [pod('p'), '', 'container "main" in pod "p" is waiting to start: ContainerCreating'],
    [pod('p'), 'x', 'container x is not valid for pod p'],
    [two, '', 'a container name must be specified for pod p, choose one of: [a b]'],
  ]

  it.each(refusals)('of %# is refused in upstream’s words', (body, container, message) => {
    const api = new TestApi()
    api.create('pods', body)
    const request = { verb: 'get', resource: 'pods', subresource: 'log', name: 'p', container } as const
    expect(api.request({ ...request, ...inDefault })).toMatchObject({ code: 400, body: { message } })
  })
})

describe('creation of pods', () => {
  const resources = (limits: JsonObject, requests: JsonObject) => ({
    containers: [{ name: 'c', image: 'i', resources: { limits, requests } }],
  })
  const classes: readonly (readonly [string, JsonObject])[] = [
    ['BestEffort', resources({}, {})],
    ['Burstable', resources({}, { cpu: '1' })],
    ['Guaranteed', resources({ cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '1Gi' })],
  ]

  it.each(classes)('notes the class %s', (qosClass, spec) => {
    const { body } = new TestApi().create('pods', { ...pod('p'), spec })
    expect(body['status']).toEqual({ phase: 'Pending', qosClass })
  })
})

describe('creation of Jobs', () => {
  it('derives the selector from the uid that is stored', () => {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } }
    const metadata = { name: 'j', ...inDefault }
    const { body } = new TestApi().create('jobs', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata,
      spec: { template },
    })
    const uid = metadataOf(body)['uid']
    expect(body['spec']).toMatchObject({
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { metadata: { labels: { 'controller-uid': uid, 'job-name': 'j' } } },
    })
  })
})

describe('creation of Services', () => {
  const service = (name: string, spec: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...inDefault },
    spec: { ports: [{ port: 80 }], ...spec },
  })

  it('allocates different addresses, which a PUT without one keeps', () => {
    const api = new TestApi()
    const address = (name: string) => (api.get('services', name).body['spec'] as JsonObject)['clusterIP']
    for (const name of ['a', 'b']) expect(api.create('services', service(name)).code).toBe(201)
    const first = address('a')
    expect(first).toMatch(/^10\.\d+\.\d+\.\d+$/)
    expect(address('b')).not.toBe(first)
    const body = service('a', { ports: [{ port: 81 }] })
    expect(api.request({ verb: 'update', resource: 'services', name: 'a', body, ...inDefault }).code).toBe(
      200,
    )
    expect(address('a')).toBe(first)
  })

  it('leaves headless Services without', () => {
    const { body } = new TestApi().create('services', service('a', { clusterIP: 'None' }))
    expect(body['spec']).toMatchObject({ clusterIP: 'None' })
  })
})

describe('PUT of a missing object', () => {
  it('creates a Lease and refuses a Pod', () => {
    const api = new TestApi()
    const put = { verb: 'update', ...inDefault } as const
    const metadata = { name: 'l', ...inDefault }
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: {} }
    const group = 'coordination.k8s.io'
    expect(api.request({ ...put, group, resource: 'leases', name: 'l', body: lease }).code).toBe(201)
    expect(api.request({ ...put, resource: 'pods', name: 'p', body: pod('p') }).code).toBe(404)
  })
})

describe('requests without a namespace', () => {
  it('have no URL, except lists', () => {
    const api = new TestApi()
    expect(api.request({ verb: 'list', resource: 'pods' }).code).toBe(200)
    expect(api.request({ verb: 'get', resource: 'pods', name: 'p' })).toMatchObject({
      code: 404,
      body: { message: 'the server could not find the requested resource' },
    })
    expect(api.request({ verb: 'deletecollection', resource: 'pods' }).code).toBe(405)
  })
})
