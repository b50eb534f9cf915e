import { surelyDiffer } from './canonical-form.js'
import { canonicalFingerprint } from './fingerprint.js'
import { type Hash128, hashEquals, hashToHex } from './hash.js'
import type { Driving } from './pending.js'
import { moveBehind, stateHash } from './quiet.js'
import { type Choice, type Chooser, runningThrough } from './scheduler.js'
import type { System } from './system.js'
import type { Row } from './table.js'
import { AGENDA, type AgendaItem } from './tables.js'
import { Transaction } from './transaction.js'
import type { World } from './world.js'

/** How settling drives a world. */
export interface Drive {
  readonly chooser?: Chooser
  /** Nothing whose time is later is fired. */
  readonly deadlineMs: number
}

/** Settling also compares. */
export interface Comparing extends Drive {
  /** A {@link canonicalComparison}. */
  readonly same: (x: World, y: World) => boolean
}

/** Run until quiescent; the choices made are added to `schedule`. */
export function* advance(system: System, world: World, drive: Drive, schedule: Choice[]): Driving<World> {
  const result = yield* runningThrough(system, world, drive)
  schedule.push(...result.schedule)
  return result.world
}

/**
 * Fire each background timer that is pending now once, with everything that follows from it. A timer that has fired
 * without canonical effect would go on doing so until something else changes: while the clock moves on to the others its
 * repetitions are skipped (a pod that retries every 10 s does not fire 360 times before an hourly refresh).
 */
export function* fireBackground(
  system: System,
  start: World,
  { same, ...drive }: Comparing,
  schedule: Choice[],
): Driving<'nothing' | { readonly world: World; readonly changed: boolean }> {
  const unfired = new Set(timersUntil(start, drive.deadlineMs).map((row) => row.key))
  if (unfired.size === 0) return 'nothing'
  const quiet = new Set<string>()
  let world = start
  let last = start
  let changed = false
  const limit = system.limits.transitions
  for (let count = 0; count < limit && unfired.size > 0; count++) {
    const armed = timersUntil(world, drive.deadlineMs)
    const due = armed.find((row) => !quiet.has(row.key))
    if (due === undefined || !armed.some((row) => unfired.has(row.key))) break
    const ready = postpone(system, world, armed, quiet, due.value.at)
    const fired = new Set<string>()
    world = yield* fireDue(system, ready, { ...drive, deadlineMs: due.value.at }, schedule, fired)
    const still = same(last, world)
    last = world
    if (!still) {
      changed = true
      quiet.clear()
    }
    for (const label of fired) {
      if (still) quiet.add(label)
      unfired.delete(label)
    }
  }
  return { world, changed }
}

/** Fire what is due by the deadline, then run until quiescent; collects the labels of what ran. */
function* fireDue(
  system: System,
  world: World,
  drive: Drive,
  schedule: Choice[],
  fired: Set<string>,
): Driving<World> {
  const onStep = (_world: World, label: string) => void fired.add(label)
  const result = yield* runningThrough(system, world, { ...drive, background: true, onStep })
  schedule.push(...result.schedule)
  return yield* advance(system, result.world, { ...drive, deadlineMs: Number.POSITIVE_INFINITY }, schedule)
}

/** Move quiet timers that would fire before `until` to as long after it as they are from now. */
function postpone(
  system: System,
  world: World,
  armed: readonly Row<AgendaItem>[],
  quiet: ReadonlySet<string>,
  until: number,
): World {
  const early = armed.filter((row) => quiet.has(row.key) && row.value.at < until)
  if (early.length === 0) return world
  const tx = new Transaction(system, world, { actor: 'settle', now: world.now, cause: world.seq })
  moveBehind(tx, early, until, 0)
  return tx.commit()
}

/**
 * Whether two worlds mean the same. Worlds that are equal row by row do; only for others is the canonical fingerprint
 * computed, once for each state.
 */
export function canonicalComparison(): (x: World, y: World) => boolean {
  const known = new Map<string, Hash128>()
  const canonical = (world: World, state: string): Hash128 => {
    const hash = known.get(state) ?? canonicalFingerprint(world)
    known.set(state, hash)
    return hash
  }
  return (x, y) => {
    const [before, after] = [hashToHex(stateHash(x)), hashToHex(stateHash(y))]
    if (before === after) return true
    return !surelyDiffer(x, y) && hashEquals(canonical(x, before), canonical(y, after))
  }
}

/** Pending background timers, by time. */
export function backgroundTimers(world: World): readonly Row<AgendaItem>[] {
  return world.table(AGENDA).allByIndex('background') as Row<AgendaItem>[]
}

function timersUntil(world: World, deadlineMs: number): readonly Row<AgendaItem>[] {
  return backgroundTimers(world).filter((row) => row.value.at <= deadlineMs)
}
