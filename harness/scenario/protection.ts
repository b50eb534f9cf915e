import type { Command } from './command.js'

/** What a fix must leave alone, and what is looked at after it. */
export interface Protection {
  /** Pods that must live through it: same uid, same containers, no restart. */
  readonly pods: readonly PodSelector[]
  /** Keys that must never be absent from a Secret. */
  readonly keys: readonly {
    readonly namespace: string
    readonly secret: string
    readonly keys: readonly string[]
  }[]
  /** Data that must be the same at the end of a fix. Default: none. */
  readonly data?: readonly ProtectedData[]
  /** What is looked at after a fix that passes everything else: restarts, drains, and time. */
  readonly after?: Afterwards
}

/** How what comes after a change is looked at. */
export interface Afterwards {
  /** So many virtual hours the clock is run on. Default 48. */
  readonly hours?: number
  /** Gates that must not be asked (`survives-restart`, `survives-drain`, `survives-time`), each with the reason. */
  readonly notAsked?: Readonly<Record<string, string>>
}

/** A question about data: what it says, and the command that answers it on standard output, e.g. a `psql` that counts rows. */
export interface ProtectedData {
  readonly says: string
  readonly command: Command
}

export interface PodSelector {
  readonly namespace: string
  /** Label selector as in `kubectl -l`. */
  readonly selector: string
}
