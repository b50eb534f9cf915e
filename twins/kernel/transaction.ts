import { InvariantViolation } from './errors.js'
import { mintId, toNameSuffix, toUuid } from './ids.js'
import type { LogEvent, LogNode } from './log.js'
import type { System } from './system.js'
import type { Row, Table } from './table.js'
import { IDS, INCARNATIONS, type MintedId } from './tables.js'
import { type View, World } from './world.js'

/** A row that a transaction wrote. `before`/`after` are undefined when the row was absent. */
export interface Change {
  readonly table: string
  readonly key: string
  readonly before: unknown
  readonly after: unknown
  /** `seq` of the log entry written for it, or of the transition's cause. */
  readonly seq: number
}

/** What one transition read and wrote: the ground for independence. Keys that were not found count as read. */
export interface Footprint {
  readonly reads: ReadonlySet<string>
  /** `table` + NUL + prefix, or `table` + NUL + `index=` + index key. */
  readonly ranges: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
}

/** Joins table and key in a footprint. */
export function footprintKey(table: string, key: string): string {
  return `${table}\u0000${key}`
}

/** What a transaction looked at and wrote, as it came: tables and keys by turns, with repetitions. */
class Recording {
  readonly reads: string[] = []
  readonly ranges: string[] = []
  readonly writes: string[] = []

  add({ reads, ranges, writes }: Recording): void {
    this.reads.push(...reads)
    this.ranges.push(...ranges)
    this.writes.push(...writes)
  }
}

/** Few footprints are looked at, so that their sets are made when they are asked for. */
class RecordedFootprint implements Footprint {
  readonly #recording: Recording
  #reads: ReadonlySet<string> | undefined
  #ranges: ReadonlySet<string> | undefined
  #writes: ReadonlySet<string> | undefined

  constructor(recording: Recording) {
    this.#recording = recording
  }

  get reads(): ReadonlySet<string> {
    this.#reads ??= keySet(this.#recording.reads)
    return this.#reads
  }

  get ranges(): ReadonlySet<string> {
    this.#ranges ??= keySet(this.#recording.ranges)
    return this.#ranges
  }

  get writes(): ReadonlySet<string> {
    this.#writes ??= keySet(this.#recording.writes)
    return this.#writes
  }
}

