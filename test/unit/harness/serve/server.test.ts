import { type ClientRequest, get, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { CONTROL_PATH, type ControlAnswer, type ControlRequest } from '../../../../harness/serve/control.js'
import { type ServerOptions, WorldServer } from '../../../../harness/serve/server.js'
import { wallClock } from '../../../../harness/serve/wall-clock.js'
import { ServedWorld } from '../../../../twins/embedded/served-world.js'
import { bootWorld } from '../../../../twins/kernel/index.js'
import type { Port } from '../../../../twins/kernel/port.js'
import type { HttpAnswer, HttpFront, HttpRequest } from '../../../../twins/kubernetes/http/contract.js'
import { compactHistory } from '../../../../twins/kubernetes/index.js'
import { STORE, toySystem } from '../../../support/toy.js'

const TOKEN = 'operator-token'
const CONTROL = 'control-token'

/** Answers with what it was asked; `/endless` streams lines without end, `/count` the length of the log. */
function fakeFront(seen: HttpRequest[]): HttpFront {
  return {
    observe: () => {},
    handle: (asked, host): HttpAnswer => {
      seen.push(asked)
      const headers = { 'content-type': 'application/json' }
      if (asked.path === '/write')
        host.call({ verb: 'put', key: 'src/x', value: asked.query } as never, asked.actor)
      if (asked.path === '/throw') throw new TypeError('a defect')
      if (asked.path !== '/endless' && asked.path !== '/count') {
        const body = JSON.stringify({ ...asked, body: Buffer.from(asked.body).toString() })
        return { kind: 'whole', status: 200, headers, body }
      }
      let reads = 0
      let last = -1
      const endless = () => {
        reads += 1
        return { chunks: [`${reads} ${'x'.repeat(60_000)}\n`], more: true, done: false }
      }
      const count = ({ seq }: { seq: number }) => {
        const chunks = seq === last ? [] : [`${seq}\n`]
        last = seq
        return { chunks, more: false, done: false }
      }
      const timeoutMs = /timeoutMs=(\d+)/.exec(asked.query)?.[1]
      const stream = {
        read: asked.path === '/endless' ? endless : count,
        bookmark: () => 'bookmark\n',
        ...(timeoutMs === undefined ? {} : { timeoutMs: Number(timeoutMs) }),
      }
      if (asked.path === '/endless') Object.defineProperty(asked, 'reads', { get: () => reads })
      return { kind: 'stream', status: 200, headers, stream }
    },
  }
}

const servers: WorldServer[] = []
const requests: ClientRequest[] = []
afterEach(async () => {
  for (const each of requests.splice(0)) each.destroy()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function start(options: Partial<ServerOptions> = {}) {
  const toys = toySystem()
  const store = toys.ports.get('store') as Port
  const system = toySystem({
    ports: new Map([
      ...toys.ports,
      ['api', { ...store, name: 'api' }],
      [
        'aws',
        {
          ...store,
          name: 'aws',
          handle: (_tx, payload) => ({ status: 200, headers: {}, body: String(payload['body']) }),
        },
      ],
    ]),
  })
  const served = new ServedWorld(system, bootWorld(system, 1))
  const seen: HttpRequest[] = []
  const server = await WorldServer.start({
    served,
    createFront: () => fakeFront(seen),
    compact: compactHistory,
    wall: wallClock,
    speed: 'paused',
    controlToken: CONTROL,
    ...options,
  })
  servers.push(server)
  server.clients.add(TOKEN, { actor: 'operator', cause: 0 })
  server.clients.add('ASIAKEY', { actor: 'operator', cause: 0 })
  return { server, served, seen }
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

function send(url: string, { method = 'GET', headers = bearer(TOKEN), body }: Sent = {}) {
  return new Promise<{ status: number; text: string }>((done, fail) => {
    const sent = request(url, { method, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }))
    })
    sent.on('error', fail)
    sent.end(body)
  })
}

function open(url: string): Promise<IncomingMessage> {
  return new Promise((done) => requests.push(get(url, { headers: bearer(TOKEN) }, done)))
}

/** Waits, in real time, until something holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await new Promise((done) => setTimeout(done, 5))
  expect(holds()).toBe(true)
}

it('tells its front of the world and of every transition, many in one go too', async () => {
  const told: number[] = []
  const createFront = (): HttpFront => ({
    ...fakeFront([]),
    observe: ({ transitions }) => void told.push(transitions),
  })
  const { server, served } = await start({ createFront })
  const first = served.world.transitions
  for (const name of ['a', 'b', 'c'])
    served.call('store', { verb: 'put', key: `src/${name}`, value: 'x' }, 'test')
  await server.clock.jump(1000)
  const last = served.world.transitions
  expect(last - first).toBeGreaterThan(4)
  expect([...new Set(told)]).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index))
})

describe('a request', () => {
  it('reaches the front as it was sent, with its caller', async () => {
    const { server, seen } = await start()
    const body = Buffer.from('{"a":1}')
    await send(`${server.url}/api/v1/x%2Fy?b=%20c?d`, { method: 'POST', body })
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/x%2Fy',
      query: 'b=%20c?d',
      actor: 'operator',
    })
    expect(Buffer.from(seen[0]!.body).toString()).toBe('{"a":1}')
  })

  it('may carry its token in the path, where kubectl sends none over http', async () => {
    const { server, seen } = await start()
    expect((await send(`${server.url}/token/${TOKEN}/api?x=1`, { headers: {} })).status).toBe(200)
    expect(seen[0]).toMatchObject({ path: '/api', query: 'x=1', actor: 'operator' })
  })

  it.each([
    ['a wrong token', '/api', bearer('wrong')],
    ['no token', '/api', {}],
    ['a wrong token in the path', '/token/wrong/api', bearer(TOKEN)],
    ['a wrong token for a public path', '/version', bearer('wrong')],
    ['the token of the control', '/api', bearer(CONTROL)],
  ])('with %s is refused as upstream does', async (_what, path, headers) => {
    const { server, seen } = await start()
    const { status, text } = await send(server.url + path, { headers: headers as Record<string, string> })
    expect(status).toBe(401)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'Status',
      reason: 'Unauthorized',
      message: 'Unauthorized',
      code: 401,
    })
    expect(seen).toEqual([])
  })

  it.each(['/version', '/healthz', '/livez', '/readyz'])('for %s needs no token', async (path) => {
    const { server, seen } = await start()
    expect((await send(server.url + path, { headers: {} })).status).toBe(200)
    expect(seen[0]?.actor).toBe('anonymous')
  })

  it('of more than 3 MiB is refused and not kept', async () => {
    const { server, seen } = await start()
    const body = Buffer.alloc(3 * 1024 * 1024 + 1)
    const { status, text } = await send(`${server.url}/api`, { method: 'POST', body })
    expect(status).toBe(413)
    expect(JSON.parse(text).message).toBe('Request entity too large: limit is 3145728')
    expect(seen).toEqual([])
    const full = Buffer.alloc(3 * 1024 * 1024, 'x')
    expect((await send(`${server.url}/api`, { method: 'POST', body: full })).status).toBe(200)
  })

  it('that meets a defect ends alone', async () => {
    const { server } = await start()
    const { status, text } = await send(`${server.url}/throw`)
    expect(status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({
      reason: 'InternalError',
      message: 'Internal error occurred: a defect',
    })
    expect((await send(`${server.url}/api`)).status).toBe(200)
  })

  it('is caused by what its client wrote before', async () => {
    const { server, served } = await start()
    await send(`${server.url}/write?1`)
    await send(`${server.url}/write?2`)
    const entry = served.world.log?.entry
    expect(entry).toMatchObject({ actor: 'operator', cause: entry!.seq - 1 })
  })
})

describe('a stream', () => {
  it('is read only while its reader takes more, and no more once the reader is gone', async () => {
    const { server, seen } = await start()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write(`GET /endless HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`)
    const reads = () => (seen[0] as unknown as { reads: number } | undefined)?.reads ?? 0
    socket.pause()
    await until(() => reads() > 1)
    let before = -1
    for (let tries = 0; tries < 100 && before !== reads(); tries++) {
      before = reads()
      await new Promise((done) => setTimeout(done, 30))
    }
    expect(reads()).toBe(before)
    expect(before * 60_000).toBeLessThan(32 * 1024 * 1024)
    socket.resume()
    await until(() => reads() > before)
    socket.destroy()
    await new Promise((done) => setTimeout(done, 100))
    const after = reads()
    await new Promise((done) => setTimeout(done, 100))
    expect(reads()).toBe(after)
  })

  it('tells what changes', async () => {
    const { server, served } = await start()
    const answer = await open(`${server.url}/count`)
    let text = ''
    answer.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    await until(() => text.endsWith(`${served.world.seq}\n`))
    await send(`${server.url}/write?1`)
    await until(() => text.endsWith(`${served.world.seq}\n`))
    expect(text.split('\n').length).toBeGreaterThan(2)
  })

  it('ends by its time-out on the wall, with a bookmark', async () => {
    const { server } = await start()
    const { text } = await send(`${server.url}/count?timeoutMs=30`)
    expect(text).toMatch(/bookmark\n$/)
  })

  it('ends when a snapshot is restored', async () => {
    const { server } = await start()
    const ended = send(`${server.url}/count`)
    await until(() => true)
    await new Promise((done) => setTimeout(done, 50))
    server.restore(server.snapshots.take('a', bootWorld(toySystem(), 1)) && server.snapshots.get('a'))
    expect((await ended).status).toBe(200)
  })

  it('ends when the server closes', async () => {
    const { server } = await start()
    const ended = send(`${server.url}/count`)
    await new Promise((done) => setTimeout(done, 50))
    await server.close()
    expect((await ended).status).toBe(200)
    await expect(send(`${server.url}/api`)).rejects.toThrow()
  })
})

describe('control', () => {
  const ask = async (server: WorldServer, body: ControlRequest, token = CONTROL) => {
    const { status, text } = await send(server.url + CONTROL_PATH, {
      method: 'POST',
      headers: bearer(token),
      body: JSON.stringify(body),
    })
    return { status, answer: JSON.parse(text) as ControlAnswer & { code?: string; remedy?: string } }
  }

  it('is for its own token alone', async () => {
    const { server } = await start()
    expect((await ask(server, { kind: 'status' }, TOKEN)).status).toBe(401)
  })

  it('steers the clock', async () => {
    const { server } = await start()
    expect((await ask(server, { kind: 'jump', ms: 5000 })).answer.clock).toMatchObject({
      mode: 'paused',
      nowMs: 5000,
    })
    expect((await ask(server, { kind: 'speed', speed: 3 })).answer.clock).toMatchObject({
      mode: 'running',
      speed: 3,
    })
    expect((await ask(server, { kind: 'pause' })).answer.clock.mode).toBe('paused')
    expect((await ask(server, { kind: 'settle' })).answer.settled).toBe('settled')
  })

  it('takes snapshots, lists them and goes back, with versions that no client has seen', async () => {
    const { server, served } = await start()
    await ask(server, { kind: 'snapshot', name: 'before' })
    await send(`${server.url}/write?1`)
    const { revision } = served.world
    expect((await ask(server, { kind: 'snapshots' })).answer.snapshots).toMatchObject([{ name: 'before' }])
    expect((await ask(server, { kind: 'restore', name: 'before' })).status).toBe(200)
    expect(served.world.get(STORE, 'src/x')).toBeUndefined()
    expect(served.world.revision).toBeGreaterThan(revision)
    expect(served.world.log).toBeNull()
    await send(`${server.url}/write?2`)
    await ask(server, { kind: 'restore', name: 'before' })
    expect(served.world.get(STORE, 'src/x')).toBeUndefined()
  })

  it.each([
    [{ kind: 'restore', name: 'none' }, 'snapshot-unknown'],
    [{ kind: 'snapshot', name: '../x' }, 'snapshot-name'],
    [{ kind: 'jump', ms: -1 }, 'jump-invalid'],
    [{ kind: 'speed', speed: 0 }, 'speed-invalid'],
    [{ kind: 'explode' }, 'control-invalid'],
    [{ kind: 'jump' }, 'control-invalid'],
  ])('refuses %j with a code and a remedy', async (body, code) => {
    const { server } = await start()
    const { status, answer } = await ask(server, body as ControlRequest)
    expect(status).toBe(422)
    expect(answer).toMatchObject({ code, remedy: expect.any(String) })
  })
})

describe('AWS', () => {
  it('answers whoever shows a key that was given out', async () => {
    const { server } = await start()
    const authorization = 'AWS4-HMAC-SHA256 Credential=ASIAKEY/20260101/us-west-2/secretsmanager/aws4_request'
    expect(
      await send(`${server.awsUrl}/`, { method: 'POST', headers: { authorization }, body: 'hello' }),
    ).toEqual({
      status: 200,
      text: 'hello',
    })
  })

  it('refuses everybody else in the protocol of the request', async () => {
    const { server } = await start()
    const headers = { 'x-amz-target': 'secretsmanager.ListSecrets' }
    const refused = await send(`${server.awsUrl}/`, { method: 'POST', headers })
    expect(refused.status).toBe(403)
    expect(JSON.parse(refused.text).__type).toBe('UnrecognizedClientException')
    expect((await send(`${server.awsUrl}/`, { headers: {} })).text).toContain(
      '<Code>InvalidClientTokenId</Code>',
    )
  })
})

describe('a server', () => {
  it('listens on the loopback interface alone', async () => {
    const { server } = await start()
    expect([server.url, server.awsUrl].map((url) => new URL(url).hostname)).toEqual([
      '127.0.0.1',
      '127.0.0.1',
    ])
  })

  it('says when its port is taken', async () => {
    const { server } = await start()
    const port = Number(new URL(server.url).port)
    await expect(start({ port })).rejects.toMatchObject({ code: 'port-unavailable' })
  })

  it('keeps its history within its bound', async () => {
    const { server, served } = await start({ history: 10 })
    for (let index = 0; index < 50; index++) await send(`${server.url}/write?${index}`)
    let length = 0
    for (let node = served.world.log; node !== null; node = node.previous) length += 1
    expect(served.world.seq).toBeGreaterThanOrEqual(50)
    expect(length).toBeLessThanOrEqual(21)
  })
})
