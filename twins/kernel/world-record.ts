import { type LogEntry, type LogNode, logEntries } from './log.js'
import type { System } from './system.js'
import type { Row } from './table.js'
import { emptyWorld, World } from './world.js'

/**
 * A world as plain data, for keeping: rows by table, the log from oldest to newest. A format that keeps shared
 * references (structured clone) keeps it small.
 */
export interface WorldRecord {
  readonly tables: readonly (readonly [name: string, rows: readonly Row<unknown>[]])[]
  readonly log: readonly LogEntry[]
  readonly now: number
  readonly revision: number
  readonly seed: number
  readonly seq: number
  readonly transitions: number
}

/** The record of a world; undefined when something of it lies outside (see `TableSpec.outside`). */
export function recordWorld(world: World): WorldRecord | undefined {
  for (const table of world.tables.values()) if (table.spec.outside && table.size > 0) return undefined
  const { now, revision, seed, seq, transitions } = world
  const tables = [...world.tables].map(([name, table]) => [name, table.range('')] as const)
  return { tables, log: logEntries(world.log), now, revision, seed, seq, transitions }
}

/** The recorded world, to go on from with the same system: the two differ in nothing a transition can see. */
export function restoreWorld(system: System, record: WorldRecord): World {
  const { tables } = emptyWorld(system, record.seed)
  for (const [name, rows] of record.tables) {
    for (const { key, value } of rows) tables.get(name)?.write(key, value)
  }
  let log: LogNode | null = null
  for (const entry of record.log) log = { entry, previous: log }
  const { now, revision, seed, seq, transitions } = record
  return new World({ tables, now, revision, seed, log, seq, transitions })
}
