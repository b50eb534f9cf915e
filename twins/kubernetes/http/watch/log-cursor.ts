import type { JsonObject } from '../../../kernel/json.js'
import type { LogEntry, LogNode } from '../../../kernel/log.js'
import type { World } from '../../../kernel/world.js'
import { OBJECTS } from '../../client/objects.js'

/** One write to an object, with the resourceVersion it was made at. */
export interface ObjectWrite {
  readonly key: string
  readonly before: JsonObject | null
  readonly after: JsonObject | null
  readonly revision: number
  /** Virtual ms. */
  readonly at: number
}

/** The history a cursor stands in is gone: compacted, or another history was put in its place. */
export interface LostHistory {
  /** The oldest revision that can be gone on from. */
  readonly oldestRevision: number
}

/**
 * A place in the log of a world, for the writes below a key prefix. It walks only what is newer than what it has seen;
 * writes it has found and not given out yet are kept as references into the log. Every write of an object makes one
 * revision, so revisions are counted backwards from that of the world.
 */
export class LogCursor {
  readonly #prefix: string
  #seq: number
  #seen: LogEntry | null
  #revision: number
  /** Found and not given out yet, newest first. */
  #pending: ObjectWrite[] = []

  private constructor(prefix: string, seq: number, seen: LogEntry | null, revision: number) {
    this.#prefix = prefix
    this.#seq = seq
    this.#seen = seen
    this.#revision = revision
  }

  /** After everything that has happened in a world. */
  static atEnd(world: World, prefix: string): LogCursor {
    return new LogCursor(prefix, world.seq, world.log?.entry ?? null, world.revision)
  }

  /** After a revision; what has been written since comes first. A revision of the future is reached silently. */
  static after(world: World, prefix: string, revision: number): LogCursor | LostHistory {
    const cursor = LogCursor.atEnd(world, prefix)
    const walk = new BackwardWalk(world)
    while (walk.revision > revision) {
      const write = walk.next(prefix)
      if (write === 'end') return { oldestRevision: walk.revision }
      if (write !== undefined) cursor.#pending.push(write)
    }
    cursor.#revision = Math.max(world.revision, revision)
    return cursor
  }

  /** The revision up to which everything has been found. */
  get revision(): number {
    return this.#revision
  }

  get isDrained(): boolean {
    return this.#pending.length === 0
  }

  /** The next write, of those found so far. */
  take(): ObjectWrite | undefined {
    return this.#pending.pop()
  }

  /** Finds what is new in a world. Only when nothing is pending. */
  advance(world: World): LostHistory | undefined {
    const walk = new BackwardWalk(world)
    const found: ObjectWrite[] = []
    while (walk.seq > this.#seq) {
      const write = walk.next(this.#prefix)
      if (write === 'end') return { oldestRevision: walk.revision }
      if (write !== undefined && write.revision > this.#revision) found.push(write)
    }
    if (walk.seq < this.#seq || !walk.standsAt(this.#seen)) return { oldestRevision: world.revision }
    this.#pending = found
    this.#seq = world.seq
    this.#seen = world.log?.entry ?? null
    this.#revision = Math.max(this.#revision, world.revision)
    return undefined
  }
}

/** Goes through a log from its newest entry and keeps count of revisions. */
class BackwardWalk {
  #node: LogNode | null
  /** Of the entry the walk stands at: everything newer has been given out. */
  #seq: number
  #revision: number

  constructor(world: World) {
    this.#node = world.log
    this.#seq = world.seq
    this.#revision = world.revision
  }

  get seq(): number {
    return this.#seq
  }

  /** Of the world after the entry the walk stands at. */
  get revision(): number {
    return this.#revision
  }

  /** Whether this is the entry the walk has come to; a compacted log cannot tell. */
  standsAt(entry: LogEntry | null): boolean {
    return this.#node === null || entry === null || this.#node.entry === entry
  }

  /** The write of the entry the walk stands at, undefined for another entry; `end`: the log begins later. */
  next(prefix: string): ObjectWrite | undefined | 'end' {
    if (this.#node === null) return 'end'
    const { entry, previous } = this.#node
    this.#node = previous
    this.#seq = entry.seq - 1
    const { event, at } = entry
    if (event.kind !== 'write' || event.table !== OBJECTS) return undefined
    const revision = this.#revision
    this.#revision -= 1
    if (!event.key.startsWith(prefix)) return undefined
    return { key: event.key, before: event.before, after: event.after, revision, at }
  }
}
