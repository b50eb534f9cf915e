import { planSequence } from '../runner/plan.js'
import type { Exploration, Fix, Step } from '../scenario/scenario.js'
import type { OperatorPlan } from './situation.js'

/** The plan of an exploration: its steps in any order that `after` allows; of a census: as they are written. */
export function planOfExploration({ name, steps, mandatory = [], census }: Exploration): OperatorPlan {
  const plan = planOf(`explore:${name}`, withFreeOrder(steps), mandatory)
  if (census === undefined) return plan
  const victim = { words: census.process, after: new RegExp(census.after ?? '') }
  return { ...plan, only: [...plan.after.keys()], victim }
}

/** The plan of a fix: all of its steps, in the order as written or (`anyOrder`) in any that an explicit `after` allows. */
export function planOfFix({ name, steps }: Fix, anyOrder: boolean): OperatorPlan {
  const outer = steps.filter((step) => step.during === undefined)
  return planOf(
    `fix:${name}`,
    anyOrder ? withFreeOrder(steps) : steps,
    outer.map((step) => step.name),
  )
}

/** Without an explicit `after` a step is free, where a sequence takes the step written before it. */
function withFreeOrder(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => (step.during === undefined ? { ...step, after: step.after ?? [] } : step))
}

/** The steps of a plan that may be taken or start inside another one: all but those of recoveries. */
export function alphabetOf({ steps, recoveries }: OperatorPlan): readonly Step[] {
  const inRecoveries = new Set([...recoveries.values()].flat())
  return steps.filter((_, index) => !inRecoveries.has(index))
}

function planOf(name: string, steps: readonly Step[], mandatory: readonly string[]): OperatorPlan {
  const { after, during } = planSequence(steps)
  const indexOf = (wanted: string) => steps.findIndex((step) => step.name === wanted)
  const all: Step[] = [...steps]
  const recoveries = new Map(
    steps.flatMap(({ onCrash }, index) =>
      typeof onCrash === 'object' ? [[index, onCrash.run.map((each) => all.push(each) - 1)] as const] : [],
    ),
  )
  return {
    name,
    steps: all,
    recoveries,
    after: new Map([...after].map(([step, before]) => [indexOf(step), before.map(indexOf)])),
    during: new Map(
      [...during].map(([step, inside]) => [indexOf(step), inside.map((other) => indexOf(other.name))]),
    ),
    mandatory: mandatory.map(indexOf),
  }
}

/** A fix as a search: its goal, and its steps in the written order safe or refuted, as it is expected. */
export function explorationOfFix(fix: Fix): Exploration {
  const written = [fix.steps.map((step) => step.name)]
  const passes = (fix.expect?.fails ?? []).length === 0
  return {
    name: fix.name,
    title: fix.title,
    startsAfter: fix.startsAfter,
    goals: [fix.goal],
    ...(fix.profile === undefined ? {} : { profile: fix.profile }),
    steps: fix.steps,
    expect: { shortestSafe: {}, safe: passes ? written : [], refuted: passes ? [] : written, sometimes: [] },
  }
}
