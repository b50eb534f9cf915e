import type { ObjectDiff, TimelineEntry } from '../harness/runner/outcome.js'
import { cut, formatTime, plural } from './format.js'

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

/** How many changed fields one line tells. */
const FIELDS = 4

/** What a write changed, in a line: `spec.replicas: 1 → 2; …`; null when there is nothing to tell. */
export function changeText(diff: ObjectDiff | undefined): string | null {
  if (diff === undefined || diff.kind !== 'changed' || diff.changes.length === 0) return null
  const told = diff.changes.slice(0, FIELDS).map(({ path, before, after }) => {
    const [was, is] = [before, after].map((value) => (value === null ? 'absent' : cut(value, 60)))
    return `${path}: ${was} → ${is}`
  })
  const rest = diff.changes.length - told.length + diff.more
  return [...told, ...(rest > 0 ? [`and ${plural(rest, 'field')} more`] : [])].join('; ')
}

/** `fix:name/step` reads as the step. */
export function actorName(actor: string): string {
  return actor.replace(/^(fix|incident):[^/]+\//, '')
}
