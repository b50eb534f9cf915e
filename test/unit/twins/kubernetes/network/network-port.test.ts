import { describe, expect, it } from 'vitest'
import type { ImageProgram } from '../../../../../twins/contract/component.js'
import { type DialAnswer, NETWORK_PORT } from '../../../../../twins/contract/network.js'
import { transact } from '../../../../../twins/kernel/index.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { park, report, sleep } from '../../../../../twins/kernel/requests.js'
import { textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { usableEndpoints } from '../../../../../twins/kubernetes/network/endpoints.js'
import { podOf, Workloads } from '../../../../support/workloads.js'

/** Listens at 7233 after 5 s, whatever its container declares. */
const server: ImageProgram = {
  name: 'server',
  matches: (image) => image.startsWith('server:'),
  program: function* () {
    yield* sleep(5_000)
    yield* report({ ready: true, listens: { '7233': { program: 'frontend', args: { shard: 1 } } } })
    return yield* park()
  },
}

const unready: ImageProgram = {
  name: 'unready',
  matches: (image) => image.startsWith('unready:'),
  program: function* () {
    yield* report({ ready: false, listens: { '8080': {} } })
    return yield* park()
  },
}

function labelled(name: string, container: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  return { ...podOf(name, container, spec), metadata: { name, namespace: 'test', labels: { app: 'web' } } }
}

function serviceOf(name: string, spec: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'test' }, spec }
}

const HTTP = { name: 'http', containerPort: 8080 }
/** A container that listens and says that it is not ready. */
const UNREADY = { image: 'unready:1', ports: [HTTP], readinessProbe: { httpGet: { port: 8080 } } }

function world(objects: readonly JsonObject[]): Workloads {
  const twin = new Workloads({ images: [server, unready] })
  for (const object of objects) twin.create(object)
  twin.quiesce()
  return twin
}

function dialFrom(twin: Workloads, host: string, port: number, namespace = 'test', actor = 'p'): DialAnswer {
  let answer: DialAnswer = { kind: 'unknown-host' }
  transact(twin.system, twin.world, 'test', (tx) => {
    const payload = { op: 'dial', namespace, host, port }
    answer = twin.system.ports.get(NETWORK_PORT)!.handle(tx, payload, { actor }) as DialAnswer
  })
  return answer
}

const ipOf = (twin: Workloads, pod: string): string => textAt(twin.pod(pod), 'status', 'podIP')
const clusterIpOf = (twin: Workloads, name: string): string =>
  textAt(
    twin.api({ verb: 'get', group: '', version: 'v1', resource: 'services', namespace: 'test', name }).body,
    'spec',
    'clusterIP',
  )

describe('names of Services', () => {
  const twin = world([
    labelled('web-0', { ports: [HTTP] }),
    serviceOf('web', { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] }),
    serviceOf('empty', { selector: { app: 'none' }, ports: [{ port: 80 }] }),
    serviceOf('alias', { type: 'ExternalName', externalName: 'web.test.svc.cluster.local' }),
    serviceOf('ring', { type: 'ExternalName', externalName: 'ring.test.svc.cluster.local' }),
    serviceOf('abroad', { type: 'ExternalName', externalName: 'db.example.com' }),
  ])

  it.each([
    ['web', 'test', 'connected'],
    ['web.test', 'other', 'connected'],
    ['web.test.svc', 'other', 'connected'],
    ['web.test.svc.cluster.local', '', 'connected'],
    ['web.test.svc.cluster.local.', 'test', 'connected'],
    ['alias', 'test', 'connected'],
    ['empty', 'test', 'refused'],
    ['web', 'other', 'unknown-host'],
    ['web', '', 'unknown-host'],
    ['none', 'test', 'unknown-host'],
    ['ring', 'test', 'unknown-host'],
    ['abroad', 'test', 'unknown-host'],
    ['db.example.com', 'test', 'unknown-host'],
  ])('%s in namespace "%s": %s', (host, namespace, kind) => {
    expect(dialFrom(twin, host, 80, namespace)).toMatchObject({ kind })
  })

  it('leads to the port of the pod, and shows the address of the Service', () => {
    expect(dialFrom(twin, 'web', 80)).toEqual({
      kind: 'connected',
      address: `${clusterIpOf(twin, 'web')}:80`,
      pod: 'test/web-0',
      listener: {},
    })
  })

  it('answers nobody at a port that the Service does not have', () => {
    expect(dialFrom(twin, 'web', 8080)).toMatchObject({ kind: 'timeout' })
  })

  it('is reached by its address too', () => {
    expect(dialFrom(twin, clusterIpOf(twin, 'web'), 80)).toMatchObject({
      kind: 'connected',
      pod: 'test/web-0',
    })
  })
})

