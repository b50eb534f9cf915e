import { InvariantViolation } from './errors.js'
import type { LogNode } from './log.js'
import type { System } from './system.js'
import { type Row, Table, type TableSpec } from './table.js'
import { TableMap } from './table-map.js'
import { KERNEL_TABLES } from './tables.js'

/** Read access to a world. Values are frozen; lists are sorted by key. */
export interface View {
  get<V>(table: string, key: string): V | undefined
  /** Rows whose key starts with `prefix` (default: all). */
  list<V>(table: string, prefix?: string): readonly Row<V>[]
  byIndex<V>(table: string, index: string, indexKey: string): readonly Row<V>[]
}

/**
 * Everything a twin holds at one instant. Immutable: keeping a reference is a snapshot, forking is free, and a
 * transition makes a new world that shares what it did not change.
 */
export class World implements View {
  readonly tables: TableMap
  /** Virtual time in ms since the start of the run. */
  readonly now: number
  /** Global revision of writes to the object store; the source of resourceVersions. */
  readonly revision: number
  readonly seed: number
  readonly log: LogNode | null
  /** Number of log entries. */
  readonly seq: number
  /** Number of transitions made since the world was built. */
  readonly transitions: number

  constructor(parts: WorldParts) {
    this.tables = TableMap.of(parts.tables)
    this.now = parts.now
    this.revision = parts.revision
    this.seed = parts.seed
    this.log = parts.log
    this.seq = parts.seq
    this.transitions = parts.transitions
  }

  /** The same world at a later time: nothing happened in between. */
  at(now: number): World {
    return new World({ ...this, now: Math.max(this.now, now) })
  }

  table(name: string): Table<unknown> {
    const table = this.tables.get(name)
    if (table === undefined) throw new InvariantViolation(`no table ${name}`)
    return table
  }

  get<V>(table: string, key: string): V | undefined {
    return this.table(table).get(key) as V | undefined
  }

  list<V>(table: string, prefix = ''): readonly Row<V>[] {
    return this.table(table).range(prefix) as Row<V>[]
  }

  byIndex<V>(table: string, index: string, indexKey: string): readonly Row<V>[] {
    return this.table(table).byIndex(index, indexKey) as Row<V>[]
  }
}

export interface WorldParts {
  readonly tables: ReadonlyMap<string, Table<unknown>>
  readonly now: number
  readonly revision: number
  readonly seed: number
  readonly log: LogNode | null
  readonly seq: number
  readonly transitions: number
}

/** An empty world at the system's start with the kernel's tables and those of the system. */
export function emptyWorld(system: System, seed: number): World {
  const tables = new Map<string, Table<unknown>>()
  for (const spec of [...KERNEL_TABLES, ...system.tables] as unknown as readonly TableSpec<unknown>[]) {
    if (tables.has(spec.name)) throw new InvariantViolation(`table ${spec.name} is declared twice`)
    tables.set(spec.name, new Table(spec))
  }
  return new World({ tables, now: system.startMs ?? 0, revision: 0, seed, log: null, seq: 0, transitions: 0 })
}
