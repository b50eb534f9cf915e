import { advance, backgroundTimers, canonicalComparison, fireBackground } from './background.js'
import { type Driving, driveNow } from './pending.js'
import type { Choice, Chooser } from './scheduler.js'
import type { System } from './system.js'
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

/** {@link settling} where no effect can be pending; throws `EffectPending` if one is. */
export function settle(system: System, start: World, options: SettleOptions = {}): SettleResult {
  return driveNow(settling(system, start, options))
}

/** Let the world run until nothing changes any more, however long one waits. */
export function* settling(system: System, start: World, options: SettleOptions = {}): Driving<SettleResult> {
  const horizonMs = start.now + (options.horizonMs ?? system.limits.settleHorizonMs)
  const chooser = options.chooser === undefined ? {} : { chooser: options.chooser }
  const schedule: Choice[] = []
  let world = yield* advance(system, start, { ...chooser, deadlineMs: horizonMs }, schedule)
  const visits: World[] = []
  const same = canonicalComparison()
  let changing = false
  for (let round = 0; round < system.limits.settleRounds; round++) {
    visits.push(world)
    const fired = yield* fireBackground(system, world, { ...chooser, deadlineMs: horizonMs, same }, schedule)
    // Timers beyond the horizon are not fired; a world that stood still before it counts as settled.
    if (fired === 'nothing') {
      if (changing && backgroundTimers(world).length > 0) break
      return { world, schedule, outcome: 'settled' }
    }
    changing = fired.changed
    const previous = world
    world = fired.world
    if (!changing) return { world, schedule, outcome: 'settled' }
    const visit = [...visits].reverse().find((earlier) => same(earlier, fired.world))
    if (visit !== undefined && world.seq > visit.seq) {
      const cycle = { periodMs: world.now - visit.now, from: visit.seq, to: world.seq }
      return { world, schedule, outcome: 'diverges', cycle }
    }
    if (world.now >= horizonMs || world === previous) break
  }
  return { world, schedule, outcome: 'horizon', horizonMs: horizonMs - start.now }
}
