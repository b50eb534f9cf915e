import { readFileSync } from 'node:fs'
import { runReport } from '../../reports/schema/run.js'
import { diffVerdicts, type VerdictDiff } from '../../reports/verdict-diff.js'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { ScenarioError } from '../scenario/errors.js'

/** What compares a run with an earlier one. */
export type Compare = (outcomes: readonly ScenarioOutcome[]) => VerdictDiff

/**
 * Read an earlier run, as `--json` or `--output FILE.json` wrote it; of its scenarios those count that are run again. Throws
 * `outcome-unreadable` with what does not fit, before anything has run.
 */
export function readEarlier(path: string): Compare {
  const earlier = readRun(path)
  return (outcomes) => {
    const again = earlier.filter(({ scenario }) => outcomes.some((outcome) => outcome.scenario === scenario))
    return diffVerdicts(again, outcomes, path)
  }
}

function readRun(path: string): readonly ScenarioOutcome[] {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error), error)
  }
  const parsed = runReport.safeParse(value)
  if (parsed.success) return parsed.data.scenarios
  const [issue] = parsed.error.issues
  throw unreadable(path, `${issue?.path.join('.') || 'the document'}: ${issue?.message}`, parsed.error)
}

function unreadable(path: string, what: string, cause: unknown): ScenarioError {
  return new ScenarioError(`${path} is no run of rehearse: ${what}`, {
    code: 'outcome-unreadable',
    subject: path,
    remedy: 'Give a file that was written by: rehearse run NAME --output FILE.json.',
    cause,
  })
}
