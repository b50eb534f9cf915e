import type { GateOutcome } from '../runner/outcome.js'

/** What a gate found first, in one line; where it found nothing, why it could not look. */
export function evidenceText({ evidence, note }: GateOutcome): string {
  const [first] = evidence
  return first === undefined ? (note ?? '') : `${first.subject}: ${first.message}`
}
