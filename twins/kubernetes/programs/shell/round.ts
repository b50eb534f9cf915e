import { NETWORK_PORT } from '../../../contract/network.js'
import { type Json, jsonEqual } from '../../../kernel/json.js'
import type { Call, Proc, Request } from '../../../kernel/process.js'
import { park, waitUntil } from '../../../kernel/requests.js'

/** What one round of a loop has done; see {@link waitForChange}. */
export class Round {
  /** Whether it did nothing but look at the network, sleep and print. */
  #onlyLooked: boolean
  /** Whether time passed in it. */
  #paused = false
  #sleptMs = 0
  readonly #calls: Call[] = []
  readonly #answers: Json[] = []

  /** `whole`: false for a round that goes on after a restart, and was not seen from its start. */
  constructor(whole: boolean) {
    this.#onlyLooked = whole
  }

  get paused(): boolean {
    return this.#paused
  }

  get onlyLooked(): boolean {
    return this.#onlyLooked
  }

  add(request: Request, answer: unknown): void {
    switch (request.kind) {
      case 'print':
      case 'note':
      case 'checkpoint':
        return
      case 'sleep':
        this.#paused = true
        this.#sleptMs += request.ms
        return
      case 'call':
        this.#paused = true
        if (request.call.port !== NETWORK_PORT) break
        this.#calls.push(request.call)
        this.#answers.push(answer as Json)
        return
      case 'report':
      case 'now':
      case 'mint':
        break
      default:
        this.#paused = true
    }
    this.#onlyLooked = false
  }

  /**
   * Waits until the network answers otherwise than in this round, at the pace of the loop. A round that only looked, and
   * left the shell as it was, would be the same again and again until then; those rounds are left out, their output too.
   */
  *waitForChange(): Proc<void> {
    if (this.#calls.length === 0) yield* park()
    const known = this.#answers
    yield* waitUntil({
      reads: this.#calls,
      predicate: (answers) => !jsonEqual(answers, known),
      pollMs: Math.max(1, this.#sleptMs),
      timeoutMs: Number.POSITIVE_INFINITY,
    })
  }
}
