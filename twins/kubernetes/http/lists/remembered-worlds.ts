import type { World } from '../../../kernel/world.js'

/**
 * The worlds that lists with pages were begun in, by revision; the least recently used is forgotten first. A world is a
 * value that shares nearly everything with its successors, so remembering one costs what changed since.
 */
export class RememberedWorlds {
  readonly #worlds = new Map<number, World>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  remember(world: World): void {
    this.#worlds.delete(world.revision)
    this.#worlds.set(world.revision, world)
    for (const revision of this.#worlds.keys()) {
      if (this.#worlds.size <= this.#capacity) return
      this.#worlds.delete(revision)
    }
  }

  recall(revision: number): World | undefined {
    const world = this.#worlds.get(revision)
    if (world !== undefined) this.remember(world)
    return world
  }
}
