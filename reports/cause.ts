import type { TimelineEntry } from '../harness/runner/outcome.js'
import { formatTime } from './format.js'

/** How many steps back a cause is followed. */
const DEPTH = 4

/** The entry with this `seq` and what set it off, effect first: `← cause` a line. */
export function causalLines(timeline: readonly TimelineEntry[], seq: number): readonly string[] {
  const bySeq = new Map(timeline.map((entry) => [entry.seq, entry]))
  const lines: string[] = []
  let current = bySeq.get(seq)
  for (let depth = 0; current !== undefined && depth < DEPTH; depth++) {
    lines.push(
      `${depth === 0 ? '' : '← '}${formatTime(current.atMs)} ${actorName(current.actor)}: ${current.text}`,
    )
    current = current.cause === current.seq ? undefined : bySeq.get(current.cause)
  }
  return lines
}

/** `fix:name/step` reads as the step. */
export function actorName(actor: string): string {
  return actor.replace(/^(fix|incident):[^/]+\//, '')
}