describe('which pods answer for a Service', () => {
  const spec = { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }

  it('those that are ready', () => {
    const twin = world([
      labelled('ready', { ports: [HTTP] }),
      labelled('starting', UNREADY),
      serviceOf('web', spec),
    ])
    const callers = ['a', 'b', 'c', 'd', 'e', 'f']
    const pods = callers.map((caller) => dialFrom(twin, 'web', 80, 'test', caller)).map((one) => one['pod'])
    expect(new Set(pods)).toEqual(new Set(['test/ready']))
  })

  it('none while none is ready, and the connection is refused', () => {
    const twin = world([labelled('starting', UNREADY), serviceOf('web', spec)])
    expect(dialFrom(twin, 'web', 80)).toMatchObject({ kind: 'refused' })
  })

  it('each of several for some caller, and the same one whenever that one asks', () => {
    const twin = world([
      labelled('one', { ports: [HTTP] }),
      labelled('two', { ports: [HTTP] }),
      serviceOf('web', spec),
    ])
    const callers = Array.from({ length: 20 }, (_, index) => `caller-${index}`)
    const ask = () => callers.map((caller) => dialFrom(twin, 'web', 80, 'test', caller)['pod'])
    expect(new Set(ask())).toEqual(new Set(['test/one', 'test/two']))
    expect(ask()).toEqual(ask())
  })

  it.each([
    ['all that are ready', [{}, {}, { ready: false }], [0, 1]],
    [
      'those that go but serve, when none is ready',
      [{ ready: false }, { ready: false, terminating: true }],
      [1],
    ],
    ['none that neither is ready nor serves', [{ ready: false, serving: false, terminating: true }], []],
    ['none that serves without being ready', [{ ready: false }], []],
  ])('%s', (_name, conditions, usable) => {
    const endpoints = conditions.map((condition, index) => ({
      ...{ address: `10.244.0.${index}`, pod: `p${index}`, hostname: '', ports: {} },
      ...{ ready: true, serving: true, terminating: false, ...condition },
    }))
    expect(usableEndpoints(endpoints)).toEqual(usable.map((index) => endpoints[index]))
  })
})

describe('a headless Service', () => {
  const spec = { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 9 }] }

  it('leads to the pod itself at the port that was asked for', () => {
    const twin = world([labelled('web-0', { ports: [HTTP] }), serviceOf('web', spec)])
    expect(dialFrom(twin, 'web', 8080)).toMatchObject({
      kind: 'connected',
      address: `${ipOf(twin, 'web-0')}:8080`,
    })
    expect(dialFrom(twin, 'web', 80)).toMatchObject({ kind: 'refused' })
  })

  it('does not exist while none of its pods is ready', () => {
    const twin = world([labelled('web-0', UNREADY), serviceOf('web', spec)])
    expect(dialFrom(twin, 'web', 8080)).toEqual({ kind: 'unknown-host' })
  })

  it('names its pods by their hostname, also for the search list', () => {
    const named = { hostname: 'first', subdomain: 'web' }
    const twin = world([labelled('web-0', { ports: [HTTP] }, named), serviceOf('web', spec)])
    for (const host of ['first.web.test.svc.cluster.local', 'first.web.test.svc', 'first.web'])
      expect(dialFrom(twin, host, 8080)).toMatchObject({ kind: 'connected', pod: 'test/web-0' })
    expect(dialFrom(twin, 'second.web', 8080)).toEqual({ kind: 'unknown-host' })
  })
})

describe('a pod', () => {
  it('refuses where nobody listens, and its address answers nobody when it is gone', () => {
    const twin = world([labelled('web-0', { ports: [HTTP, { containerPort: 53, protocol: 'UDP' }] })])
    const address = ipOf(twin, 'web-0')
    expect(dialFrom(twin, address, 8080)).toMatchObject({ kind: 'connected' })
    expect(dialFrom(twin, address, 8081)).toMatchObject({ kind: 'refused' })
    expect(dialFrom(twin, address, 53)).toMatchObject({ kind: 'refused' })
    twin.delete('pods', 'web-0', { body: { gracePeriodSeconds: 0 } })
    twin.quiesce()
    expect(dialFrom(twin, address, 8080)).toEqual({ kind: 'timeout', address: `${address}:8080` })
  })

  it('listens where its program says, as soon as it says so', () => {
    const twin = new Workloads({ images: [server] })
    twin.create(labelled('web-0', { image: 'server:1', ports: [HTTP] }))
    twin.elapse(4_000)
    expect(dialFrom(twin, ipOf(twin, 'web-0'), 7233)).toMatchObject({ kind: 'refused' })
    twin.elapse(10_000)
    expect(dialFrom(twin, ipOf(twin, 'web-0'), 7233)).toMatchObject({
      kind: 'connected',
      listener: { program: 'frontend', args: { shard: 1 } },
    })
    expect(dialFrom(twin, ipOf(twin, 'web-0'), 8080)).toMatchObject({ kind: 'refused' })
  })

  it('finds itself at localhost, and nobody there outside of a pod', () => {
    const twin = world([labelled('web-0', { ports: [HTTP] })])
    const [started] = twin
      .log()
      .flatMap(({ event }) =>
        event.kind === 'process-started' && event.program.startsWith('image:') ? [event.pid] : [],
      )
    expect(dialFrom(twin, 'localhost', 8080, 'test', started)).toEqual({
      kind: 'connected',
      address: '127.0.0.1:8080',
      pod: 'test/web-0',
      listener: {},
    })
    expect(dialFrom(twin, 'localhost', 8080)).toEqual({ kind: 'refused', address: '127.0.0.1:8080' })
  })
})
