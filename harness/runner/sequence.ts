import type { Settled, Twin } from '../../twins/contract/twin.js'
import { LimitReached } from '../../twins/kernel/errors.js'
import type { Step } from '../scenario/scenario.js'
import type { Ending, StepOutcome } from './outcome.js'
import { planSequence } from './plan.js'
import { notRun, runStep } from './run-step.js'
import { inStep } from './step-error.js'

/** What running a sequence came to. */
export interface SequenceResult<S> {
  readonly state: S
  readonly steps: readonly StepOutcome[]
  readonly ending: Ending
}

/**
 * Run the steps of a sequence in the order as written, and let the world settle at the end. A limit of the twin that is
 * reached ends the sequence: `ending` says which. Throws `StepError` when a command cannot be run at all.
 */
export async function runSequence<S>(
  twin: Twin<S>,
  start: S,
  name: string,
  steps: readonly Step[],
): Promise<SequenceResult<S>> {
  const plan = planSequence(steps)
  const outcomes: StepOutcome[] = []
  let at: Rested<S> = { state: start, ending: null }
  for (const step of plan.order) {
    const ran = await perform(twin, at.state, name, step, plan.during.get(step.name) ?? [])
    outcomes.push(...ran.outcomes)
    at = ran
    if (at.ending?.kind === 'error' || ran.outcomes.some((outcome) => stops(steps, outcome))) break
  }
  // The last step may not have waited, and a sequence without steps says how the world ends by itself.
  const { state, ending } = at.ending === null ? await rest(twin, at.state) : { ...at, ending: at.ending }
  const skipped = steps.filter((step) => !outcomes.some((outcome) => outcome.name === step.name))
  return { state, steps: [...outcomes, ...skipped.map(notRun)], ending }
}

/** A state, and how the world came to rest there; null: it has not been waited for. */
interface Rested<S> {
  readonly state: S
  readonly ending: Ending | null
}

async function perform<S>(
  twin: Twin<S>,
  start: S,
  sequence: string,
  step: Step,
  during: readonly Step[],
): Promise<Rested<S> & { readonly outcomes: readonly StepOutcome[] }> {
  try {
    const ran = await runStep(twin, start, sequence, step, during)
    switch (step.waits ?? 'quiescent') {
      case 'no':
        return { ...ran, ending: null }
      case 'quiescent':
        return { ...ran, ...(await twin.advance(ran.state, () => false)), ending: null }
      case 'settled':
        return { ...ran, ...(await rest(twin, ran.state)) }
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw inStep(error, sequence, step)
    const atMs = twin.now(start)
    const unended = { ...notRun(step), ran: true, startedAtMs: atMs, endedAtMs: atMs }
    return { state: start, outcomes: [unended], ending: limitEnding(error, atMs) }
  }
}

/** Let the world settle; a limit of the twin that is reached is an ending as well. */
export async function rest<S>(
  twin: Twin<S>,
  state: S,
): Promise<{ readonly state: S; readonly ending: Ending }> {
  try {
    const settled = await twin.settle(state)
    return { state: settled.state, ending: endingOf(twin, settled) }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error
    return { state, ending: limitEnding(error, twin.now(state)) }
  }
}

function limitEnding(error: LimitReached, atMs: number): Ending {
  return { kind: 'error', atMs, code: error.code, message: error.message }
}

function stops(steps: readonly Step[], outcome: StepOutcome): boolean {
  if (!outcome.ran || outcome.exitCode === 0) return false
  const step = steps.find((candidate) => candidate.name === outcome.name)
  return step?.onFailure !== 'continue' && step?.exitCode !== outcome.exitCode
}

function endingOf<S>(twin: Twin<S>, settled: Settled<S>): Ending {
  const atMs = twin.now(settled.state)
  switch (settled.outcome) {
    case 'settled':
      return { kind: 'settled', atMs }
    case 'horizon':
      return { kind: 'horizon', atMs, horizonMs: settled.horizonMs }
    case 'diverges':
      return { kind: 'diverges', atMs, ...settled.cycle }
  }
}
