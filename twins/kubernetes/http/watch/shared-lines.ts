import type { JsonObject } from '../../../kernel/json.js'
import type { WatchEventType } from './watch-events.js'

interface Line {
  readonly type: WatchEventType
  readonly text: string
}

/**
 * The newest lines of watches that show objects as they are stored: many watchers are told the same, and the text is made
 * once. A line depends on nothing but its type and the object, which is frozen and is its key; the oldest are forgotten
 * beyond so many characters, and are made again for a watcher that is further behind.
 * Source: kubernetes/apiserver v0.36.3 pkg/storage/cacher/caching_object.go.
 */
export class SharedLines {
  readonly #lines = new Map<JsonObject, Line>()
  readonly #capacity: number
  #characters = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** One JSON line of an event. */
  lineOf(type: WatchEventType, object: JsonObject): string {
    const known = this.#lines.get(object)
    if (known?.type === type) return known.text
    const text = eventLine(type, object)
    if (known === undefined && text.length <= this.#capacity) this.#keep(object, { type, text })
    return text
  }

  #keep(object: JsonObject, line: Line): void {
    this.#lines.set(object, line)
    this.#characters += line.text.length
    for (const [oldest, { text }] of this.#lines) {
      if (this.#characters <= this.#capacity) return
      this.#lines.delete(oldest)
      this.#characters -= text.length
    }
  }
}

export function eventLine(type: WatchEventType, object: JsonObject): string {
  return `${JSON.stringify({ type, object })}\n`
}
