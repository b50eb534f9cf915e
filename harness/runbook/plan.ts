import { planOfExploration } from '../explorer/operator-plan.js'
import type { OperatorPlan } from '../explorer/situation.js'
import type { Exploration, Step } from '../scenario/scenario.js'
import { toStep } from './parse.js'
import type { Runbook } from './runbook.js'

/** A change, with the waits that follow it. */
export interface Change {
  readonly name: string
  readonly step: Step
  readonly waits: readonly Step[]
}

/** The changes of a runbook; waits before the first of them follow nothing and stay where they are. */
export function changesOf({ commands }: Runbook): {
  readonly leading: readonly Step[]
  readonly changes: readonly Change[]
} {
  const leading: Step[] = []
  const changes: (Change & { readonly waits: Step[] })[] = []
  for (const command of commands) {
    if (command.kind === 'change') changes.push({ name: command.name, step: toStep(command), waits: [] })
    else if (command.kind === 'wait') (changes.at(-1)?.waits ?? leading).push(toStep(command))
  }
  return { leading, changes }
}

/** The steps of changes, each with its waits behind it. */
export function stepsOf(changes: readonly Change[]): readonly Step[] {
  return changes.flatMap(({ step, waits }) => [step, ...waits])
}

/** A search of all orders of these changes. */
export function explorationOf(
  changes: readonly Change[],
  {
    startsAfter,
    goal,
    profile,
  }: { readonly startsAfter: string; readonly goal: string; readonly profile: Exploration['profile'] },
): Exploration {
  const steps = stepsOf(changes)
  return {
    name: 'runbook',
    title: 'Every order of the changes of a runbook.',
    startsAfter,
    goals: [goal],
    ...(profile === undefined ? {} : { profile }),
    steps,
    mandatory: steps.map(({ name }) => name),
    bounds: { steps: steps.length },
    expect: { shortestSafe: {}, refuted: [], sometimes: [] },
  }
}

/** All of its steps in any order, but for waits, which follow their change at once. */
export function planOfOrders(exploration: Exploration, changes: readonly Change[]): OperatorPlan {
  const plan = planOfExploration(exploration)
  const indexOf = ({ name }: Step) => plan.steps.findIndex((step) => step.name === name)
  const follows = changes.flatMap(({ step, waits }) =>
    [step, ...waits].slice(0, -1).map((one, index) => [indexOf(one), indexOf(waits[index]!)] as const),
  )
  return { ...plan, follows: new Map(follows) }
}

/** All of its steps in the order as written, and only to their end. */
export function planAsWritten(exploration: Exploration): OperatorPlan {
  const plan = planOfExploration(exploration)
  return { ...plan, only: plan.steps.map((_, index) => index) }
}
