import type { Footprint } from '../../twins/kernel/transaction.js'

/**
 * Whether two transitions commute: neither writes what the other reads or writes, rows that were looked for in vain and lists
 * included. What is read through an index depends on every write to its table.
 */
export function independent(x: Footprint, y: Footprint): boolean {
  return !interferes(x, y) && !interferes(y, x)
}

function interferes(writer: Footprint, other: Footprint): boolean {
  for (const key of writer.writes) {
    if (other.writes.has(key) || other.reads.has(key)) return true
    for (const range of other.ranges) if (reaches(key, range)) return true
  }
  return false
}

function reaches(key: string, range: string): boolean {
  const table = range.slice(0, range.indexOf('\u0000') + 1)
  return range.includes('=', table.length) ? key.startsWith(table) : key.startsWith(range)
}
