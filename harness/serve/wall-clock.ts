/** The clock on the wall, as an argument: what a server and its tests may know of real time. */
export interface WallClock {
  /** Milliseconds that only grow. */
  readonly now: () => number
  /** Calls `work` once, `ms` from now at the earliest. Returns how to call it off. */
  readonly after: (ms: number, work: () => void) => () => void
  /** Calls `work` as soon as what is being done is done and waiting input was looked at. */
  readonly soon: (work: () => void) => void
}

/** Longest delay a timer of Node takes; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** The real one. Its timers do not keep the process alive: sockets and signals do. */
export const wallClock: WallClock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, Math.min(Math.max(0, ms), LONGEST_MS))
    return () => clearTimeout(timer)
  },
  soon: (work) => void setImmediate(work),
}
