import type { FaultBudget } from '../kernel/faults.js'
import type { Hash128 } from '../kernel/hash.js'
import type { Alternative } from '../kernel/scheduler.js'
import type { Footprint } from '../kernel/transaction.js'

/**
 * What a twin offers whose runs can be taken apart into single transitions: the ground of exploration. States are
 * values; nothing here changes one.
 */
export interface Explorable<S> {
  /** The nominal next transition, or null when only background timers are left. Skips repetitions without effect. */
  readonly nominal: (state: S) => { readonly state: S; readonly label: string } | null
  /** Everything that may go next: transitions in default order, then the faults that the budget allows. */
  readonly enabled: (state: S, budget: FaultBudget) => readonly Alternative[]
  /**
   * A transition that may go next, changes nothing and is woken again by whatever it looks at: there is nothing to be found
   * by delaying it. Null when there is none.
   */
  readonly withoutEffect: (state: S) => string | null
  /** Take a transition or inject a fault. Throws `EffectPending` when an outside effect is not known yet. */
  readonly take: (state: S, alternative: Alternative, budget: FaultBudget) => Taken<S>
  /** What a transition or fault would read and write; null for a fault. Throws as `take` does. */
  readonly footprint: (state: S, alternative: Alternative) => Footprint | null
  /** Equal for states that behave equally under equal schedules. */
  readonly exact: (state: S) => Hash128
  /** Equal for states that mean the same; see the kernel's canonical fingerprint. */
  readonly canonical: (state: S) => Hash128
  /** Transitions made since the world was built. */
  readonly transitions: (state: S) => number
  /** Processes that run a command line, whoever started them: operators, kubelets, other commands. In the order of their pids. */
  readonly commands: (state: S) => readonly RunningCommand[]
  /** The state without the remains of an ended command: what counts of it is what it did. */
  readonly forget: (state: S, pid: string) => S
}

/** A process that runs a command line. */
export interface RunningCommand {
  readonly pid: string
  /** Of a container its command and its arguments. */
  readonly argv: readonly string[]
  /** The call it is about to make, in one line without secret values; null: it waits for something else. */
  readonly request: string | null
}

/** A state after one transition or fault. */
export interface Taken<S> {
  readonly state: S
  readonly budget: FaultBudget
}
