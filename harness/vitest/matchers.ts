import type { ExplorationOutcome } from '../explorer/outcome.js'
import type { FixOutcome } from '../runner/outcome.js'
import { type AnyOutcome, failureText } from './failure-text.js'

/** What a matcher found; the shape that `expect.extend` wants. */
export interface Matched {
  readonly pass: boolean
  readonly message: () => string
}

/** Matchers for what rehearsals come to: `expect.extend(rehearsalMatchers)`. */
export const rehearsalMatchers = { toBeAsExpected, toPassGates, toHaveSafeSequences }

/** Everything is as the scenario expects it: incidents, verdicts, or the answers of a search. */
export function toBeAsExpected(outcome: AnyOutcome): Matched {
  return {
    pass: outcome.status === 'as-expected',
    message: () =>
      outcome.status === 'as-expected'
        ? `${nameOf(outcome)} is as expected, and should not be`
        : `${nameOf(outcome)} is not as expected: ${outcome.status}\n\n${failureText(outcome)}`,
  }
}

/** A fix passes the named gates, or without names all of them. */
export function toPassGates(fix: FixOutcome, ...names: readonly string[]): Matched {
  const unknown = names.filter((name) => !fix.gates.some(({ gate }) => gate === name))
  const asked = names.length === 0 ? fix.gates : fix.gates.filter(({ gate }) => names.includes(gate))
  const failing = asked.filter(({ verdict }) => verdict !== 'pass').map(({ gate }) => gate)
  const missing = unknown.length === 0 ? '' : `; no gate ${unknown.join(', ')}`
  // A fix of which nothing was asked has passed nothing.
  const pass = asked.length > 0 && failing.length === 0 && unknown.length === 0
  return {
    pass,
    message: () =>
      pass
        ? `${nameOf(fix)} passes ${asked.map(({ gate }) => gate).join(', ')}, and should not`
        : `${nameOf(fix)} does not pass ${failing.join(', ') || 'anything'}${missing}\n\n${failureText(fix)}`,
  }
}

/**
 * Each of these sequences is safe for a goal: it was explored, and every explored execution of it passes. Without sequences:
 * there is a safe one.
 */
export function toHaveSafeSequences(
  outcome: ExplorationOutcome,
  goal: string,
  sequences?: readonly (readonly string[])[],
): Matched {
  const at = outcome.goals.indexOf(goal)
  const safe = outcome.sequences
    .filter(({ ends }) => ends.length > 0)
    .filter(({ ends }) => ends.every((end) => outcome.ends[end]?.verdicts[at]?.verdict === 'pass'))
    .map(({ steps }) => steps.join(' → '))
  const unsafe = (sequences ?? []).map((steps) => steps.join(' → ')).filter((steps) => !safe.includes(steps))
  const pass = safe.length > 0 && unsafe.length === 0
  const found = safe.length === 0 ? 'none' : safe.join('; ')
  return {
    pass,
    message: () =>
      pass
        ? `${nameOf(outcome)} has safe sequences for ${goal}, and should not: ${found}`
        : `${nameOf(outcome)}: not safe for ${goal}: ${unsafe.join('; ') || 'any sequence'} (safe: ${found})\n\n${failureText(outcome)}`,
  }
}

function nameOf(outcome: AnyOutcome): string {
  if ('coverage' in outcome) return `exploration ${outcome.exploration}`
  if ('chain' in outcome) return `incident ${outcome.name}`
  return 'gates' in outcome ? `fix ${outcome.name}` : `scenario ${outcome.scenario}`
}
