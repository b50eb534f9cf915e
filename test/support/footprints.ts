import type { Footprint } from '../../twins/kernel/index.js'

/** Whether two transitions neither write what the other reads or writes: they then commute. */
export function independent(one: Footprint, two: Footprint): boolean {
  return !disturbs(one, two) && !disturbs(two, one)
}

function disturbs(writer: Footprint, other: Footprint): boolean {
  for (const key of writer.writes) {
    if (other.reads.has(key) || other.writes.has(key)) return true
    for (const range of other.ranges) if (holds(range, key)) return true
  }
  return false
}

/** An index may gain rows anywhere in its table. */
function holds(range: string, key: string): boolean {
  const split = range.indexOf('\u0000') + 1
  const prefix = range.slice(split)
  return (
    key.startsWith(range.slice(0, split)) && (prefix.includes('=') || key.slice(split).startsWith(prefix))
  )
}
