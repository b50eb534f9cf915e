import { NotModelled } from '../../kernel/errors.js'
import { concernsDatabases } from '../statements.js'
import type { SessionSpec } from '../types.js'
import type { Connection, QueryAnswer } from './connection.js'
import type { LiveServer } from './live-server.js'
import { ServerError } from './server-error.js'
import { SUPERUSER } from './template.js'

const LONGEST_MS = 60_000
const LOOK_EVERY_MS = 50
const NUDGE_EVERY_MS = 2

/**
 * Run a statement and see to it that it ends: one that waits for a lock of another session is not modelled, one that takes a minute is
 * an error.
 */
export async function runWatched(
  server: LiveServer,
  own: Connection,
  statement: string,
  others: readonly SessionSpec[],
): Promise<QueryAnswer> {
  const stop = concernsDatabases(statement) && others.length > 0 ? nudge(own.serverPid) : () => {}
  const watch = new Watch(server, own.serverPid, canBlock(others))
  try {
    const answer = await own.query(statement)
    watch.check()
    return answer
  } finally {
    stop()
    await watch.end()
  }
}

/** Only an open transaction, or a lock that outlives one, makes others wait. */
function canBlock(others: readonly SessionSpec[]): boolean {
  return others.some(
    ({ transaction, preamble }) =>
      transaction.length > 0 || preamble.some((statement) => statement.includes('advisory')),
  )
}

/**
 * DROP DATABASE waits up to five seconds, fifty times 100 ms, for others to leave (storage/ipc/procarray.c, CountOtherDBBackends). The
 * sessions of a world do not leave while a statement runs. A signal that is of no consequence ends each of these sleeps early.
 */
function nudge(pid: number): () => void {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 'SIGHUP')
    } catch {
      clearInterval(timer)
    }
  }, NUDGE_EVERY_MS)
  return () => clearInterval(timer)
}

class Watch {
  readonly #server: LiveServer
  readonly #pid: number
  readonly #canBlock: boolean
  readonly #started = Date.now()
  #connection: Connection | undefined
  #verdict: 'blocked' | 'too long' | null = null
  #timer: NodeJS.Timeout
  #looking: Promise<void> = Promise.resolve()

  constructor(server: LiveServer, pid: number, canBlock: boolean) {
    this.#server = server
    this.#pid = pid
    this.#canBlock = canBlock
    this.#timer = this.#lookLater()
  }

  check(): void {
    if (this.#verdict === 'blocked') {
      throw new NotModelled(
        'PostgreSQL: a statement that waits for a lock of another session',
        'End the other transaction first, or rehearse the two one after the other.',
      )
    }
    if (this.#verdict === 'too long') {
      throw new ServerError(`a statement ran longer than ${LONGEST_MS / 1000} s`, {
        code: 'postgres-statement-too-long',
        remedy: 'Rehearse with less data; time inside a statement is not modelled.',
      })
    }
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#looking
    clearTimeout(this.#timer)
    await this.#connection?.close()
  }

  #lookLater(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#looking = this.#look()
    }, LOOK_EVERY_MS)
  }

  async #look(): Promise<void> {
    if (Date.now() - this.#started > LONGEST_MS) return this.#cancel('too long')
    if (this.#canBlock && (await this.#isBlocked())) return this.#cancel('blocked')
    this.#timer = this.#lookLater()
  }

  async #isBlocked(): Promise<boolean> {
    const rows = await this.#run(`SELECT cardinality(pg_blocking_pids(${this.#pid})) > 0`)
    return rows[0]?.[0] === 't'
  }

  async #cancel(verdict: 'blocked' | 'too long'): Promise<void> {
    this.#verdict = verdict
    await this.#run(`SELECT pg_cancel_backend(${this.#pid})`)
  }

  async #run(query: string) {
    this.#connection ??= await this.#server.cluster.connect({ user: SUPERUSER, database: 'postgres' })
    return this.#connection.run(query)
  }
}
