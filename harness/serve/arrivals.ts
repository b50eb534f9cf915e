import type { ServedWorld } from '../../twins/embedded/served-world.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import { portOf } from '../../twins/kernel/port.js'
import type { Exit } from '../../twins/kernel/process.js'
import type { HttpAnswer, HttpFront, HttpRequest } from '../../twins/kubernetes/http/contract.js'
import { API_PORT, type ApiResponse } from '../../twins/kubernetes/index.js'
import type { Client } from './clients.js'

/** The port of the AWS component. */
export const AWS_PORT = 'aws'

/** Something that reached a served world from outside. Each is one transition, and the order of their numbers is all there is to them. */
export interface Arrival {
  /** Counted from 1, over everything that reached one server. */
  readonly number: number
  /** Virtual time at which the world met it, in ms. */
  readonly atMs: number
  /** Transitions the world had made before, and entries its log had: what follows it is caused by it. */
  readonly transitions: number
  readonly seq: number
  /** Who it came from, as the log names it: the pid of a step. */
  readonly actor: string
  readonly what: ArrivalKind
}

export type ArrivalKind =
  /** A command was started. */
  | { readonly kind: 'started'; readonly argv: readonly string[] }
  /** A request to the API server, with its body in base64 and without what identifies the client. */
  | {
      readonly kind: 'kubernetes'
      readonly method: string
      readonly path: string
      readonly query: string
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** A request to AWS as its port takes it. */
  | { readonly kind: 'aws'; readonly payload: JsonObject }
  /** The command has ended. */
  | { readonly kind: 'ended'; readonly exit: Exit }

/** Numbers what arrives and hands it on. */
export class Arrivals {
  readonly #served: ServedWorld
  readonly #onArrival: (arrival: Arrival) => void
  #count = 0

  constructor(served: ServedWorld, onArrival: (arrival: Arrival) => void) {
    this.#served = served
    this.#onArrival = onArrival
  }

  /** To be told of everything that arrives, before it has its effect. */
  add(actor: string, what: ArrivalKind): void {
    const { now: atMs, transitions, seq } = this.#served.world
    this.#count += 1
    this.#onArrival({ number: this.#count, atMs, transitions, seq, actor, what })
  }
}

/** A request as an arrival. The token is gone with the headers that carry it, as is the port. */
export function kubernetesArrival(request: HttpRequest): ArrivalKind {
  const { method, path, query, body } = request
  const { authorization: _, host: __, ...headers } = request.headers
  return { kind: 'kubernetes', method, path, query, headers, body: Buffer.from(body).toString('base64') }
}

/** One request to the API server as the world stands: what it writes is caused by what its client wrote last. */
export function answerKubernetes(
  served: ServedWorld,
  front: HttpFront,
  client: Client,
  request: HttpRequest,
): HttpAnswer {
  return front.handle(request, {
    world: () => served.world,
    call: (call, actor) =>
      callPort(served, API_PORT, client, call as unknown as JsonObject, actor) as unknown as ApiResponse,
  })
}

/** One request to AWS as the world stands. */
export function answerAws(served: ServedWorld, client: Client, payload: JsonObject): JsonObject {
  return callPort(served, AWS_PORT, client, payload, client.actor)
}

function callPort(
  served: ServedWorld,
  port: string,
  client: Client,
  payload: JsonObject,
  actor: string,
): JsonObject {
  const before = served.world.seq
  const answer = served.call(port, payload, actor, client.cause) as JsonObject
  if (served.world.seq > before) client.cause = served.world.seq
  return answer
}

/** How long a request takes before it has its effect, in virtual ms. */
export function latencyOf({ system }: ServedWorld, port: string): number {
  return portOf(system, port).latencyMs
}
