import type { Proc } from './process.js'
import type { Change } from './transaction.js'
import type { View } from './world.js'

/**
 * An asynchronous, level-triggered controller: it is told keys, looks at the world through ports and moves it one
 * step closer to what is asked. Its memory is its queue, which lives in the world; a restart wipes it.
 */
export interface Controller {
  /** Unique, upstream's name, e.g. `garbage-collector`, `deployment`, `externalsecret`. */
  readonly name: string
  /** Nominal time from the change to the reconcile, in ms. Latency is asynchrony: exploration may reorder against it. */
  readonly latencyMs: number
  /** Which changes wake which keys. */
  readonly watches: readonly Watch[]
  /** Delay of the n-th retry after an error: `min(baseMs * 2^n, maxMs)`. */
  readonly backoff: { readonly baseMs: number; readonly maxMs: number }
  /** One look at one key. May only use `call`, `spawn`, `signal`, `inspect`, `now`, `mint` and `note`. */
  readonly reconcile: (key: string, context: ControllerContext) => Proc<ReconcileResult>
  /** Keys to enqueue when the controller (re)starts: its initial list. */
  readonly initial: (view: View) => readonly string[]
}

export interface ControllerContext {
  readonly profile: Readonly<Record<string, string>>
}

export interface Watch {
  readonly table: string
  /** Only rows whose key starts with this. Default: all. */
  readonly prefix?: string
  /** Keys to enqueue for a change. `view` is the world after the change (the informer cache at lag 0). */
  readonly map: (change: Change, view: View) => readonly string[]
}

/** What a reconcile wants next. It replaces the key's earlier timer; `{}` clears it. */
export type ReconcileResult =
  | { readonly error?: undefined; readonly requeueAfterMs?: number; readonly timer?: TimerClass }
  /** Retry with back-off; the message goes to the log. */
  | { readonly error: string }

/**
 * `foreground`: something is certain to happen at that time, so the world is not quiescent before it.
 * `background`: refresh, resync, retry: the world is quiescent although it is pending. Default: background.
 */
export type TimerClass = 'foreground' | 'background'
