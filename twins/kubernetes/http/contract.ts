import type { World } from '../../kernel/world.js'
import type { ApiRequest, ApiResponse } from '../client/api.js'

/**
 * The front between HTTP and the API server (design D4): pure functions of a request and a world. Sockets, TLS and the
 * wall clock belong to whoever hosts it.
 */
export interface HttpFront {
  /** Answers one request. A request that reaches the API server is exactly one transition. Never throws for bad input. */
  readonly handle: (request: HttpRequest, host: HttpHost) => HttpAnswer
  /**
   * To be told of the world it stands before, and then of that world after every transition. Events of watches show the
   * managedFields of what was observed.
   */
  readonly observe: (world: World) => void
}

export interface HttpRequest {
  readonly method: string
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string
  /** Query as sent, without the question mark. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Who is calling, as the log names it. */
  readonly actor: string
}

/** What the front may ask of the world it stands before. */
export interface HttpHost {
  /** The world as it stands now. */
  readonly world: () => World
  /** One request to the API server: one transition of the world. */
  readonly call: (request: ApiRequest, actor: string) => ApiResponse
}

export type HttpAnswer =
  | {
      readonly kind: 'whole'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string | Uint8Array
    }
  /** An answer that goes on: a watch, or logs that are followed. */
  | {
      readonly kind: 'stream'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly stream: WorldStream
    }
  /** A command in a container; the host runs it as a process of the world and speaks the channel protocol. */
  | { readonly kind: 'exec'; readonly exec: ExecRequest }

/**
 * A position in the history of the world. It owns no buffer: a reader that is slow costs nothing, because it is asked
 * only when it can take more.
 */
export interface WorldStream {
  /** The next chunks (at most `limit`, default 100) for the world as it stands; `more`: ask again at once. */
  readonly read: (world: World, limit?: number) => StreamPart
  /** When the stream ends by itself, in ms after its start; from `timeoutSeconds`. */
  readonly timeoutMs?: number
  /** What to send when it ends by its time-out or is asked to say that it is alive, e.g. a BOOKMARK; '' for nothing. */
  readonly bookmark: (world: World) => string
}

export interface StreamPart {
  readonly chunks: readonly string[]
  readonly more: boolean
  /** The stream is over: the history it needs is gone (after an ERROR chunk), or its subject has ended. */
  readonly done: boolean
}

export interface ExecRequest {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly command: readonly string[]
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
  readonly tty: boolean
}
