import type { Footprint } from '../../twins/kernel/transaction.js'
import { independent } from './independence.js'

/** Transitions that need not be taken from a state: another path takes them first and gets to the same states. */
export type Sleep = ReadonlyMap<string, Footprint>

export const AWAKE: Sleep = new Map()

/**
 * Sleep sets for a search that remembers states (P. Godefroid, Partial-Order Methods for the Verification of Concurrent
 * Systems, 1996, chapter 5.2): a state keeps what slept when it was entered, and a later visit takes what slept then and is
 * awake now. Sound only when every interleaving is allowed: under a bound on delays the other path may not fit the bound.
 */
export class SleepSets {
  readonly #asleep = new Map<number, ReadonlySet<string>>()

  /** Enter state `number`; tells which of the transitions have to be taken from it. */
  enter(number: number, fresh: boolean, labels: readonly string[], sleep: Sleep): readonly string[] {
    const before = this.#asleep.get(number)
    if (fresh || before === undefined) {
      this.#asleep.set(number, new Set(sleep.keys()))
      return labels.filter((label) => !sleep.has(label))
    }
    this.#asleep.set(number, new Set([...before].filter((label) => sleep.has(label))))
    return labels.filter((label) => before.has(label) && !sleep.has(label))
  }
}

/** What sleeps after a transition: what slept before or was taken before it, as far as it commutes with it. */
export function sleepAfter(taken: Footprint, sleep: Sleep, earlier: Sleep): Sleep {
  const after = new Map<string, Footprint>()
  for (const entries of [sleep, earlier]) {
    for (const [label, footprint] of entries) if (independent(footprint, taken)) after.set(label, footprint)
  }
  return after
}
