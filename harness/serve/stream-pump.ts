import type { ServerResponse } from 'node:http'
import type { ServedWorld } from '../../twins/embedded/served-world.js'
import type { WorldStream } from '../../twins/kubernetes/http/contract.js'
import type { WallClock } from './wall-clock.js'

/** Chunks read at once: what a connection may hold beyond what its socket takes. */
const CHUNKS = 32

/**
 * Moves a stream of the world to a connection: it reads only while the socket takes more, so that a slow reader costs no
 * memory, and stops when the client is gone. `timeoutMs` counts on the wall.
 */
export class StreamPump {
  readonly #response: ServerResponse
  readonly #stream: WorldStream
  readonly #served: ServedWorld
  readonly #wall: WallClock
  readonly #stopListening: () => void
  readonly #cancelTimeout: () => void
  #full = false
  #scheduled = false
  #ended = false
  readonly #onEnd: (pump: StreamPump) => void

  constructor(
    response: ServerResponse,
    stream: WorldStream,
    served: ServedWorld,
    wall: WallClock,
    onEnd: (pump: StreamPump) => void,
  ) {
    this.#response = response
    this.#stream = stream
    this.#served = served
    this.#wall = wall
    this.#onEnd = onEnd
    this.#stopListening = served.onChange(() => this.#schedule())
    this.#cancelTimeout =
      stream.timeoutMs === undefined ? () => {} : wall.after(stream.timeoutMs, () => this.end(true))
    response.on('close', () => this.#stop())
    response.on('drain', () => {
      this.#full = false
      this.#pump()
    })
    response.flushHeaders()
    this.#pump()
  }

  get ended(): boolean {
    return this.#ended
  }

  /** End the stream from this side; `bookmark`: say first how far it is. */
  end(bookmark = false): void {
    if (this.#ended) return
    if (bookmark && !this.#full) {
      const text = this.#stream.bookmark(this.#served.world)
      if (text !== '') this.#response.write(text)
    }
    this.#stop()
    this.#response.end()
  }

  /** Several changes in one go are read once. */
  #schedule(): void {
    if (this.#scheduled || this.#full || this.#ended) return
    this.#scheduled = true
    this.#wall.soon(() => {
      this.#scheduled = false
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#full || this.#ended) return
    const { chunks, more, done } = this.#stream.read(this.#served.world, CHUNKS)
    for (const chunk of chunks) if (!this.#response.write(chunk)) this.#full = true
    if (done) this.end()
    else if (more) this.#schedule()
  }

  #stop(): void {
    if (this.#ended) return
    this.#ended = true
    this.#stopListening()
    this.#cancelTimeout()
    this.#onEnd(this)
  }
}
