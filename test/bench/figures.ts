/** One measure, as `scripts/bench-*.mjs` prints it beside its baseline. */
export interface Figure {
  /** Unique over all benchmarks: the key of its baseline. */
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly better: 'higher' | 'lower'
}

/** A figure of which more is better, a second. `things`: what is counted, e.g. `writes`. */
export function rate(name: string, value: number, things: string): Figure {
  return { name, value, unit: `${things}/s`, better: 'higher' }
}

/** A figure of which less is better. */
export function cost(name: string, value: number, unit: string): Figure {
  return { name, value, unit, better: 'lower' }
}

/** How many times something is better than something else. */
export function times(name: string, value: number): Figure {
  return { name, value, unit: 'times', better: 'higher' }
}

/** Most memory a process has held so far, in MB. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024
}

/** Seconds of a clock. */
export type Stopwatch = () => number

/** The clock on the wall: for work that two processes share. */
export const wall: Stopwatch = () => Number(process.hrtime.bigint()) / 1e9

/** What this process has had of the processors: for work of its own, which does not depend on what else the machine does. */
export const processor: Stopwatch = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Seconds that work takes. */
export async function secondsOf(clock: Stopwatch, work: () => void | Promise<void>): Promise<number> {
  const began = clock()
  await work()
  return clock() - began
}

/** A piece of work that is done some times over, e.g. `create` of so many objects. */
export interface Task {
  readonly name: string
  readonly things: string
  readonly count: number
  /** Once, in a round; rounds and indexes count from 0. */
  readonly work: (round: number, index: number) => void | Promise<void>
}

/** How a task's work is done, one after the other or by several connections, and by which clock it is measured. */
export interface Driver {
  readonly clock: Stopwatch
  readonly drive: (task: Task, round: number) => void | Promise<void>
}

/**
 * The rates of tasks that follow on each other, e.g. create, then get, then delete: each that of its quickest round, because
 * what else the machine does only ever makes a round slower.
 */
export async function ratesOf(
  prefix: string,
  tasks: readonly Task[],
  rounds: number,
  { clock, drive }: Driver,
): Promise<readonly Figure[]> {
  const best = new Map<Task, number>()
  for (let round = 0; round < rounds; round++) {
    for (const task of tasks) {
      const perSecond = task.count / (await secondsOf(clock, () => drive(task, round)))
      best.set(task, Math.max(best.get(task) ?? 0, perSecond))
    }
  }
  return tasks.map((task) => rate(`${prefix}: ${task.name}`, best.get(task) as number, task.things))
}

/** One after the other, in this process; only for work that is done at once. */
export const inTurn: Driver = {
  clock: processor,
  drive: ({ count, work }, round) => {
    for (let index = 0; index < count; index++) work(round, index)
  },
}
