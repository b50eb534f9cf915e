import { InvariantViolation } from './errors.js'
import type { Hash128 } from './hash.js'
import type { Json, JsonObject } from './json.js'
import type { Held } from './process.js'
import type { System } from './system.js'
import type { Transaction } from './transaction.js'

/** Who is calling. */
export interface Caller {
  /** pid of the process, or `controller/<name>`. */
  readonly actor: string
}

/**
 * The only way into a part of the world (the API server, AWS, a database). A handler is a synchronous function of
 * the transaction and the payload; refusals are answers.
 */
export interface Port {
  readonly name: string
  /** Nominal round trip in ms. */
  readonly latencyMs: number
  readonly handle: (transaction: Transaction, payload: JsonObject, caller: Caller) => Json
  /** One line for labels and logs, without secret values, e.g. `PATCH deployments.apps tracecat/api`. */
  readonly describe: (payload: JsonObject) => string
  /** Digest of an answer for process fingerprints: without versions and times. Default: the structural hash. */
  readonly digest?: (answer: Json) => Hash128
  /** Rows whose version the answer carries. */
  readonly held?: (payload: JsonObject, answer: Json) => readonly Held[]
}

/** The port of this name. */
export function portOf(system: System, name: string): Port {
  const port = system.ports.get(name)
  if (port === undefined) throw new InvariantViolation(`no port ${name}`)
  return port
}
