import { fromTimestamp } from '../../twins/kubernetes/index.js'
import type { WorldSpec } from '../scenario/scenario.js'

/** Members of outcomes that are instants of virtual time. */
const INSTANTS: ReadonlySet<string> = new Set(['atMs', 'startedAtMs', 'endedAtMs', 'settledAtMs'])

/**
 * An outcome whose times count from the dump of its world, as others count from the beginning of theirs: virtual time is that of the calendar there, and
 * nobody wants to read hours since a year began.
 */
export function sinceSnapshot<T>(outcome: T, { snapshot }: WorldSpec): T {
  if (snapshot === undefined) return outcome
  return moved(outcome, fromTimestamp(snapshot.takenAt)) as T
}

function moved(value: unknown, byMs: number): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, byMs))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      INSTANTS.has(name) && typeof member === 'number' ? Math.max(0, member - byMs) : moved(member, byMs),
    ]),
  )
}
