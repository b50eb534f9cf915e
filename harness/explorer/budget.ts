import type { FaultBudget } from '../../twins/kernel/faults.js'

/** When the operator goes on: as soon as a command has ended, when nothing is under way, or when nothing changes any more. */
export type Gap = 'at-once' | 'quiescent' | 'settled'

/**
 * How far a search goes. The report names every bound: within all of them but `states` everything is looked at, and reaching
 * `states` is said.
 */
export interface Bounds {
  /** Steps of one sequence. */
  readonly steps: number
  /** Taking the i-th alternative of the default order costs i. {@link UNBOUNDED}: every interleaving. */
  readonly delays: number
  /** SIGKILL before or after a request, SIGTERM, a lost answer, a controller restart. */
  readonly crashes: number
  /** Times an actor sleeps past the next timer. */
  readonly stalls: number
  /** What the operator waits for between steps, where a step does not say. */
  readonly gaps: readonly Gap[]
  /** Distinct states; a search that reaches it is incomplete. */
  readonly states: number
  /** Controllers that may restart (a crash) or be late (a stall). */
  readonly controllers: readonly string[]
}

/** One order of events, no faults, and an operator who waits for the world to come to rest. */
export const NOMINAL_BOUNDS: Bounds = {
  steps: 6,
  delays: 0,
  crashes: 0,
  stalls: 0,
  gaps: ['quiescent'],
  states: 2_000_000,
  controllers: [],
}

/** What is left of the bounds on one path. */
export interface Left {
  readonly delays: number
  readonly faults: FaultBudget
}

/** Whether paths may leave the default order: then they are compared at every state, since most soon come back to it. */
export function mayDepart({ delays, crashes, stalls }: Bounds): boolean {
  return delays + crashes + stalls > 0
}

/** No bound on delays: every interleaving. A number, so that it can be written to JSON. */
export const UNBOUNDED = 1_000_000

/** Largest finite number of delays, crashes or stalls that can be told apart in a {@link packLeft}. */
export const LEFT_LIMIT = 254

/** Three bytes: delays, crashes and stalls; 255 stands for no bound. */
export function packLeft({ delays, faults }: Left): number {
  return (byte(delays) << 16) | (byte(faults.crashes) << 8) | byte(faults.stalls)
}

/** Whether whoever has `x` left may go wherever one may go who has `y` left; both are packed. */
export function dominates(x: number, y: number): boolean {
  return x >>> 16 >= y >>> 16 && ((x >>> 8) & 255) >= ((y >>> 8) & 255) && (x & 255) >= (y & 255)
}

/** What was spent on the way from one to the other, packed as {@link packLeft} does; without a bound it is nothing. */
export function packSpent(before: Left, after: Left): number {
  const delays = before.delays > LEFT_LIMIT ? 0 : before.delays - after.delays
  const crashes = before.faults.crashes - after.faults.crashes
  return (delays << 16) | (crashes << 8) | (before.faults.stalls - after.faults.stalls)
}

/** What is left of `left` after `spent`, both packed; null: it is more than there was. */
export function pay(left: number, spent: number): number | null {
  if (spent === 0) return left
  let rest = 0
  for (const shift of [16, 8, 0]) {
    const [has, costs] = [(left >>> shift) & 255, (spent >>> shift) & 255]
    if (costs > has) return null
    rest |= (has === 255 ? has : has - costs) << shift
  }
  return rest
}

function byte(count: number): number {
  return count > LEFT_LIMIT ? 255 : count
}
