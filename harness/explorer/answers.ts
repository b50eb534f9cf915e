import { compareKeys } from '../../twins/kernel/json.js'

/** A sequence as the answers see it: names of its steps, and what its executions came to. */
export interface JudgedSequence {
  readonly steps: readonly string[]
  readonly verdict: 'pass' | 'fail' | 'inconclusive'
  /** Some of its executions pass and some fail: `verdict` is the worst. Default false. */
  readonly fragile?: boolean | undefined
  /** An execution of it comes back to where everything began. */
  readonly returns: boolean
}

/** What the safe orders of one set of steps have in common. */
export interface OrderRule {
  /** The steps, by name. */
  readonly steps: readonly string[]
  /** `[x, y]`: x before y in every safe order; what follows from others is left out. */
  readonly before: readonly (readonly [string, string])[]
  /** Orders explored, those among them that are safe, and those that obey `before`. */
  readonly orders: number
  readonly safe: number
  readonly obeying: number
  /** No part of these steps is safe in any order. */
  readonly minimal: boolean
}

/** The first step of an order after which nothing that was explored leads to a pass or back to the start. */
export interface PointOfNoReturn {
  /** The steps up to and including it. */
  readonly steps: readonly string[]
}

/** What an exploration says about one goal. */
export interface Answers {
  readonly sequences: number
  readonly safe: number
  readonly inconclusive: number
  /** Sequences of which some executions pass and some fail. */
  readonly fragile: number
  /** Every safe sequence of the smallest length, by name. */
  readonly shortestSafe: readonly (readonly string[])[]
  readonly rules: readonly OrderRule[]
  readonly noReturn: readonly PointOfNoReturn[]
}

/** Derive the answers from all sequences that were explored, complete or not. Prefixes that end nowhere have no verdict. */
export function answersOf(sequences: readonly JudgedSequence[], prefixes: readonly Prefix[]): Answers {
  const safe = sequences.filter(({ verdict }) => verdict === 'pass')
  const shortest = Math.min(...safe.map(({ steps }) => steps.length))
  return {
    sequences: sequences.length,
    safe: safe.length,
    inconclusive: sequences.filter(({ verdict }) => verdict === 'inconclusive').length,
    fragile: sequences.filter((sequence) => sequence.fragile).length,
    shortestSafe: safe
      .filter(({ steps }) => steps.length === shortest)
      .map(({ steps }) => steps)
      .sort(bySteps),
    rules: rulesOf(sequences, safe),
    noReturn: pointsOfNoReturn(prefixes),
  }
}

/** Any beginning of an explored sequence: `good` when one of its executions passes or is back at the start. */
export interface Prefix {
  readonly steps: readonly string[]
  readonly good: boolean
}

function rulesOf(
  sequences: readonly JudgedSequence[],
  safe: readonly JudgedSequence[],
): readonly OrderRule[] {
  const sets = new Map<string, readonly string[]>()
  for (const { steps } of safe) sets.set(setKey(steps), [...steps].sort(compareKeys))
  return [...sets]
    .map(([key, steps]) =>
      ruleOf(
        steps,
        sequences.filter((sequence) => setKey(sequence.steps) === key),
      ),
    )
    .map((rule) => ({
      ...rule,
      minimal: ![...sets.values()].some((other) => isProperPart(other, rule.steps)),
    }))
    .sort(
      (x, y) =>
        Number(y.minimal) - Number(x.minimal) || x.steps.length - y.steps.length || bySteps(x.steps, y.steps),
    )
}

function ruleOf(steps: readonly string[], orders: readonly JudgedSequence[]): Omit<OrderRule, 'minimal'> {
  const safe = orders.filter(({ verdict }) => verdict === 'pass')
  const pairs = steps.flatMap((x) => steps.filter((y) => y !== x).map((y) => [x, y] as const))
  const common = pairs.filter(([x, y]) => safe.every((order) => precedes(order.steps, x, y)))
  // With one order only, every pair is common and none is a rule.
  const before = orders.length > 1 ? withoutImplied(common) : []
  const obeying = orders.filter((order) => before.every(([x, y]) => precedes(order.steps, x, y)))
  return { steps, before, orders: orders.length, safe: safe.length, obeying: obeying.length }
}

/** The smallest set of pairs with the same transitive closure. */
function withoutImplied(
  pairs: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  return pairs.filter(
    ([x, y]) =>
      !pairs.some(([from, via]) => from === x && via !== y && pairs.some(([a, b]) => a === via && b === y)),
  )
}

function pointsOfNoReturn(prefixes: readonly Prefix[]): readonly PointOfNoReturn[] {
  const good = new Set(prefixes.filter((prefix) => prefix.good).flatMap(({ steps }) => beginnings(steps)))
  const lost = prefixes.filter(({ steps }) => steps.length > 0 && !good.has(listKey(steps)))
  return lost
    .filter(({ steps }) => good.has(listKey(steps.slice(0, -1))))
    .map(({ steps }) => ({ steps }))
    .sort((x, y) => x.steps.length - y.steps.length || bySteps(x.steps, y.steps))
}

function beginnings(steps: readonly string[]): readonly string[] {
  return Array.from({ length: steps.length + 1 }, (_, length) => listKey(steps.slice(0, length)))
}

function precedes(order: readonly string[], x: string, y: string): boolean {
  return order.indexOf(x) < order.indexOf(y)
}

function isProperPart(part: readonly string[], whole: readonly string[]): boolean {
  return part.length < whole.length && part.every((step) => whole.includes(step))
}

function setKey(steps: readonly string[]): string {
  return listKey([...steps].sort(compareKeys))
}

function listKey(steps: readonly string[]): string {
  return steps.join('\u0000')
}

function bySteps(x: readonly string[], y: readonly string[]): number {
  return compareKeys(listKey(x), listKey(y))
}
