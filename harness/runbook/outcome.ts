import type { FixOutcome } from '../runner/outcome.js'
import type { LeftOut, RunbookCommand } from './runbook.js'

/** What a check of a runbook came to: plain data, complete, without secret values. */
export interface RunbookOutcome {
  readonly path: string
  readonly title: string
  readonly commands: readonly CheckedCommand[]
  readonly leftOut: readonly LeftOut[]
  readonly scenario: string
  /** The incident after which it is typed, or `healthy`. */
  readonly startsAfter: string
  /** A goal of the scenario; null: only what it must not harm was asked. */
  readonly goal: string | null
  readonly profile: Readonly<Record<string, string>>
  readonly seed: number
  readonly bounds: CheckBounds
  /** Gates that were asked of the written and of the safest order alone. */
  readonly lastGates: readonly string[]
  /** The order as written: the verdict of every gate, with the output of every command. */
  readonly written: FixOutcome
  readonly finding: Finding
  /** Null: it was not looked at, or there is one change only. */
  readonly orders: OrdersOutcome | null
  /** Of each change, in the safest order (without one: as written), as far as it was looked at. */
  readonly mistakes: readonly Mistakes[]
  /** The first step of the written order that destroys what existed before; null: none does. */
  readonly irreversible: Irreversible | null
  /** The order of the changes that is nearest to the written one and safe; null: none that was looked at is safe. */
  readonly safest: SafestOrder | null
  /** Bounds that cut something off, and `stopped`; empty: everything within the bounds was looked at. */
  readonly reached: readonly string[]
  readonly status: 'as-expected' | 'differs' | 'inconclusive'
}

/** A command without what may hold a secret: only as it stands in the file. */
export interface CheckedCommand extends Pick<RunbookCommand, 'line' | 'endLine' | 'name' | 'text' | 'kind'> {
  /** Place among the changes, from 1; null: it is none. */
  readonly number: number | null
}

/** How far a check goes. */
export interface CheckBounds {
  /** In a runbook of more changes only neighbours are exchanged. */
  readonly permuted: number
  /** Times a command is killed in one execution. */
  readonly crashes: number
  /** Distinct states of the search for orders. */
  readonly states: number
}

/**
 * `safe`: every gate passes. `refused`: a command fails, the operator stops, and nothing is lost. `harmful`: a gate fails that passed before the first
 * command, and not only because something is still to be done. `incomplete`: every command succeeds, nothing is lost, and the world is not what is
 * wanted. `inconclusive`: a gate could not look.
 */
export type Consequence = 'safe' | 'refused' | 'harmful' | 'incomplete' | 'inconclusive'

/** From bad to good. */
export const CONSEQUENCES: readonly Consequence[] = [
  'harmful',
  'incomplete',
  'refused',
  'inconclusive',
  'safe',
]

export interface Finding {
  readonly consequence: Consequence
  /** The gate that says so; null: all pass. */
  readonly gate: string | null
  readonly evidence: string
}

export interface OrdersOutcome {
  /** Every order, or the written one and those in which two neighbours are exchanged. */
  readonly looked: 'all' | 'neighbours'
  readonly counts: Readonly<Record<Consequence, number>>
  /** `[x, y]`: x before y in every safe order; what follows from others is left out. */
  readonly rules: readonly (readonly [string, string])[]
  /** Orders that obey the rules. */
  readonly obeying: number
  /** Each order with what it comes to; one that stops early stands for all that begin with it. */
  readonly judged: readonly JudgedOrder[]
}

export interface JudgedOrder {
  /** Names of the changes, up to the one at which the operator stops. */
  readonly steps: readonly string[]
  /** How many orders begin like this. */
  readonly stands: number
  readonly finding: Finding
}

/** What comes of a change that is not done exactly once. */
export interface Mistakes {
  readonly step: string
  /** Typed twice, whatever the second time says. */
  readonly rerun: Finding & { readonly exitCode: number | null }
  readonly forgotten: Finding
  /** Null: it was not looked at, as in an order that is not safe anyway. */
  readonly killed: Killed | null
}

/** A command that is killed at one of its requests, and started again once. */
export interface Killed {
  readonly points: number
  readonly counts: Readonly<Record<Consequence, number>>
  readonly worst: Finding
  /** The fault that leads to the worst: `kill-before`, `kill-after`, `terminate` or `lose-response`; null: the command makes no request. */
  readonly fault: string | null
  /** Number of the request, from 1. */
  readonly request: number
}

export interface Irreversible {
  readonly step: string
  /** What does not exist any more, as `Kind namespace/name`, with the actor who had it deleted. */
  readonly destroyed: readonly { readonly subject: string; readonly by: string }[]
}

export interface SafestOrder {
  readonly steps: readonly string[]
  readonly asWritten: boolean
  /** By all gates, also those that are not asked of every order. */
  readonly finding: Finding
  /** The first step of this order that destroys what existed before; null: none does. */
  readonly irreversible: Irreversible | null
  /** Between the steps: what shows that the next one may begin. */
  readonly checks: readonly StepCheck[]
}

/** A command that only looks, after a step. */
export interface StepCheck {
  readonly after: string
  readonly command: string
  /** What it prints when the step has done its work; null: that it succeeds is enough. */
  readonly shows: string | null
}
