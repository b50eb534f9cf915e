import { Agent, type IncomingMessage, request } from 'node:http'
import { type Driver, type Task, wall } from '../figures.js'

/** A request to a server under measure. */
export interface BenchRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A client with a fixed number of connections, which are kept. Answers are read and thrown away. */
export class BenchClient implements Driver {
  readonly clock = wall
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent: Agent
  readonly connections: number

  constructor(url: string, connections: number, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url
    this.#headers = headers
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
    this.connections = connections
  }

  /** Ends when the whole answer has come. Throws for any answer but a success. */
  async send(wanted: BenchRequest): Promise<void> {
    const answer = await this.open(wanted)
    await new Promise((done, fail) => answer.on('end', done).on('error', fail).resume())
    if ((answer.statusCode ?? 500) >= 400)
      throw new Error(`${wanted.method} ${wanted.path} was answered with ${answer.statusCode}`)
  }

  /** The answer to a request, its body still to come. */
  open({ method, path, body = '', headers }: BenchRequest): Promise<IncomingMessage> {
    return new Promise((done, fail) => {
      const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
      const all = { ...this.#headers, ...headers, ...length }
      request(this.#url + path, { method, agent: this.#agent, headers: all }, done)
        .on('error', fail)
        .end(body)
    })
  }

  /** A task's work by all connections at once. */
  readonly drive = async ({ count, work }: Task, round: number): Promise<void> => {
    let next = 0
    const connection = async (): Promise<void> => {
      while (next < count) await work(round, next++)
    }
    await Promise.all(Array.from({ length: this.connections }, connection))
  }

  close(): void {
    this.#agent.destroy()
  }
}
