import { goal } from '../gates/goal.js'
import type { Command } from '../scenario/command.js'
import type { Fix, Goal, Scenario } from '../scenario/scenario.js'
import type { FixOutcome } from './outcome.js'
import { redactor, redactValue } from './redact.js'
import { type RunScenarioOptions, ScenarioRun } from './run-scenario.js'
import { sinceSnapshot } from './since-snapshot.js'

/** The name of the step in the log. */
const NAME = 'what-if'
/** Nobody has said what the command is for. */
const NO_GOAL: Goal = { description: 'none: whatever comes of the command', baseline: 'as-imported' }

export interface WhatIfOptions<S> extends Omit<RunScenarioOptions<S>, 'fixes' | 'detail'> {
  readonly command: Command
  /** The incident after which it is typed, or `healthy`. */
  readonly after: string
}

/**
 * What a command nobody has planned would do to the world of a scenario: it is judged as a fix without a goal, by every gate but the one
 * that asks for it. The outcome holds the whole timeline.
 */
export async function whatIf<S>(options: WhatIfOptions<S>): Promise<FixOutcome> {
  const { command, after, scenario, under } = options
  const question: Fix = {
    name: NAME,
    title: 'Whatever comes of the command.',
    from: { derived: 'a question' },
    goal: NAME,
    startsAfter: after,
    steps: [{ name: NAME, command }],
  }
  const asked = (of: Scenario): Scenario => ({
    ...of,
    goals: { ...of.goals, [NAME]: NO_GOAL },
    fixes: [question],
  })
  const run = new ScenarioRun({
    ...options,
    scenario: asked(scenario),
    under: (versions) => asked(under(versions)),
    gates: options.gates.filter((gate) => gate.name !== goal.name),
  })
  const outcome = await run.fix(question)
  return redactValue(sinceSnapshot(outcome, scenario.world), redactor(run.secrets(), scenario.name))
}
