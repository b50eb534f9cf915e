import { wakeBlocked } from './blocking.js'
import type { Controller, Watch } from './controller.js'
import type { Json } from './json.js'
import type { Monitor } from './monitor.js'
import { enqueue } from './reconcile.js'
import type { System } from './system.js'
import { AGENDA, DIRTY, FAILURES, IDS, INCARNATIONS, MONITORS } from './tables.js'
import type { Change, Transaction } from './transaction.js'

/** Tables nobody can watch: the kernel's own bookkeeping. */
const SILENT = new Set([AGENDA, DIRTY, FAILURES, IDS, INCARNATIONS, MONITORS])

/** Heads of keys remembered for a system; they are kinds of objects and names of sequences. */
const MATCHING_LIMIT = 1000

interface Subscription {
  readonly controller: Controller
  readonly watch: Watch
}

interface Subscriptions {
  readonly watches: ReadonlyMap<string, readonly Subscription[]>
  /** Table and first part of a key (up to its slash) -> the watches that may match. Filled as keys come. */
  readonly matching: Map<string, readonly Subscription[]>
  readonly monitors: ReadonlyMap<string, readonly Monitor[]>
}

const subscriptionsCache = new WeakMap<System, Subscriptions>()

/** Tell controllers, blocked processes and monitors what a transaction changed. Runs once, before the commit. */
export function propagate(tx: Transaction): void {
  const subscriptions = subscriptionsOf(tx.system)
  const { monitors } = subscriptions
  let from = 0
  // Waking a process writes kernel tables only, so this ends after at most one more round.
  while (from < tx.changes.length) {
    const changes = tx.changes.slice(from).filter((change) => !SILENT.has(change.table))
    from = tx.changes.length
    if (changes.length === 0) return
    for (const change of changes) {
      for (const { controller, watch } of watchersOf(subscriptions, change))
        wake(tx, controller, watch, change)
      for (const monitor of monitors.get(change.table) ?? []) tx.unrecorded(() => feed(tx, monitor, change))
    }
    wakeBlocked(tx, changes)
  }
}

/** The watches of a change's table whose prefix may fit: keys of one kind share all up to their first slash. */
function watchersOf({ watches, matching }: Subscriptions, { table, key }: Change): readonly Subscription[] {
  const all = watches.get(table)
  if (all === undefined) return []
  const head = key.slice(0, key.indexOf('/') + 1)
  const place = `${table}\u0000${head}`
  const known = matching.get(place)
  if (known !== undefined) return known
  const found = all.filter(({ watch: { prefix = '' } }) => prefix.startsWith(head) || head.startsWith(prefix))
  if (matching.size >= MATCHING_LIMIT) matching.clear()
  matching.set(place, found)
  return found
}

function wake(tx: Transaction, controller: Controller, watch: Watch, change: Change): void {
  if (watch.prefix !== undefined && !change.key.startsWith(watch.prefix)) return
  for (const key of watch.map(change, tx)) enqueue(tx, controller, key, change.seq)
}

function feed(tx: Transaction, monitor: Monitor, change: Change): void {
  const before = tx.get<Json>(MONITORS, monitor.name) ?? monitor.init
  const after = monitor.step(before, change, tx)
  if (after !== before) tx.put(MONITORS, monitor.name, after)
}

function subscriptionsOf(system: System): Subscriptions {
  const known = subscriptionsCache.get(system)
  if (known !== undefined) return known
  const watches = new Map<string, Subscription[]>()
  for (const controller of system.controllers.values()) {
    for (const watch of controller.watches) {
      watches.set(watch.table, [...(watches.get(watch.table) ?? []), { controller, watch }])
    }
  }
  const monitors = new Map<string, Monitor[]>()
  for (const monitor of system.monitors) {
    for (const table of monitor.tables) monitors.set(table, [...(monitors.get(table) ?? []), monitor])
  }
  const subscriptions: Subscriptions = { watches, matching: new Map(), monitors }
  subscriptionsCache.set(system, subscriptions)
  return subscriptions
}
