import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exactFingerprint } from '../../twins/kernel/index.js'
import { kubernetes } from '../../twins/kubernetes/index.js'
import { type Served, serveWorld, TOKEN } from '../support/served-worlds.js'
import { TestTwin } from '../support/twin.js'

const twin = new TestTwin({ components: [kubernetes] })
twin.settle()

let served: Served
beforeAll(async () => {
  served = await serveWorld(twin.system, twin.world, 1)
})
afterAll(() => served.close())

const CONFIG_MAPS = '/api/v1/namespaces/test/configmaps'
const JSON_TYPE = 'application/json'

interface Answer {
  readonly status: number
  readonly body: { readonly kind?: string; readonly code?: number; readonly message?: string }
}

/** One request with the token. Paths that no API has are answered with plain text, as upstream does. */
async function send(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': JSON_TYPE, ...init.headers }
  const response = await fetch(served.address + path, { ...init, headers })
  const text = await response.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : { message: text }
  return { status: response.status, body }
}

function post(body: string | Uint8Array<ArrayBuffer>, type = JSON_TYPE): Promise<Answer> {
  return send(CONFIG_MAPS, { method: 'POST', body, headers: { 'Content-Type': type } })
}

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}

const named = (more: string) => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"h"},${more}}`

const BODIES: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, string, readonly number[]])[] = [
  ['no JSON', '{"apiVersion": "v1",', JSON_TYPE, [400]],
  ['nothing at all', '', JSON_TYPE, [400]],
  ['a number', '7', JSON_TYPE, [400]],
  ['100,000 levels deep', nested(100_000), JSON_TYPE, [400]],
  ['deep inside an object', named(`"data":${nested(50_000)}`), JSON_TYPE, [400]],
  ['more than 3 MiB', named(`"data":{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`), JSON_TYPE, [413]],
  ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), JSON_TYPE, [400, 422]],
  ['protobuf without its magic', new Uint8Array([1, 2, 3, 4]), 'application/vnd.kubernetes.protobuf', [400]],
  [
    'protobuf cut off',
    new Uint8Array([0x6b, 0x38, 0x73, 0, 0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    'application/vnd.kubernetes.protobuf',
    [400],
  ],
  ['a type nobody knows', 'hello', 'text/plain', [415]],
]

describe('a request whose body is', () => {
  it.each(BODIES)('%s is refused with a Status', async (_what, body, type, codes) => {
    const before = exactFingerprint(twin.system, served.world())
    const answer = await post(body, type)
    expect(codes).toContain(answer.status)
    expect(answer.body).toMatchObject({ kind: 'Status', code: answer.status })
    expect(exactFingerprint(twin.system, served.world())).toEqual(before)
  })

  it('full of __proto__ changes no prototype', async () => {
    await post(named('"data":{"__proto__":"polluted","constructor":"x"},"__proto__":{"polluted":true}'))
    await post('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p","labels":{"__proto__":"a"}}}')
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await send('/version')).status).toBe(200)
  })
})

describe('a path', () => {
  it.each([
    '/api/v1/namespaces/..%2f..%2fetc/configmaps',
    '/api/v1/namespaces/test/configmaps/..%2f..%2f..%2fsecrets',
    '/api/v1/namespaces/test/configmaps/%00',
    '/api/v1/namespaces/test/configmaps/%zz',
    '/api/v1/namespaces/test/__proto__/x',
    '/apis/__proto__/v1/things',
  ])('%s finds nothing', async (path) => {
    const answer = await send(path)
    expect([200, 400, 404]).toContain(answer.status)
    if (answer.status === 200) expect(answer.body).toMatchObject({ items: [] })
  })

  it('of 5,000 letters finds nothing', async () => {
    expect((await send(`/api/v1/namespaces/${'n'.repeat(5000)}/configmaps/x`)).status).toBe(404)
  })
})

describe('a server', () => {
  it('answers nobody without the token, whatever is asked', async () => {
    for (const path of ['/', '/version', '/api', CONFIG_MAPS, '/nonsense']) {
      const response = await fetch(served.address + path, { headers: { Authorization: 'Bearer guess' } })
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ kind: 'Status', reason: 'Unauthorized' })
    }
  })

  it('goes on answering while others hold half a request open', async () => {
    const port = Number(new URL(served.address).port)
    const sockets = Array.from({ length: 50 }, () => connect(port, '127.0.0.1'))
    for (const socket of sockets) {
      socket.on('error', () => undefined)
      socket.write('POST /api/v1/namespaces/test/configmaps HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n')
    }
    expect((await send('/version')).status).toBe(200)
    for (const socket of sockets) socket.destroy()
    expect((await send('/version')).status).toBe(200)
  })

  it('tells 1,000 watchers of one write, and forgets them when they leave', async () => {
    const ending = new AbortController()
    const headers = { Authorization: `Bearer ${TOKEN}` }
    const version = (await send(CONFIG_MAPS)) as unknown as {
      body: { metadata: { resourceVersion: string } }
    }
    const query = `?watch=true&resourceVersion=${version.body.metadata.resourceVersion}`
    const watches = Array.from({ length: 1000 }, async () => {
      const response = await fetch(served.address + CONFIG_MAPS + query, { headers, signal: ending.signal })
      const { value } = await response.body!.getReader().read()
      return new TextDecoder().decode(value)
    })
    // The last of them is connected once a later request is answered; those before it are, too, or see it in their history.
    await send('/version')
    expect((await post('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"seen"}}')).status).toBe(201)
    const told = await Promise.all(watches)
    expect(told.filter((line) => line.includes('"ADDED"') && line.includes('"seen"'))).toHaveLength(1000)
    ending.abort()
    expect((await send('/version')).status).toBe(200)
  })
})
