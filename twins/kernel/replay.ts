import { RehearseError } from './errors.js'
import type { Choice, Chooser } from './scheduler.js'

/** A recorded schedule does not fit the world it is replayed on. */
export class ScheduleDiverged extends RehearseError {
  override readonly name = 'ScheduleDiverged'
  /** Index of the choice that was not possible. */
  readonly index: number

  constructor(index: number, wanted: string, possible: readonly string[]) {
    super(
      `schedule diverged at ${index}: ${wanted} is not enabled (enabled: ${possible.slice(0, 5).join(', ')})`,
      {
        code: 'schedule-diverged',
        subject: wanted,
        remedy: 'Replay with the version, scenario, profile and seed that recorded the schedule.',
      },
    )
    this.index = index
  }
}

/** A chooser that takes the recorded choices by label, then the default. Throws {@link ScheduleDiverged}. */
export function replayChooser(schedule: readonly Choice[]): Chooser {
  let index = 0
  return {
    choose: (alternatives) => {
      const wanted = schedule[index]
      if (wanted === undefined) return 0
      const found = alternatives.findIndex((alternative) => alternative.label === wanted.label)
      if (found < 0)
        throw new ScheduleDiverged(
          index,
          wanted.label,
          alternatives.map((alternative) => alternative.label),
        )
      index += 1
      return found
    },
  }
}

/**
 * A chooser driven by small numbers, 0 (the default order) when they run out; a number past the end wraps around.
 * Shrinking the numbers shrinks the schedule towards the nominal one.
 */
export function numbersChooser(numbers: readonly number[]): Chooser {
  let index = 0
  return {
    choose: (alternatives) => {
      const pick = numbers[index] ?? 0
      index += 1
      return pick % alternatives.length
    },
  }
}
