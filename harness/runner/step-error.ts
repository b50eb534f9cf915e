import { RehearseError } from '../../twins/kernel/errors.js'
import type { Step } from '../scenario/scenario.js'

/** The sequence of commands that build a world. */
export const SETUP = 'setup'

/** A step could not be run at all: its command is not modelled, or an artefact it needs is missing. */
export class StepError extends RehearseError {
  override readonly name = 'StepError'
  /** {@link SETUP}, `incident:<name>` or `fix:<name>`. */
  readonly sequence: string
  readonly step: Step

  constructor(sequence: string, step: Step, cause: RehearseError) {
    super(`${sequence === SETUP ? `setup command ${step.name}` : `step ${step.name}`}: ${cause.message}`, {
      code: cause.code,
      subject: `${sequence}/${step.name}`,
      remedy: cause.remedy ?? 'Correct the step.',
      cause,
    })
    this.sequence = sequence
    this.step = step
  }
}

/** Names the step in an error that came up while it ran; defects and errors of other classes pass as they are. */
export function inStep(error: unknown, sequence: string, step: Step): unknown {
  if (!(error instanceof RehearseError) || error instanceof StepError) return error
  return error.code === 'invariant-violation' ? error : new StepError(sequence, step, error)
}
