import type { FaultBudget } from '../../twins/kernel/faults.js'

/** When the operator goes on: as soon as a command has ended, when nothing is under way, or when nothing changes any more. */
export type Gap = 'at-once' | 'quiescent' | 'settled'

/** How far a search goes. Every bound is named in the report, with whether it cut something off. */
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

function byte(count: number): number {
  return count > LEFT_LIMIT ? 255 : count
}
