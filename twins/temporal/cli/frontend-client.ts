import { type DialAnswer, dial } from '../../contract/network.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { inspect, join, sleep, spawn } from '../../kernel/requests.js'
import { objectAt, textAt } from '../../kubernetes/index.js'

/** How long the SDK tries to reach a server before it gives up (sdk-go internal/grpc_dialer.go, getSystemInfo). */
const DIAL_TIMEOUT_MS = 5000

export interface Address {
  readonly host: string
  readonly port: number
  /** As it was given. */
  readonly text: string
}

/** What a frontend answered: `{ ok }`, or the text of an error. */
export type Asked = { readonly ok: unknown } | { readonly problem: string; readonly code: string }

/**
 * A connection to a frontend, for one command. Texts of failures: google.golang.org/grpc v1.72 (clientconn.go, resolver/dns), Go net; as sdk-go v1.35 wraps them
 * (`failed reaching server`).
 */
export class FrontendClient {
  readonly #namespace: string
  readonly #address: Address
  #asked = 0

  constructor(namespace: string, address: Address) {
    this.#namespace = namespace
    this.#address = address
  }

  /** The eager request by which the SDK learns what the server can do. */
  *dial(): Proc<string | null> {
    const answered = yield* this.ask({ method: 'GetSystemInfo' })
    return 'ok' in answered ? null : `failed reaching server: ${answered.problem}`
  }

  *ask(request: JsonObject): Proc<Asked> {
    const { host, port } = this.#address
    const answer = yield* dial(this.#namespace, host, port)
    if (answer.kind !== 'connected') return { problem: yield* this.#unreachable(answer), code: 'Unavailable' }
    const { program, args = {} } = answer.listener
    if (program === undefined) {
      const problem = 'connection error: desc = "error reading server preface: EOF"'
      return { problem, code: 'Unavailable' }
    }
    this.#asked += 1
    const pid = yield* spawn(`grpc-${this.#asked}`, program, { ...args, request })
    yield* join(pid)
    const report = (yield* inspect(pid))?.report
    const said: JsonObject = isObject(report) ? report : {}
    const error = objectAt(said, 'error')
    if (said['error'] === undefined) return { ok: said['ok'] }
    return { problem: textAt(error, 'message'), code: textAt(error, 'code') }
  }

  *#unreachable(answer: Exclude<DialAnswer, { readonly kind: 'connected' }>): Proc<string> {
    if (answer.kind === 'unknown-host') {
      return `name resolver error: dns: A record lookup error: lookup ${this.#address.host}: no such host`
    }
    if (answer.kind === 'timeout') {
      yield* sleep(DIAL_TIMEOUT_MS)
      return 'context deadline exceeded'
    }
    return `last connection error: connection error: desc = "transport: Error while dialing: dial tcp ${answer.address}: connect: connection refused"`
  }
}
