import type { TimerClass } from './controller.js'
import { hashJson, hashString, mixHash } from './hash.js'
import type { Json, JsonObject } from './json.js'
import type { Process } from './process.js'
import type { TableSpec } from './table.js'

/**
 * One thing that is going to happen. The row key is the label of its transition.
 * `latency`: enabled at once, `at` is only its nominal place in time; a timer class: never before `at`.
 */
export interface AgendaItem {
  readonly at: number
  readonly class: 'latency' | TimerClass
  readonly target: AgendaTarget
  /** `seq` of the log entry that set it off. */
  readonly cause: number
  /** Digest of a state in which this background timer fired without effect; see `quiet.ts`. */
  readonly quiet?: string
}

export type AgendaTarget =
  | { readonly kind: 'reconcile'; readonly controller: string; readonly key: string }
  /** The process's pending request, or the end of its sleep or wait. */
  | { readonly kind: 'process'; readonly pid: string; readonly timeout: boolean }

/** An id that was minted, so that canonical forms can rename it. */
export interface MintedId {
  readonly actor: string
  readonly purpose: string
  readonly subject: string
  readonly incarnation: number
}

export const AGENDA = 'kernel.agenda'
export const PROCESSES = 'kernel.processes'
/** Index of the running processes that hold versions of rows. */
export const HOLDING = 'holding'
export const FAILURES = 'kernel.failures'
export const INCARNATIONS = 'kernel.incarnations'
export const IDS = 'kernel.ids'
export const MONITORS = 'kernel.monitors'
/** Background timers that are watched for an effect. */
export const QUIET = 'kernel.quiet'
/** Keys that were woken while their reconcile was running (grain `write` only). */
export const DIRTY = 'kernel.dirty'

/** Moves every time, also one before virtual time 0, to where all numbers have 16 digits: index keys sort as text. */
const DUE_OFFSET_MS = 2 ** 50

function dueKey(at: number): string {
  return String(at + DUE_OFFSET_MS)
}

const agenda: TableSpec<AgendaItem> = {
  name: AGENDA,
  indexes: {
    latency: (item) => (item.class === 'latency' ? [dueKey(item.at)] : []),
    foreground: (item) => (item.class === 'foreground' ? [dueKey(item.at)] : []),
    background: (item) => (item.class === 'background' ? [dueKey(item.at)] : []),
  },
  // Due times count relative to now, which the row does not know: `exactFingerprint` adds them.
  fingerprint: () => null,
  canonical: (item, key) => (item.class === 'latency' ? { label: key } : null),
}

const processes: TableSpec<Process> = {
  name: PROCESSES,
  indexes: {
    // Parked processes wait for signals, which do not come as changes: thousands of idle containers cost nothing.
    blocked: (process) => (process.blocked === null || process.blocked.on === 'park' ? [] : ['']),
    [HOLDING]: (process) => (process.exit === null && process.held.length > 0 ? [''] : []),
    parent: (process) => (process.exit === null ? [process.parent] : []),
  },
  fingerprint: (process) => {
    const state = {
      program: process.program,
      report: process.report,
      exit: process.exit as Json,
      step: process.step,
      signal: process.signal,
    }
    const local = mixHash(hashJson(process.args), hashJson(state))
    const memory = mixHash(process.journal?.digest ?? hashString('empty'), hashJson(process.resume))
    return mixHash(local, memory)
  },
  // A process that has ended lives on only in the log; one that runs is what it was started with and what it says.
  canonical: (process) =>
    process.exit === null
      ? {
          program: process.program,
          args: process.args,
          report: process.report,
          blocked: process.blocked?.on ?? null,
        }
      : null,
}

const failures: TableSpec<number> = { name: FAILURES, canonical: (count) => (count > 0 ? 'retrying' : null) }
const incarnations: TableSpec<number> = { name: INCARNATIONS, bookkeeping: true }
const dirty: TableSpec<number> = {
  name: DIRTY,
  fingerprint: (_cause, key) => hashString(key),
  canonical: () => null,
}
const ids: TableSpec<MintedId> = { name: IDS, fingerprint: () => null, bookkeeping: true }
const quiet: TableSpec<Json> = { name: QUIET, fingerprint: () => null, bookkeeping: true }
const monitors: TableSpec<Json> = { name: MONITORS, bookkeeping: true }

export const KERNEL_TABLES: readonly TableSpec<never>[] = [
  agenda,
  processes,
  failures,
  incarnations,
  ids,
  monitors,
  quiet,
  dirty,
]

/** Labels of agenda rows; a label is the name of a transition in schedules and reports. */
export const labels = {
  reconcile: (controller: string, key: string) => `reconcile ${controller} ${key}`,
  resync: (controller: string, key: string) => `resync ${controller} ${key}`,
  process: (pid: string) => `process ${pid}`,
  timeout: (pid: string) => `timeout ${pid}`,
} as const

/** A JSON object view of a value the kernel keeps typed. */
export function asJson(value: object): JsonObject {
  return value as unknown as JsonObject
}
