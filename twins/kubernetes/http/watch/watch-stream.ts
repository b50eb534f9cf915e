import type { JsonObject } from '../../../kernel/json.js'
import type { Row } from '../../../kernel/table.js'
import type { World } from '../../../kernel/world.js'
import type { ServedResource } from '../../api-server/served-resource.js'
import { toServed } from '../../api-server/store.js'
import type { Selection } from '../../api-server/verbs/list.js'
import { VIRTUAL_EPOCH_MS } from '../../client/objects.js'
import { expired } from '../../status-error.js'
import { withManagedFields } from '../answers/managed-objects.js'
import type { TableOptions } from '../answers/table.js'
import { formObject } from '../answers/transform.js'
import type { StreamPart, WorldStream } from '../contract.js'
import type { Transform } from '../negotiation/accept.js'
import type { LogCursor, LostHistory } from './log-cursor.js'
import type { ManagerHistory } from './manager-history.js'
import { eventLine, type SharedLines } from './shared-lines.js'
import { eventOf, type WatchEventType } from './watch-events.js'

const DEFAULT_CHUNKS = 100
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end'

export interface WatchOptions {
  readonly resource: ServedResource
  /** The resource as another world has it; undefined when it is gone there. */
  readonly resourceIn: (world: World) => ServedResource | undefined
  readonly selection: Selection
  readonly transform: Transform | undefined
  readonly includeObject: TableOptions['includeObject']
  /** What stood there at the beginning, to be sent first; none for a watch that goes on from a version. */
  readonly initial: { readonly world: World; readonly rows: readonly Row<JsonObject>[] } | undefined
  /** Whether a bookmark tells the end of the initial events. */
  readonly marksInitialEnd: boolean
  /** Whether bookmarks are wanted at all. */
  readonly bookmarks: boolean
  /** Where the watch goes on; or that it cannot, from the version asked for. */
  readonly cursor: LogCursor | (LostHistory & { readonly requested: number })
  readonly timeoutMs: number | undefined
  readonly lines: SharedLines
  readonly managers: ManagerHistory
}

/**
 * A watch: initial state, then writes as the log of the world has them, one JSON line an event.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/watch.go, pkg/storage/cacher/{cacher,cache_watcher}.go.
 */
export class WatchStream implements WorldStream {
  readonly timeoutMs?: number
  readonly #options: Omit<WatchOptions, 'initial'>
  #initial: WatchOptions['initial']
  #sent = 0
  #owesMark: boolean
  #headersSent = false
  #done = false

  constructor(options: WatchOptions) {
    // The world of the beginning is let go once its rows are sent.
    const { initial, ...lasting } = options
    this.#options = lasting
    this.#initial = initial
    this.#owesMark = options.marksInitialEnd
    if (options.timeoutMs !== undefined) this.timeoutMs = options.timeoutMs
  }

  read(world: World, limit = DEFAULT_CHUNKS): StreamPart {
    const chunks: string[] = []
    while (chunks.length < limit && !this.#done) {
      const chunk = this.#next(world)
      if (chunk === undefined) return { chunks, more: false, done: this.#done }
      if (chunk !== '') chunks.push(chunk)
    }
    return { chunks, more: !this.#done, done: this.#done }
  }

  bookmark(world: World): string {
    const { bookmarks, cursor } = this.#options
    const settled = this.#initial === undefined && !this.#owesMark && !this.#done
    if (!bookmarks || !settled || !('take' in cursor) || !cursor.isDrained) return ''
    return this.#bookmark(cursor.revision, world.now, {})
  }

  /** The next line, '' for a write that does not show, undefined when there is nothing more in this world. */
  #next(world: World): string | undefined {
    if (this.#initial !== undefined) return this.#nextInitial(this.#initial)
    const { cursor, resource, resourceIn, selection } = this.#options
    if (!('take' in cursor)) return this.#fail(cursor.requested, cursor)
    if (this.#owesMark) {
      this.#owesMark = false
      return this.#bookmark(cursor.revision, world.now, { annotations: { [INITIAL_EVENTS_END]: 'true' } })
    }
    if (cursor.isDrained) {
      const from = cursor.revision
      const lost = cursor.advance(world)
      if (lost !== undefined) return this.#fail(from, lost)
    }
    const write = cursor.take()
    if (write === undefined) {
      // A definition that changes ends the watches of its resources, as upstream's handler does.
      this.#done = resourceIn(world) !== resource
      return undefined
    }
    const event = eventOf(resource, selection, write)
    if (event === undefined) return ''
    const { transform, lines, managers } = this.#options
    const row = write.after ?? write.before
    const object = row === null ? event.object : managers.shown(event.object, row)
    return transform === undefined
      ? lines.lineOf(event.type, object)
      : this.#line(event.type, object, write.at)
  }

  #nextInitial({ world, rows }: NonNullable<WatchOptions['initial']>): string {
    const row = rows[this.#sent]
    this.#sent += 1
    if (this.#sent >= rows.length) this.#initial = undefined
    if (row === undefined) return ''
    const object = withManagedFields(world, row.key, toServed(this.#options.resource, row.value))
    return this.#line('ADDED', object, world.now)
  }

  #fail(requested: number, { oldestRevision }: LostHistory): string {
    this.#done = true
    const { status } = expired(`too old resource version: ${requested} (${oldestRevision})`)
    return eventLine('ERROR', status)
  }

  /** An object with nothing but its type and a version: everything up to it has been sent. */
  #bookmark(revision: number, nowMs: number, more: JsonObject): string {
    const { resource } = this.#options
    const metadata = { resourceVersion: String(revision), creationTimestamp: null, ...more }
    return this.#line('BOOKMARK', { kind: resource.kind, apiVersion: resource.apiVersion, metadata }, nowMs)
  }

  #line(type: WatchEventType, object: JsonObject, atMs: number): string {
    const { transform, resource, includeObject } = this.#options
    const table = { includeObject, nowMs: VIRTUAL_EPOCH_MS + atMs, noHeaders: this.#headersSent }
    this.#headersSent = true
    return eventLine(type, formObject({ transform, resource, table }, object))
  }
}
