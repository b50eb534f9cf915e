import { transientWorld } from './boot.js'
import { LimitReached } from './errors.js'
import { applyFault, type FaultBudget, faultsAt, NO_FAULTS } from './faults.js'
import { type Driving, EffectPending, type PendingEffect } from './pending.js'
import { skipQuiet } from './quiet.js'
import type { System } from './system.js'
import type { Row } from './table.js'
import { AGENDA, type AgendaItem } from './tables.js'
import { step } from './transition.js'
import type { World } from './world.js'

/** What may happen next at one point of an execution. */
export interface Alternative {
  readonly label: string
  readonly kind: 'transition' | 'fault'
}

/**
 * The one seam of nondeterminism. Gets the alternatives in default order (the nominal one first, faults last) and
 * answers with an index.
 */
export interface Chooser {
  readonly choose: (alternatives: readonly Alternative[], world: World) => number
}

/** One recorded choice: what was taken and out of how many. A list of them is a schedule. */
export interface Choice {
  readonly label: string
  readonly alternatives: number
}

/**
 * The next transition of the default schedule: the smallest nominal time, ties by label. Undefined when the world is
 * quiescent, that is, when nothing but background timers is left (`background`: these count too).
 */
export function nextTransition(world: World, background: boolean): Row<AgendaItem> | undefined {
  const agenda = world.table(AGENDA)
  const latency = agenda.firstByIndex('latency') as Row<AgendaItem> | undefined
  const foreground = agenda.firstByIndex('foreground') as Row<AgendaItem> | undefined
  if (latency === undefined && foreground === undefined && !background) return undefined
  const resync = agenda.firstByIndex('background') as Row<AgendaItem> | undefined
  return earlier(earlier(latency, foreground), resync)
}

/**
 * Everything that may go next, in default order. Pending latency may go in any order; a timer only once no latency is
 * nominally before it: to go earlier than that it would have to overtake time itself.
 */
export function enabledTransitions(world: World, background: boolean): readonly Row<AgendaItem>[] {
  const first = nextTransition(world, background)
  if (first === undefined) return []
  const agenda = world.table(AGENDA)
  const latency = agenda.allByIndex('latency') as Row<AgendaItem>[]
  const horizon = latency[0]?.value.at ?? first.value.at
  const timers = (['foreground', 'background'] as const).flatMap((index) =>
    (agenda.allByIndex(index) as Row<AgendaItem>[]).filter(
      (row) => row.value.at <= Math.max(world.now, horizon),
    ),
  )
  return [first, ...[...latency, ...timers].filter((row) => row.key !== first.key).sort(byTime)]
}

export interface RunOptions {
  /** Stop as soon as this holds (checked before every transition). */
  readonly until?: (world: World) => boolean
  /** Stop before a transition whose nominal time is later than this. */
  readonly deadlineMs?: number
  /** Background timers keep the run going too. Default false: stop when quiescent. */
  readonly background?: boolean
  readonly chooser?: Chooser
  readonly faults?: FaultBudget
  /** Write to the world's own tables: only on a {@link transientWorld} that nobody else holds. Default false. */
  readonly inPlace?: boolean
  /** Skip repetitions that have no effect while the clock moves on. Default false. */
  readonly skipQuiet?: boolean
  /** Called after every transition. */
  readonly onStep?: (world: World, label: string) => void
  /** Take this one first, without asking the chooser: what an earlier run had chosen when an effect was pending. */
  readonly chosen?: Chosen
}

/** What goes next: its label, and whether it is a fault. */
export interface Chosen {
  readonly choice: Choice
  readonly fault: boolean
}

export type RunResult = {
  readonly world: World
  /** The choices made, if a chooser was given. */
  readonly schedule: readonly Choice[]
  readonly faults: FaultBudget
} & (
  | { readonly reason: 'until' | 'quiescent' | 'deadline' }
  /**
   * `chosen` needs the result of `effect`; `world` is the one before it. To go on, execute the effect and run again with
   * `chosen`; {@link running} does both.
   */
  | { readonly reason: 'pending'; readonly effect: PendingEffect; readonly chosen: Chosen }
)

