import type { JsonObject } from './json.js'

/**
 * One line of the append-only event log.
 * `seq` counts from 1; `at` is virtual milliseconds since the start of the run; `actor` is the process or controller
 * that caused it; `cause` is the `seq` of the entry that set this one off (0: the beginning).
 */
export interface LogEntry {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly cause: number
  readonly event: LogEvent
}

export type LogEvent =
  /** A row of a table was written through a port. `verb` is upstream's: create, update, patch, delete, … */
  | {
      readonly kind: 'write'
      readonly verb: string
      readonly table: string
      readonly key: string
      readonly before: JsonObject | null
      readonly after: JsonObject | null
    }
  /** A call was refused by a port. */
  | { readonly kind: 'refused'; readonly port: string; readonly summary: string; readonly message: string }
  | {
      readonly kind: 'process-started'
      readonly pid: string
      readonly program: string
      readonly args: JsonObject
    }
  | {
      readonly kind: 'process-exited'
      readonly pid: string
      readonly code: number
      readonly signal: string | null
      readonly stdout: string
      readonly stderr: string
    }
  /** A reconcile ended with an error and is retried after `backoffMs`. */
  | {
      readonly kind: 'reconcile-error'
      readonly key: string
      readonly message: string
      readonly backoffMs: number
    }
  /** A fault that the schedule chose: see {@link Fault}. */
  | { readonly kind: 'fault'; readonly fault: string; readonly target: string }
  /** Repetitions of background timers that would have had no effect; see `quiet.ts`. `until` in virtual ms. */
  | { readonly kind: 'skipped'; readonly timers: readonly string[]; readonly until: number }
  /** Free text from a program, for the timeline; never a secret value. */
  | { readonly kind: 'note'; readonly text: string }

/** A persistent log: the newest entry first, sharing the rest with its parents. */
export interface LogNode {
  readonly entry: LogEntry
  readonly previous: LogNode | null
}

/** The entries from oldest to newest; with `after`, only those with a greater `seq`. */
export function logEntries(log: LogNode | null, after = 0): LogEntry[] {
  const entries: LogEntry[] = []
  for (let node = log; node !== null && node.entry.seq > after; node = node.previous) entries.push(node.entry)
  return entries.reverse()
}
