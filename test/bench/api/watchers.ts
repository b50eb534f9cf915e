import type { IncomingMessage } from 'node:http'
import { ServedWorld } from '../../../twins/embedded/served-world.js'
import type { JsonObject } from '../../../twins/kernel/json.js'
import {
  API_PORT,
  type ApiRequest,
  type ApiResponse,
  createHttpFront,
  type HttpHost,
  type WorldStream,
} from '../../../twins/kubernetes/index.js'
import { cost, type Figure, peakMegabytes, processor, rate, secondsOf, wall } from '../figures.js'
import type { StartServer } from './bench-server.js'
import { BenchClient } from './http-client.js'
import { clusterFor, configMap, NAMESPACE } from './worlds.js'

export interface WatchSizes {
  readonly watchers: number
  readonly events: number
  /** Connections that write. */
  readonly connections: number
}

const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`
const WATCH = 'watch=true'
/** Writes between two readings in process, about as many as come between two turns of a server. */
const BATCH = 32

/** Every watcher is told of every write of a ConfigMap, without a socket. */
export async function measureWatchersInProcess({ watchers, events }: WatchSizes): Promise<readonly Figure[]> {
  const { system, world } = clusterFor(0)
  const served = new ServedWorld(system, world)
  const call = (request: ApiRequest, actor: string): ApiResponse =>
    served.call(API_PORT, request as unknown as JsonObject, actor) as unknown as ApiResponse
  const host: HttpHost = { world: () => served.world, call }
  const front = createHttpFront({ kubernetesVersion: '1.36.0' })
  front.observe(served.world)
  served.onChange(front.observe)
  const request = { method: 'GET', path: CONFIG_MAPS, query: WATCH, headers: {}, actor: 'bench' }
  const streams = Array.from({ length: watchers }, () => {
    const answer = front.handle({ ...request, body: new Uint8Array() }, host)
    if (answer.kind !== 'stream') throw new Error('a watch was not answered with a stream')
    return answer.stream
  })
  for (const stream of streams) readAll(stream, served)
  let told = 0
  const seconds = await secondsOf(processor, () => {
    for (let index = 0; index < events; index++) {
      const verb = index === 0 ? { verb: 'create' as const } : { verb: 'update' as const, name: 'watched' }
      const where = { group: '', version: 'v1', resource: 'configmaps', namespace: NAMESPACE }
      call({ ...verb, ...where, body: configMap('watched', `event ${index}`) }, 'bench')
      if (index % BATCH === BATCH - 1 || index === events - 1)
        for (const stream of streams) told += readAll(stream, served)
    }
  })
  if (told !== watchers * events) throw new Error(`${told} deliveries`)
  return [
    rate(`${watchers} watchers in process`, told / seconds, 'deliveries'),
    cost(`${watchers} watchers in process: peak memory`, peakMegabytes(), 'MB'),
  ]
}

function readAll(stream: WorldStream, served: ServedWorld): number {
  let lines = 0
  for (;;) {
    const { chunks, more } = stream.read(served.world)
    lines += chunks.length
    if (!more) return lines
  }
}

/** The same over HTTP, from the first write until the last watcher has got the last event. */
export async function measureWatchersOverHttp(
  start: StartServer,
  { watchers, events, connections }: WatchSizes,
): Promise<readonly Figure[]> {
  const server = await start(0)
  const writer = new BenchClient(server.url, connections, server.headers)
  const reader = new BenchClient(server.url, watchers, server.headers)
  let megabytes = 0
  let seconds = 0
  try {
    await writer.send(writing('POST', CONFIG_MAPS, 0))
    const streams = await Promise.all(Array.from({ length: watchers }, () => watched(reader)))
    seconds = await secondsOf(wall, async () => {
      const told = Promise.all(streams.map((stream) => untilTold(stream, events)))
      await writer.drive(
        {
          name: 'events',
          things: 'writes',
          count: events,
          work: (_round, index) => writer.send(writing('PUT', `${CONFIG_MAPS}/watched`, index + 1)),
        },
        0,
      )
      await told
    })
    for (const stream of streams) stream.destroy()
  } finally {
    writer.close()
    reader.close()
    megabytes = await server.stop()
  }
  return [
    rate(`${watchers} watchers over HTTP`, (watchers * events) / seconds, 'deliveries'),
    cost(`${watchers} watchers over HTTP: peak memory of the server`, megabytes, 'MB'),
  ]
}

function writing(method: string, path: string, index: number) {
  const body = JSON.stringify(configMap('watched', `event ${index}`))
  return { method, path, body, headers: { 'content-type': 'application/json' } }
}

/** A watch that has told what there was at its beginning. */
async function watched(client: BenchClient): Promise<IncomingMessage> {
  const stream = await client.open({ method: 'GET', path: `${CONFIG_MAPS}?${WATCH}` })
  await untilTold(stream, 1)
  return stream
}

const NEWLINE = 10

/** Until so many lines have come. */
function untilTold(stream: IncomingMessage, lines: number): Promise<void> {
  return new Promise((done, fail) => {
    let left = lines
    const read = (chunk: Buffer): void => {
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) left -= 1
      if (left > 0) return
      stream.off('data', read)
      stream.off('end', ended)
      done()
    }
    const ended = (): void => fail(new Error(`a watch ended ${left} events too early`))
    stream.on('data', read).on('end', ended).on('error', fail)
  })
}
