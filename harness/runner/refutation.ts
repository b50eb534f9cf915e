import type { LogEntry } from '../../twins/kernel/log.js'
import type { Fix } from '../scenario/scenario.js'
import { matchesEvent } from './match-event.js'
import type { RefutationOutcome } from './outcome.js'
import { describeEntry } from './timeline.js'

/** What a documented claim gets wrong, with the event of this run that shows it. */
export function explainRefutation(fix: Fix, log: readonly LogEntry[]): RefutationOutcome | null {
  if (fix.refutes === undefined) return null
  const { claim, truth, versions, check, event } = fix.refutes
  const found = log.find((entry) => matchesEvent(entry, event))
  return {
    claim,
    truth,
    versions,
    check,
    seq: found?.seq ?? null,
    atMs: found?.at ?? null,
    event: found === undefined ? null : describeEntry(found),
  }
}
