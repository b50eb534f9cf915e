import type { WallClock } from '../../harness/serve/wall-clock.js'

interface Timer {
  readonly at: number
  readonly work: () => void
}

/** A wall clock that stands still until a test moves it. */
export class FakeWall implements WallClock {
  #now = 0
  #timers: Timer[] = []

  readonly now = (): number => this.#now

  readonly after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), work }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  readonly soon = (work: () => void): void => void this.after(0, work)

  /** When the next timer is due, or null. */
  get next(): number | null {
    return this.#timers.length === 0 ? null : Math.min(...this.#timers.map((timer) => timer.at))
  }

  /** Let wall time pass; timers go off in their order. */
  pass(ms: number): void {
    const end = this.#now + ms
    for (let count = 0; ; count++) {
      if (count > 10_000) throw new Error('timers keep setting timers for the same moment')
      const due = this.#timers.filter((timer) => timer.at <= end).sort((x, y) => x.at - y.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = Math.max(this.#now, due.at)
      due.work()
    }
    this.#now = end
  }
}