/**
 * Drive a world along one schedule until it is quiescent, the condition holds, the deadline is reached or an effect is
 * pending.
 */
export function run(system: System, start: World, options: RunOptions = {}): RunResult {
  const schedule: Choice[] = []
  let world = start
  let faults = options.faults ?? NO_FAULTS
  const limit = system.limits.transitions
  for (let count = 0; count < limit; count++) {
    if (options.until?.(world)) return { world, reason: 'until', schedule, faults }
    const first = count === 0 ? options.chosen : undefined
    let next = nextTransition(world, options.background ?? false)
    // What was chosen before was chosen after the skipping.
    if (next !== undefined && options.skipQuiet && first === undefined) {
      const skipped = skipQuiet(system, world, next)
      if (skipped !== world) next = nextTransition(skipped, options.background ?? false)
      world = skipped
    }
    if (next === undefined) return { world, reason: 'quiescent', schedule, faults }
    if (options.deadlineMs !== undefined && next.value.at > options.deadlineMs) {
      return { world, reason: 'deadline', schedule, faults }
    }
    const chosen = first ?? choose(system, world, next.key, options, faults)
    const taken = take(system, world, chosen, options, faults)
    if (taken instanceof EffectPending) {
      return { world, reason: 'pending', effect: taken.effect, chosen, schedule, faults }
    }
    if (options.chooser) schedule.push(chosen.choice)
    world = taken.world
    faults = taken.budget
    options.onStep?.(world, chosen.choice.label)
  }
  throw new LimitReached('transitions', limit, 'Raise the limit, or look for a loop that makes no progress.')
}

/** {@link run}, going on after each pending effect: the result is never `pending`. */
export function* running(system: System, start: World, options: RunOptions = {}): Driving<RunResult> {
  const schedule: Choice[] = []
  let result = run(system, start, options)
  while (result.reason === 'pending') {
    schedule.push(...result.schedule)
    yield result.effect
    const { world, chosen, faults } = result
    result = run(system, world, { ...options, faults, chosen })
  }
  return { ...result, schedule: [...schedule, ...result.schedule] }
}

/**
 * As {@link running}, for a caller that looks at nothing but the end: transitions write in place, to a copy of `start`.
 * `until` and `onStep` must not keep the worlds they are shown.
 */
export function* runningThrough(system: System, start: World, options: RunOptions = {}): Driving<RunResult> {
  const result = yield* running(system, transientWorld(start), { ...options, inPlace: true })
  return result.world.transitions === start.transitions ? { ...result, world: start } : result
}

function take(
  system: System,
  world: World,
  { choice, fault }: Chosen,
  options: RunOptions,
  faults: FaultBudget,
): { readonly world: World; readonly budget: FaultBudget } | EffectPending {
  try {
    if (fault) return applyFault(system, world, choice.label, faults)
    return { world: step(system, world, choice.label, options.inPlace).world, budget: faults }
  } catch (error) {
    if (error instanceof EffectPending) return error
    throw error
  }
}

function choose(
  system: System,
  world: World,
  nominal: string,
  options: RunOptions,
  faults: FaultBudget,
): Chosen {
  if (options.chooser === undefined) return { choice: { label: nominal, alternatives: 1 }, fault: false }
  const transitions = enabledTransitions(world, options.background ?? false).map(
    (row): Alternative => ({ label: row.key, kind: 'transition' }),
  )
  const alternatives = [...transitions, ...faultsAt(system, world, faults)]
  const index = options.chooser.choose(alternatives, world)
  const taken = alternatives[index]
  if (taken === undefined)
    throw new LimitReached('alternatives', alternatives.length, 'A chooser answered out of range.')
  return { choice: { label: taken.label, alternatives: alternatives.length }, fault: taken.kind === 'fault' }
}

function earlier(
  x: Row<AgendaItem> | undefined,
  y: Row<AgendaItem> | undefined,
): Row<AgendaItem> | undefined {
  if (x === undefined || y === undefined) return x ?? y
  return byTime(x, y) <= 0 ? x : y
}

function byTime(x: Row<AgendaItem>, y: Row<AgendaItem>): number {
  return x.value.at - y.value.at || (x.key < y.key ? -1 : x.key > y.key ? 1 : 0)
}
