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
  let state = start
  let ending: Ending | undefined
  for (const [index, step] of plan.order.entries()) {
    const during = plan.during.get(step.name) ?? []
    try {
      const ran = await runStep(twin, state, name, step, during)
      outcomes.push(...ran.outcomes)
      state = ran.state
      const stopped = ran.outcomes.some((outcome) => stops(steps, outcome))
      const last = stopped || index === plan.order.length - 1
      ending = undefined
      if (last || step.settle !== false) {
        const settled = await twin.settle(state)
        state = settled.state
        ending = endingOf(twin, settled)
      }
      if (stopped) break
    } catch (error) {
      if (!(error instanceof LimitReached)) throw inStep(error, name, step)
      ending = { kind: 'error', atMs: twin.now(state), code: error.code, message: error.message }
      break
    }
  }
  const skipped = steps.filter((step) => !outcomes.some((outcome) => outcome.name === step.name)).map(notRun)
  if (ending !== undefined) return { state, steps: [...outcomes, ...skipped], ending }
  const settled = await twin.settle(state)
  return { state: settled.state, steps: outcomes, ending: endingOf(twin, settled) }
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
