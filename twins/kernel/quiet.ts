import { addHash, type Hash128, hashToHex, ZERO_HASH } from './hash.js'
import type { System } from './system.js'
import type { Row } from './table.js'
import { AGENDA, type AgendaItem, QUIET } from './tables.js'
import { Transaction } from './transaction.js'
import type { World } from './world.js'

/** The background timer that is being watched for an effect: which, and the digest of the state it fired in. */
interface Watching {
  readonly state: string
  readonly label: string
}

const WATCHING = 'watching'

/**
 * Before a transition of the default schedule: skips repetitions that have no effect. A background timer that fired and
 * left the state as it was will do so again as long as the state stays the same (a pod retries every 10 s for a Secret
 * that is not there). Such timers are moved behind the next thing that is not quiet, and the log says so.
 * What is known of a timer stands in the world, so that a fork goes on as the unforked run does.
 */
export function skipQuiet(system: System, world: World, next: Row<AgendaItem>): World {
  if (next.value.class === 'latency') return world
  const watched = concludeWatch(system, world)
  // While something is on its way, a timer can neither be judged nor skipped.
  if (latencyPending(watched)) return watched
  const due = watched.table(AGENDA).firstByIndex('background') as Row<AgendaItem> | undefined
  if (due === undefined || due.key !== next.key) return watched
  const state = stateDigest(watched)
  if (due.value.quiet !== state) return watch(system, watched, due.key, state)
  return postpone(system, watched, state)
}

/** Sum of the hashes of all tables that can make a difference; times, events and bookkeeping are none. */
export function stateHash(world: World): Hash128 {
  let hash: Hash128 = ZERO_HASH
  for (const table of world.tables.values()) if (!table.spec.bookkeeping) hash = addHash(hash, table.hash)
  return hash
}

function stateDigest(world: World): string {
  return hashToHex(stateHash(world))
}

/** All that followed from the watched timer has happened: if the state is what it was, it is quiet in it. */
function concludeWatch(system: System, world: World): World {
  const watching = world.get<Watching>(QUIET, WATCHING)
  if (watching === undefined) return world
  return bookkeep(system, world, (tx) => {
    tx.delete(QUIET, WATCHING)
    if (latencyPending(world) || watching.state !== stateDigest(world)) return
    const item = tx.get<AgendaItem>(AGENDA, watching.label)
    if (item?.class === 'background') tx.put(AGENDA, watching.label, { ...item, quiet: watching.state })
  })
}

function latencyPending(world: World): boolean {
  return world.table(AGENDA).firstByIndex('latency') !== undefined
}

function watch(system: System, world: World, label: string, state: string): World {
  return bookkeep(system, world, (tx) => tx.put(QUIET, WATCHING, { state, label } satisfies Watching))
}

/** Moves quiet timers to as long after the next unquiet thing as they are from now. */
function postpone(system: System, world: World, state: string): World {
  const agenda = world.table(AGENDA)
  const background = agenda.allByIndex('background') as Row<AgendaItem>[]
  const quiet = background.filter((row) => row.value.quiet === state)
  const until = Math.min(
    (agenda.firstByIndex('foreground')?.value as AgendaItem | undefined)?.at ?? Number.POSITIVE_INFINITY,
    background.find((row) => row.value.quiet !== state)?.value.at ?? Number.POSITIVE_INFINITY,
  )
  const early = quiet.filter((row) => row.value.at < until)
  if (!Number.isFinite(until) || early.length === 0) return world
  return bookkeep(system, world, (tx) => {
    tx.append({ kind: 'skipped', timers: early.map((row) => row.key), until }, 'clock')
    moveBehind(tx, early, until, 1)
  })
}

/** Put timers as long after `until` as they are from now, at least `gapMs`. */
export function moveBehind(
  tx: Transaction,
  timers: readonly Row<AgendaItem>[],
  until: number,
  gapMs: number,
): void {
  for (const { key, value } of timers)
    tx.put(AGENDA, key, { ...value, at: until + Math.max(gapMs, value.at - tx.base.now) })
}

function bookkeep(system: System, world: World, change: (tx: Transaction) => void): World {
  const tx = new Transaction(system, world, { actor: 'clock', now: world.now, cause: world.seq })
  tx.unrecorded(() => change(tx))
  return tx.commit()
}
