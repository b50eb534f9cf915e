/** Something that waits to be explored: the cheapest first, equals by the text of their path. */
export interface Ranked {
  readonly cost: number
  /** Choices made so far, as text that sorts in the order in which they were made. */
  readonly path: string
}

/** A binary heap: the order of what comes out depends on what is in it alone, not on when it was put in. */
export class Frontier<T extends Ranked> {
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  push(item: T): void {
    const items = this.#items
    let at = items.length
    items.push(item)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(item, items[parent]!)) break
      items[at] = items[parent]!
      at = parent
    }
    items[at] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child += 1
      if (!before(items[child]!, last)) break
      items[at] = items[child]!
      at = child
    }
    items[at] = last
    return first
  }
}

function before(x: Ranked, y: Ranked): boolean {
  return x.cost !== y.cost ? x.cost < y.cost : x.path < y.path
}
