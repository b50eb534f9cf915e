import { RehearseError } from '../../twins/kernel/errors.js'

/** One choice that was not the default: where, what was taken, and out of how many moves. */
export interface RecordedChoice {
  /** Transitions since the last step began. */
  readonly at: number
  readonly take: string
  readonly of: number
}

/** A path that shares its beginning with others, newest choice first. */
export interface Trail {
  readonly previous: Trail | null
  readonly choice: RecordedChoice
}

/** The choices of a trail, oldest first. */
export function choicesOf(trail: Trail | null): readonly RecordedChoice[] {
  const choices: RecordedChoice[] = []
  for (let at = trail; at !== null; at = at.previous) choices.push(at.choice)
  return choices.reverse()
}

/** The text that orders paths of equal length: what was chosen earlier counts first. */
export function extendPath(path: string, at: number, label: string): string {
  return `${path}${String(at).padStart(8, '0')} ${label}\n`
}

/** A recorded choice is not possible where the schedule has it. */
export class ChoiceDiverged extends RehearseError {
  override readonly name = 'ChoiceDiverged'

  constructor(choice: RecordedChoice, position: number, possible: readonly string[]) {
    super(
      `schedule diverged at ${choice.at}: ${choice.take} is not possible at ${position} (possible: ${possible.slice(0, 5).join(', ')})`,
      {
        code: 'schedule-diverged',
        subject: choice.take,
        remedy: 'Replay with the version, scenario, profile and seed that recorded the schedule.',
      },
    )
  }
}
