import type { Json } from '../kernel/json.js'
import type { LogEntry } from '../kernel/log.js'
import type { Exit } from '../kernel/process.js'
import type { Cycle } from '../kernel/settle.js'
import type { Change } from '../kernel/transaction.js'
import type { View } from '../kernel/world.js'
import type { ToolArgs } from './component.js'
import type { Explorable } from './explorable.js'

/** Embedded twins answer at once, real ones later. */
export type MaybePromise<T> = T | Promise<T>

/**
 * A check over the history from some moment on: small state, fed every change of its tables. On a twin that branches
 * it is part of the state.
 */
export interface HistoryCheck {
  readonly name: string
  readonly tables: readonly string[]
  /** The state at the moment the check is armed; never null. */
  readonly start: (view: View) => Json
  /** The next state; the same reference when nothing changed. */
  readonly step: (state: Json, change: Change, view: View) => Json
}

/** What a backend can do. The harness asks; it never looks at the backend's name. */
export interface Capabilities {
  /** States are values: a run can be continued from any earlier state. */
  readonly branch: boolean
  /** Time is virtual: waiting costs nothing and a run is repeatable. */
  readonly virtualTime: boolean
  /** Crashes and stalls can be chosen. */
  readonly faults: boolean
}

/**
 * The one interface the harness sees of a backend; `S` is a state of its world. On a twin that cannot branch a state
 * is only a token for "now", and an older one must not be used again.
 */
export interface Twin<S> {
  readonly name: string
  readonly capabilities: Capabilities
  /** Version profile in force: component -> version. */
  readonly profile: Readonly<Record<string, string>>
  /** Start a command an operator would type; `pid` names it in the log. */
  readonly start: (state: S, pid: string, command: ToolArgs) => MaybePromise<S>
  /** Let time pass until the condition holds; `quiescent`: nothing more happens by itself. */
  readonly advance: (state: S, until: (state: S) => boolean) => MaybePromise<Advanced<S>>
  /** Let the world run until nothing changes any more, however long one waits; at most `horizonMs`, default: the backend's limit. */
  readonly settle: (state: S, horizonMs?: number) => MaybePromise<Settled<S>>
  /** Let this much time pass, background timers included. */
  readonly elapse: (state: S, ms: number) => MaybePromise<S>
  /** How the command ended, or null while it runs. */
  readonly exitOf: (state: S, pid: string) => Exit | null
  /** Kill every running container once; the kubelet starts them again. */
  readonly restartContainers: (state: S) => MaybePromise<S>
  /** Begin feeding the history checks the twin was made with, from this state on. */
  readonly arm: (state: S) => MaybePromise<S>
  /** State of a history check, or null if it was never armed. */
  readonly checkState: (state: S, name: string) => Json
  /** Read access to the objects of a state. */
  readonly view: (state: S) => View
  /** The event log so far, oldest first. */
  readonly log: (state: S) => readonly LogEntry[]
  /** Virtual (or real) milliseconds since the start. */
  readonly now: (state: S) => number
  /** A short digest that is equal for states that mean the same (see the kernel's canonical fingerprint). */
  readonly digest: (state: S) => string
  /** On a twin that branches: its runs transition by transition. */
  readonly explorable?: Explorable<S>
}

export interface Advanced<S> {
  readonly state: S
  readonly reason: 'until' | 'quiescent'
}

export type Settled<S> = { readonly state: S } & (
  | { readonly outcome: 'settled' }
  | { readonly outcome: 'horizon'; readonly horizonMs: number }
  | { readonly outcome: 'diverges'; readonly cycle: Cycle }
)
