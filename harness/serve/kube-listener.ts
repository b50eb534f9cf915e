import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import { InvariantViolation } from '../../twins/kernel/errors.js'
import type { World } from '../../twins/kernel/world.js'
import type { HttpAnswer, HttpFront, HttpRequest } from '../../twins/kubernetes/http/contract.js'
import { API_PORT, badRequest, requestEntityTooLarge, StatusError } from '../../twins/kubernetes/index.js'
import { type Arrivals, answerKubernetes, kubernetesArrival, latencyOf } from './arrivals.js'
import { bearerToken, type Client, type Clients, splitToken } from './clients.js'
import type { Clock } from './clock.js'
import { type ExecRefusal, refusalOf } from './container-command.js'
import { acceptExec } from './exec-session.js'
import { headersOf, MAX_BODY_BYTES, readBody, sendJson, sendWhole } from './http-body.js'
import { StreamPump } from './stream-pump.js'
import type { WallClock } from './wall-clock.js'

/** What anybody may ask. Source: kubernetes v1.36 plugin/pkg/auth/authorizer/rbac (system:public-info-viewer). */
const PUBLIC = /^\/(?:version|(?:health|live|ready)z)\/?$/

export interface KubeListenerOptions {
  readonly served: ServedWorld
  readonly front: HttpFront
  readonly clients: Clients
  readonly clock: Clock
  readonly wall: WallClock
  /** Told of every request; default: nobody is. */
  readonly arrivals?: Arrivals | undefined
}

/** Answers requests to the API server. Every request comes at the present virtual time. */
export class KubeListener {
  readonly #options: KubeListenerOptions
  readonly #pumps = new Set<StreamPump>()
  readonly #execs = new Set<() => void>()

  constructor(options: KubeListenerOptions) {
    this.#options = options
  }

  /** To be told of the world, and then of every transition of it. */
  observe(world: World): void {
    this.#options.front.observe(world)
  }

  /** One request, from its headers to the end of its answer. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const client = this.#clientOf(request)
    if (client === undefined) return refuse(response, unauthorized())
    const body = await readBody(request)
    if (body === 'too-large') return refuse(response, requestEntityTooLarge(MAX_BODY_BYTES))
    this.#send(response, this.#ask(request, client, body))
  }

  /** A request to speak another protocol: commands in containers over a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const client = this.#clientOf(request)
    const answer: HttpAnswer =
      client === undefined ? statusAnswer(unauthorized()) : this.#ask(request, client, new Uint8Array())
    if (answer.kind !== 'exec') {
      writeRaw(socket, answer.kind === 'whole' ? answer : statusAnswer(badRequest(NO_UPGRADE)))
      return
    }
    const { served, clock, wall } = this.#options
    const { exec } = answer
    const refusal = refusalOf(served, exec)
    if (refusal !== undefined || (request.headers.upgrade ?? '').toLowerCase() !== 'websocket') {
      writeRaw(socket, refusal ? refusedExec(refusal) : statusAnswer(badRequest(NO_SPDY)))
      return
    }
    const onEnd = (): void => void this.#execs.delete(stop)
    const stop = acceptExec({ request, socket, head, exec, served, clock, wall, onEnd })
    this.#execs.add(stop)
  }

  /** End every answer that goes on: clients list anew. */
  closeStreams(): void {
    for (const pump of [...this.#pumps]) pump.end()
    for (const stop of [...this.#execs]) stop()
  }

  #clientOf(request: IncomingMessage): Client | undefined {
    const { clients } = this.#options
    const { authorization } = request.headers
    const { token, url } = splitToken(request.url ?? '/')
    if (token !== '') return clients.find(token)
    if (authorization !== undefined) return clients.find(bearerToken(authorization))
    return PUBLIC.test(url.split('?', 1)[0] ?? '') ? { actor: 'anonymous', cause: 0 } : undefined
  }

  #ask(request: IncomingMessage, client: Client, body: Uint8Array): HttpAnswer {
    const { served, front, clock, arrivals } = this.#options
    clock.takeRequest(latencyOf(served, API_PORT))
    const asked = toHttpRequest(request, client, body)
    arrivals?.add(client.actor, kubernetesArrival(asked))
    return answerKubernetes(served, front, client, asked)
  }

  #send(response: ServerResponse, answer: HttpAnswer): void {
    switch (answer.kind) {
      case 'whole':
        sendWhole(response, answer.status, answer.headers, answer.body)
        return
      case 'exec':
        refuse(response, badRequest(NO_UPGRADE))
        return
      case 'stream': {
        const { served, wall } = this.#options
        response.writeHead(answer.status, { ...answer.headers })
        const pump = new StreamPump(response, answer.stream, served, wall, (ended) => {
          this.#pumps.delete(ended)
        })
        if (!pump.ended) this.#pumps.add(pump)
      }
    }
  }
}

/** Source: apimachinery v0.36.3 pkg/util/httpstream (Handshake). */
const NO_UPGRADE = 'Upgrade request required'
const NO_SPDY =
  'not modelled: SPDY. Commands in containers are served over WebSocket: use kubectl 1.31 or later, without KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false.'

function toHttpRequest(request: IncomingMessage, { actor }: Client, body: Uint8Array): HttpRequest {
  const [path = '/', ...query] = splitToken(request.url ?? '/').url.split('?')
  const headers = headersOf(request)
  return { method: request.method ?? 'GET', path, query: query.join('?'), headers, body, actor }
}

function unauthorized(): StatusError {
  return new StatusError({ httpCode: 401, reason: 'Unauthorized', message: 'Unauthorized' })
}

function refuse(response: ServerResponse, { httpCode, status }: StatusError): void {
  sendJson(response, httpCode, status)
}

function statusAnswer({ httpCode, status }: StatusError): HttpAnswer & { kind: 'whole' } {
  const body = `${JSON.stringify(status)}\n`
  return { kind: 'whole', status: httpCode, headers: { 'content-type': 'application/json' }, body }
}

function refusedExec({ code, body }: ExecRefusal): HttpAnswer & { kind: 'whole' } {
  const text = typeof body === 'string'
  const headers = { 'content-type': text ? 'text/plain; charset=utf-8' : 'application/json' }
  return { kind: 'whole', status: code, headers, body: text ? body : JSON.stringify(body) }
}

const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  501: 'Not Implemented',
}

/** An answer on a socket that was taken from the HTTP server. */
function writeRaw(socket: Duplex, answer: HttpAnswer & { kind: 'whole' }): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body)
  const headers = { ...answer.headers, 'content-length': String(body.length), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const phrase = PHRASES[answer.status] ?? 'Error'
  if (answer.status === 200) throw new InvariantViolation('an upgrade was answered with a success')
  socket.end(
    Buffer.concat([Buffer.from(`HTTP/1.1 ${answer.status} ${phrase}\r\n${lines.join('')}\r\n`), body]),
  )
}
