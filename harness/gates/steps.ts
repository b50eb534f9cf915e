import type { Evidence } from '../runner/outcome.js'
import type { Step } from '../scenario/scenario.js'
import type { Gate, Judgement } from './gate.js'

/** Every step ran and ended as the operator expects: exit code 0, unless the step says otherwise. */
export const steps: Gate = {
  name: 'steps',
  judge: ({ fix, steps: outcomes }): Judgement => {
    const evidence: Evidence[] = []
    for (const step of fix.steps) {
      const outcome = outcomes.find((candidate) => candidate.name === step.name)
      const problem = problemOf(
        step,
        outcome?.ran === true ? outcome.exitCode : undefined,
        outcome?.stderr ?? '',
      )
      if (problem !== undefined)
        evidence.push({ subject: `step ${step.name}`, owner: null, message: problem, seq: null })
    }
    return { compared: fix.steps.length, evidence }
  },
}

function problemOf(step: Step, exitCode: number | null | undefined, stderr: string): string | undefined {
  if (exitCode === undefined) return `did not run: ${whyNot(step)}`
  if (exitCode === null) return 'never ended'
  if (step.exitCode !== undefined) {
    return exitCode === step.exitCode
      ? undefined
      : `exit code ${exitCode} instead of ${step.exitCode}${detail(stderr)}`
  }
  return exitCode === 0 || step.onFailure === 'continue'
    ? undefined
    : `exit code ${exitCode}${detail(stderr)}`
}

function whyNot({ during }: Step): string {
  if (during === undefined) return 'an earlier step had failed'
  return `its condition did not hold while step ${during.step} ran`
}

function detail(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? ''
  return line === '' ? '' : `: ${line}`
}
