import type { JsonObject, World } from '../../twins/kernel/index.js'
import type { HttpAnswer, HttpFront, HttpHost, WorldStream } from '../../twins/kubernetes/http/contract.js'
import { createHttpFront } from '../../twins/kubernetes/http/create-http-front.js'
import { TestApi } from './api.js'

/** A watch event as a client reads it. */
export interface ReadEvent {
  readonly type: string
  readonly object: JsonObject
}

/** A whole answer, its JSON parsed. */
export interface WholeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: JsonObject
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: JsonObject | string | Uint8Array
}

/** The HTTP front over a small API server. */
export class TestFront {
  readonly api = new TestApi()
  readonly front: HttpFront
  readonly host: HttpHost

  constructor(rememberedLists = 16) {
    this.front = createHttpFront({ kubernetesVersion: '1.36.3', rememberedLists })
    this.host = {
      world: () => this.world,
      call: (request, actor) => {
        const response = this.api.request(request, actor)
        this.front.observe(this.world)
        return response
      },
    }
    this.front.observe(this.world)
  }

  get world(): World {
    return this.api.world
  }

  /** Any request; `target` is path and query. */
  handle(method: string, target: string, options: SendOptions = {}): HttpAnswer {
    const [path = '', query = ''] = target.split('?')
    const { body = '', headers = {} } = options
    const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(textOf(body))
    return this.front.handle({ method, path, query, headers, body: bytes, actor: 'client' }, this.host)
  }

  send(method: string, target: string, options: SendOptions = {}): WholeAnswer {
    const answer = this.handle(method, target, options)
    if (answer.kind !== 'whole') throw new TypeError(`${method} ${target} did not answer whole`)
    const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body)
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) }
  }

  get(target: string, headers: Readonly<Record<string, string>> = {}): WholeAnswer {
    return this.send('GET', target, { headers })
  }

  watch(target: string, headers: Readonly<Record<string, string>> = {}): WorldStream {
    const answer = this.handle('GET', target, { headers })
    if (answer.kind !== 'stream') throw new TypeError(`GET ${target} did not answer with a stream`)
    return answer.stream
  }

  /** Everything a stream has to say of the world as it stands, in chunks of at most `limit`. */
  drain(stream: WorldStream, limit?: number): readonly ReadEvent[] {
    const events: ReadEvent[] = []
    for (;;) {
      const part = stream.read(this.world, limit)
      events.push(...part.chunks.map((chunk) => JSON.parse(chunk) as ReadEvent))
      if (!part.more) return events
    }
  }
}

function textOf(body: JsonObject | string | Uint8Array): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return {}
  }
}
