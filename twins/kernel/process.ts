import type { TimerClass } from './controller.js'
import type { Files } from './files.js'
import type { Hash128 } from './hash.js'
import type { Json, JsonObject } from './json.js'
import type { ReadPattern } from './transaction.js'

/** A call to a port, e.g. the API server (`api`) or AWS (`aws`). The payload is frozen JSON. */
export interface Call {
  readonly port: string
  readonly payload: JsonObject
}

/**
 * What a program may ask of its world. The set is closed. Requests marked *inline* run with the transition of the
 * request before them; each of the others is one transition, and any enabled actor may go before it.
 */
export type Request =
  | { readonly kind: 'call'; readonly call: Call }
  /** Blocks until the predicate holds over the answers of `reads`, looked at every `pollMs`, or `timeoutMs` have passed. */
  | WaitUntil
  | { readonly kind: 'sleep'; readonly ms: number; readonly timer?: TimerClass }
  /** Starts a child process; `name` is unique among the children of this process. Result: its pid. */
  | { readonly kind: 'spawn'; readonly name: string; readonly program: string; readonly args: JsonObject }
  /** Blocks until the process has exited. Result: {@link Exit}. */
  | { readonly kind: 'join'; readonly pid: string }
  /** Sends a signal to a process started by anyone; an exited process ignores it. */
  | { readonly kind: 'signal'; readonly pid: string; readonly signal: Signal }
  /** Blocks until a signal arrives, which is then thrown as {@link Cancelled}. */
  | { readonly kind: 'park' }
  /** Result: {@link ProcessView} or null. */
  | { readonly kind: 'inspect'; readonly pid: string }
  /** Publishes a status that others can `inspect` (a container says it is ready). */
  | { readonly kind: 'report'; readonly status: Json }
  /** Replaces the journal: a re-execution starts the program with `resume = locals`. */
  | { readonly kind: 'checkpoint'; readonly locals: Json }
  /** Inline. Text for standard output or error. */
  | { readonly kind: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** Inline. Result: virtual time in ms. Reading time makes it part of the process's state. */
  | { readonly kind: 'now' }
  /** Inline. Result: 32 hexadecimal digits, a hash of (seed, pid, purpose, subject, incarnation). */
  | { readonly kind: 'mint'; readonly purpose: string; readonly subject: string }
  /** Inline. One line in the event log. */
  | { readonly kind: 'note'; readonly text: string }

export interface WaitUntil {
  readonly kind: 'waitUntil'
  readonly reads: readonly Call[]
  /** A pure function of the answers, in the order of `reads`. */
  readonly predicate: (answers: readonly Json[]) => boolean
  readonly pollMs: number
  /** `Infinity` waits for ever. */
  readonly timeoutMs: number
  /** Whether the time-out keeps the world from being quiescent. Default: foreground. */
  readonly timer?: TimerClass
}

export type WaitResult = { readonly timedOut: boolean; readonly answers: readonly Json[] }

export type Signal = 'SIGTERM' | 'SIGKILL'

export interface Exit {
  readonly code: number
  readonly signal: Signal | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProcessView {
  readonly pid: string
  readonly state: 'running' | 'exited'
  readonly exit: Exit | null
  readonly report: Json
  readonly stdout: string
}

/** A running computation that asks by yielding {@link Request}s. Use the functions of `requests.ts`, not `yield` itself. */
export type Proc<T> = Generator<Request, T, unknown>

/** What a program gets besides its arguments. Reading it is free and needs no request: none of it changes in a run. */
export interface ProgramContext {
  readonly pid: string
  /** The artefacts of the scenario: charts, manifests, values. */
  readonly files: Files
  /** Version profile: component -> version, e.g. `{ helm: '3.17.2', eso: '2.9.0' }`. */
  readonly profile: Readonly<Record<string, string>>
  /** The locals of the last checkpoint, or null at the first start. */
  readonly resume: Json
}

/** The code of a process: pure between requests. The result is the exit code. */
export type Program = (args: JsonObject, context: ProgramContext) => Proc<number>

/** One remembered answer. */
export type JournalEntry =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'cancelled'; readonly signal: Signal }
  | { readonly kind: 'connection-lost' }

/** A persistent journal, newest entry first. */
export interface JournalNode {
  readonly entry: JournalEntry
  readonly previous: JournalNode | null
  readonly length: number
  /** Chained digest of all entries up to this one. */
  readonly digest: Hash128
}

/** A process as data: everything needed to continue it from any fork. */
export interface Process {
  readonly pid: string
  readonly program: string
  readonly args: JsonObject
  /** The pid of the process that spawned it, or '' for a root. Killing a parent kills its children. */
  readonly parent: string
  readonly journal: JournalNode | null
  readonly resume: Json
  /** Number of transitions made so far; the label of the next one is `<pid>#<step + 1>`. */
  readonly step: number
  /** Virtual time at which its last transition ran. */
  readonly at: number
  /** The request it waits to make, for labels and to check re-executions; null when it has exited. */
  readonly pending: PendingRequest | null
  /** What the pending request is blocked on. */
  readonly blocked: Blocked | null
  /** A signal that has arrived and is delivered with the next transition. */
  readonly signal: Signal | null
  readonly report: Json
  readonly stdout: string
  readonly stderr: string
  readonly exit: Exit | null
  /** Versions of the rows its answers came from: table -> row -> version, for the fresh-or-stale bit. */
  readonly held: readonly Held[]
  /** `seq` of the log entry that causes its next one: the last it wrote, or the one that let it go on. */
  readonly cause: number
}

/** The data part of a pending request. */
export interface PendingRequest {
  readonly kind: Request['kind']
  /** One line, without secret values. */
  readonly text: string
  /** Of a call: the name of its port. */
  readonly port: string | null
  readonly payload: JsonObject | null
}

/** A row version that a process remembers. */
export interface Held {
  readonly table: string
  readonly key: string
  readonly version: string
}

export interface Blocked {
  readonly on: 'wait' | 'join' | 'park'
  /** Footprint patterns whose change may end the wait. */
  readonly reads: readonly ReadPattern[]
  readonly since: number
  readonly pollMs: number
}

/** Thrown into a program when a signal cancels its pending request. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  readonly signal: Signal
  constructor(signal: Signal) {
    super('context canceled')
    this.signal = signal
  }
}

/** Thrown into a program when the answer to its request was lost after the effect. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  constructor() {
    super('http2: client connection lost')
  }
}

/** Start of the names of the programs that run reconciles at grain `write`. */
export const CONTROLLER_PROGRAM = 'controller/'

/** Under which name a process acts: a reconcile acts as its controller at every grain, everything else as itself. */
export function actorOf(process: Process): string {
  const { program, pid } = process
  return program.startsWith(CONTROLLER_PROGRAM) ? program.slice(CONTROLLER_PROGRAM.length) : pid
}
