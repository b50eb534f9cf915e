import type { Twin } from '../../twins/contract/twin.js'
import type { LogEntry } from '../../twins/kernel/log.js'
import { runStep } from '../runner/run-step.js'
import { rest } from '../runner/sequence.js'
import type { Step } from '../scenario/scenario.js'

/** What happened from the start of a step to the start of the next one. */
export interface ObservedStep {
  readonly name: string
  /** Prefix of the actors that are the command itself. */
  readonly actor: string
  readonly entries: readonly LogEntry[]
}

const SEQUENCE = 'runbook'

/** Run steps one after the other and keep what happened after each; ends with the one that fails. */
export async function observe<S>(
  twin: Twin<S>,
  start: S,
  steps: readonly Step[],
): Promise<readonly ObservedStep[]> {
  const observed: ObservedStep[] = []
  let state = start
  for (const [index, step] of steps.entries()) {
    const before = twin.log(state).length
    const ran = await runStep(twin, state, SEQUENCE, step, [])
    const last = index === steps.length - 1
    state = last ? (await rest(twin, ran.state)).state : (await twin.advance(ran.state, () => false)).state
    observed.push({
      name: step.name,
      actor: `${SEQUENCE}/${step.name}`,
      entries: twin.log(state).slice(before),
    })
    if (ran.outcomes[0]?.exitCode !== 0) break
  }
  return observed
}
