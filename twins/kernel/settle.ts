import { canonicalFingerprint } from './fingerprint.js'
import { addHash, type Hash128, hashEquals, hashToHex, ZERO_HASH } from './hash.js'
import { type Choice, type Chooser, run } from './scheduler.js'
import type { System } from './system.js'
import type { Row } from './table.js'
import { AGENDA, type AgendaItem, INCARNATIONS, MONITORS } from './tables.js'
import type { World } from './world.js'

/**
 * How settling ended.
 * `settled`: quiescent, and firing every background timer changed nothing canonical.
 * `horizon`: the world still changes after the horizon, without having repeated itself.
 * `diverges`: it repeats itself with writes in between, and will do so for ever.
 */
export type SettleResult = {
  readonly world: World
  readonly schedule: readonly Choice[]
} & (
  | { readonly outcome: 'settled' }
  | { readonly outcome: 'horizon'; readonly horizonMs: number }
  | { readonly outcome: 'diverges'; readonly cycle: Cycle }
)

/** A canonical state that came back. */
export interface Cycle {
  readonly periodMs: number
  /** Log entries of one period: `seq` after `from` up to `to`. */
  readonly from: number
  readonly to: number
}

export interface SettleOptions {
  readonly chooser?: Chooser
  /** Virtual ms after which to give up. Default: the system's limit. */
  readonly horizonMs?: number
}

interface Visit {
  readonly at: number
  readonly seq: number
}

/** Let the world run until nothing changes any more, however long one waits. */
export function settle(system: System, start: World, options: SettleOptions = {}): SettleResult {
  const horizonMs = start.now + (options.horizonMs ?? system.limits.settleHorizonMs)
  const chooser = options.chooser === undefined ? {} : { chooser: options.chooser }
  const schedule: Choice[] = []
  let world = advance(system, start, { ...chooser, deadlineMs: horizonMs }, schedule)
  const visits = new Map<string, Visit>()
  let changing = false
  for (let round = 0; round < system.limits.settleRounds; round++) {
    const before = canonicalFingerprint(world)
    visits.set(hashToHex(before), { at: world.now, seq: world.seq })
    const fired = fireBackground(system, world, { ...chooser, deadlineMs: horizonMs }, schedule)
    // Timers beyond the horizon are not fired; a world that stood still before it counts as settled.
    if (fired === 'nothing') {
      if (changing && backgroundTimers(world).length > 0) break
      return { world, schedule, outcome: 'settled' }
    }
    changing = fired.states.some((state) => !hashEquals(state, before))
    const previous = world
    world = fired.world
    if (!changing) return { world, schedule, outcome: 'settled' }
    const visit = visits.get(hashToHex(canonicalFingerprint(world)))
    if (visit !== undefined && world.seq > visit.seq) {
      const cycle = { periodMs: world.now - visit.at, from: visit.seq, to: world.seq }
      return { world, schedule, outcome: 'diverges', cycle }
    }
    if (world.now >= horizonMs || world === previous) break
  }
  return { world, schedule, outcome: 'horizon', horizonMs: horizonMs - start.now }
}

interface Drive {
  readonly chooser?: Chooser
  readonly deadlineMs: number
}

function advance(system: System, world: World, drive: Drive, schedule: Choice[]): World {
  const result = run(system, world, drive)
  schedule.push(...result.schedule)
  return result.world
}

/** Fire each background timer that is pending now once, with everything that follows from it. */
function fireBackground(system: System, start: World, drive: Drive, schedule: Choice[]) {
  const pending = backgroundTimers(start)
  const last = pending.at(-1)
  if (last === undefined || pending[0]!.value.at > drive.deadlineMs) return 'nothing'
  const deadlineMs = Math.min(last.value.at, drive.deadlineMs)
  const states = []
  let world = start
  const digest = canonicalDigest()
  const limit = system.limits.transitions
  for (let count = 0; count < limit; count++) {
    const due = backgroundTimers(world)[0]
    if (due === undefined || due.value.at > deadlineMs) break
    const result = run(system, world, { ...drive, background: true, deadlineMs: due.value.at })
    schedule.push(...result.schedule)
    world = advance(system, result.world, drive, schedule)
    states.push(digest(world))
  }
  return { world, states }
}

/** The canonical fingerprint, computed anew only when a table that counts in it has changed. */
function canonicalDigest(): (world: World) => Hash128 {
  let known: { readonly tables: Hash128; readonly canonical: Hash128 } | undefined
  return (world) => {
    const tables = stateHash(world)
    if (known === undefined || !hashEquals(known.tables, tables)) {
      known = { tables, canonical: canonicalFingerprint(world) }
    }
    return known.canonical
  }
}

/** Tables whose rows never count in the canonical fingerprint, but change all the time. */
const BOOKKEEPING = new Set([INCARNATIONS, MONITORS])

function stateHash(world: World): Hash128 {
  let hash = ZERO_HASH
  for (const [name, table] of world.tables) if (!BOOKKEEPING.has(name)) hash = addHash(hash, table.hash)
  return hash
}

function backgroundTimers(world: World): readonly Row<AgendaItem>[] {
  return world.table(AGENDA).allByIndex('background') as Row<AgendaItem>[]
}
