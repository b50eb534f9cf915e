import type { Json } from './json.js'
import type { Change } from './transaction.js'
import type { View } from './world.js'

/** A check over the whole history: small state, fed every change of its tables, part of the fingerprint. */
export interface Monitor {
  readonly name: string
  readonly tables: readonly string[]
  readonly init: Json
  /** The next state; return the same reference when nothing changed. `view` is the world after the change. */
  readonly step: (state: Json, change: Change, view: View) => Json
}
