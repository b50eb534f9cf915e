import type { GoalVerdict } from './ends.js'

/** What all executions of a sequence come to; `fragile`: some pass and some fail. */
export type EndVerdict = GoalVerdict['verdict'] | 'fragile'

/** The verdict of a sequence from those of its ends. */
export function verdictOfEnds(verdicts: readonly GoalVerdict['verdict'][]): EndVerdict {
  return verdicts.includes('pass') && verdicts.includes('fail') ? 'fragile' : worstOf(verdicts)
}

/** The worst of some verdicts. */
export function worstOf(verdicts: readonly GoalVerdict['verdict'][]): GoalVerdict['verdict'] {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass'
}
