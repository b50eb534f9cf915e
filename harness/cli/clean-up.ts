/** Things to undo when the process ends, however it ends: folders to remove, processes to kill. */
export class CleanUp {
  readonly #works = new Set<() => void>()

  /** `work` is synchronous: nothing else runs in an ending process. Returns how to do it now, once. */
  add(work: () => void): () => void {
    const once = (): void => {
      if (this.#works.delete(once)) work()
    }
    this.#works.add(once)
    return once
  }

  /** Do all that is left, the newest first. */
  run(): void {
    for (const work of [...this.#works].reverse()) work()
  }
}