function keySet(pairs: readonly string[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (let index = 0; index < pairs.length; index += 2)
    keys.add(footprintKey(pairs[index] as string, pairs[index + 1] as string))
  return keys
}

/**
 * The one writer: reads a world, collects writes and log entries, and commits them as a new world.
 * Everything read and written is recorded as the transition's {@link Footprint}, unless it writes in place: who gave the
 * earlier world away has nothing to compare with.
 */
export class Transaction implements View {
  readonly system: System
  readonly base: World
  readonly actor: string
  /** Virtual time of this transition in ms. */
  readonly now: number
  /** `seq` of the log entry that set this transition off. */
  readonly cause: number
  readonly changes: Change[] = []
  readonly #tables = new Map<string, Table<unknown>>()
  /** Null: nobody will ask. */
  #recording: Recording | null
  readonly #inPlace: boolean
  #revision: number
  #log: LogNode | null
  #seq: number

  /** `inPlace` writes to the base's own tables: only for a world that nobody else holds. */
  constructor(system: System, base: World, options: TransactionOptions) {
    this.system = system
    this.base = base
    this.actor = options.actor
    this.now = options.now
    this.cause = options.cause
    this.#inPlace = options.inPlace ?? false
    this.#recording = this.#inPlace ? null : new Recording()
    this.#revision = base.revision
    this.#log = base.log
    this.#seq = base.seq
  }

  get seq(): number {
    return this.#seq
  }

  get<V>(table: string, key: string): V | undefined {
    this.#recording?.reads.push(table, key)
    return this.#table(table).get(key) as V | undefined
  }

  list<V>(table: string, prefix = ''): readonly Row<V>[] {
    this.#recording?.ranges.push(table, prefix)
    return this.#table(table).range(prefix) as Row<V>[]
  }

  byIndex<V>(table: string, index: string, indexKey: string): readonly Row<V>[] {
    this.#recording?.ranges.push(table, `${index}=${indexKey}`)
    return this.#table(table).byIndex(index, indexKey) as Row<V>[]
  }

  /** Run `read` and tell which rows and ranges it looked at; they count for the whole transaction as well. */
  observe<T>(read: () => T): { readonly result: T; readonly reads: readonly ReadPattern[] } {
    const outer = this.#recording
    const inner = new Recording()
    this.#recording = inner
    try {
      const result = read()
      return { result, reads: [...patterns(inner.reads, false), ...patterns(inner.ranges, true)] }
    } finally {
      outer?.add(inner)
      this.#recording = outer
    }
  }

  /** Run the kernel's own bookkeeping without leaving a footprint: it commutes by construction. */
  unrecorded<T>(work: () => T): T {
    const recording = this.#recording
    this.#recording = null
    try {
      return work()
    } finally {
      this.#recording = recording
    }
  }

  /** Insert or replace a row. `value` must be frozen JSON that nobody changes afterwards. */
  put(table: string, key: string, value: unknown): void {
    if (value === undefined) throw new InvariantViolation(`put of undefined into ${table} ${key}`)
    this.#write(table, key, value)
  }

  /** Remove a row; absent rows are fine. */
  delete(table: string, key: string): void {
    this.#write(table, key, undefined)
  }

  /** The next global revision (the resourceVersion of the write that asks). */
  nextRevision(): number {
    this.#revision += 1
    return this.#revision
  }

  /** The revision of the newest write. */
  get revision(): number {
    return this.#revision
  }

  /** Append a log entry; returns its `seq`. Changes made afterwards are caused by it. */
  append(event: LogEvent, actor = this.actor): number {
    this.#seq += 1
    const entry = { seq: this.#seq, at: Math.max(this.now, this.base.now), actor, cause: this.cause, event }
    this.#log = { entry, previous: this.#log }
    return this.#seq
  }

  /** A version 4 UUID that depends on (seed, actor, purpose, subject) and how often that was asked before. */
  mintUuid(actor: string, purpose: string, subject: string): string {
    return this.#mint(actor, purpose, subject, toUuid)
  }

  /** `prefix` plus five characters, e.g. a pod name. */
  mintName(actor: string, purpose: string, subject: string, prefix: string): string {
    return this.#mint(actor, purpose, subject, (id) => prefix + toNameSuffix(id))
  }

  /** Any text made from 32 hexadecimal digits; the text is what canonical forms rename. */
  mint(actor: string, purpose: string, subject: string, toText: (id: string) => string = (id) => id): string {
    return this.#mint(actor, purpose, subject, toText)
  }

  /** What was read and written so far; nothing is known of a transaction in place. */
  footprint(): Footprint {
    return new RecordedFootprint(this.#recording ?? new Recording())
  }

  /** The new world. The transaction must not be used afterwards. */
  commit(): World {
    const base = this.base
    const tables = this.#tables.size > 0 && !this.#inPlace ? base.tables.replaced(this.#tables) : base.tables
    return new World({
      tables,
      now: Math.max(base.now, this.now),
      revision: this.#revision,
      seed: base.seed,
      log: this.#log,
      seq: this.#seq,
      transitions: base.transitions + 1,
    })
  }

  /** Take back every write to a base that is written in place, as if this transaction had never been. */
  undo(): void {
    for (const { table, key, before } of [...this.changes].reverse()) this.#writable(table).write(key, before)
  }

  #mint(actor: string, purpose: string, subject: string, toText: (id: string) => string): string {
    const key = `${actor}\u0000${purpose}\u0000${subject}`
    const incarnation = ((this.get(INCARNATIONS, key) as number | undefined) ?? 0) + 1
    this.put(INCARNATIONS, key, incarnation)
    const text = toText(mintId({ seed: this.base.seed, actor, purpose, subject, incarnation }))
    this.put(IDS, text, { actor, purpose, subject, incarnation } satisfies MintedId)
    return text
  }

  #write(table: string, key: string, value: unknown): void {
    const current = this.#writable(table)
    const before = current.get(key)
    if (before === value) return
    current.write(key, value, before)
    this.#recording?.writes.push(table, key)
    this.changes.push({ table, key, before, after: value, seq: this.#seq })
  }

  #table(name: string): Table<unknown> {
    return this.#tables.get(name) ?? this.base.table(name)
  }

  #writable(name: string): Table<unknown> {
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = this.#inPlace ? this.base.table(name) : this.base.table(name).fork()
      this.#tables.set(name, table)
    }
    return table
  }
}

export interface TransactionOptions {
  readonly actor: string
  readonly now: number
  readonly cause: number
  readonly inPlace?: boolean
}

/** A row, or all rows below a prefix, that something looked at. */
export interface ReadPattern {
  readonly table: string
  /** A key; with `prefix`, the start of keys. */
  readonly pattern: string
  readonly prefix: boolean
}

function patterns(pairs: readonly string[], range: boolean): ReadPattern[] {
  return [...keySet(pairs)].map((key) => {
    const split = key.indexOf('\u0000')
    const rest = key.slice(split + 1)
    // An index may gain rows anywhere in its table.
    return { table: key.slice(0, split), pattern: range && rest.includes('=') ? '' : rest, prefix: range }
  })
}

/** Whether a change of this row may alter what was read. */
export function matchesPattern(pattern: ReadPattern, table: string, key: string): boolean {
  if (pattern.table !== table) return false
  return pattern.prefix ? key.startsWith(pattern.pattern) : key === pattern.pattern
}
