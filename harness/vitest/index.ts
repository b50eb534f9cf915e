/**
 * Rehearsals as tests of vitest. `describeRehearsal` makes a suite of a scenario; `rehearse` and `exploreScenario` return
 * outcomes for tests of one's own, with matchers for them: `expect.extend(rehearsalMatchers)`.
 */
export { type DescribeOptions, describeRehearsal } from './describe-rehearsal.js'
export { type AnyOutcome, failureText } from './failure-text.js'
export { rehearsalMatchers } from './matchers.js'
export {
  type ExploreScenarioOptions,
  exploreScenario,
  type RehearsalOptions,
  type RehearseOptions,
  rehearse,
} from './rehearsal.js'

declare module 'vitest' {
  // The parameter is part of the declaration that this one adds to.
  interface Matchers<T> {
    /** Everything is as the scenario expects it. */
    toBeAsExpected: () => void
    /** A fix passes the named gates, or without names all of them. */
    toPassGates: (...names: readonly string[]) => void
    /** Each of these sequences is safe for the goal; without sequences: there is a safe one. */
    toHaveSafeSequences: (goal: string, sequences?: readonly (readonly string[])[]) => void
  }
}
