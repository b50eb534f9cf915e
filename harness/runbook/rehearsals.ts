import { goal as goalGate } from '../gates/goal.js'
import type { FixOutcome } from '../runner/outcome.js'
import { type Prepare, type RunScenarioOptions, ScenarioRun } from '../runner/run-scenario.js'
import type { Fix, Goal, Scenario, Step, Versions } from '../scenario/scenario.js'

/** The name of a goal that asks for nothing. */
const NO_GOAL = 'runbook'
const NOTHING: Goal = { description: 'none: nothing may be harmed', baseline: 'as-imported' }

/** What a runbook is rehearsed in. */
export interface RehearsalOptions<S> extends Omit<RunScenarioOptions<S>, 'fixes' | 'detail' | 'onProgress'> {
  /** The incident after which it is typed, or `healthy`. */
  readonly after: string
  /** A goal of the scenario; null: only harm is asked for. */
  readonly goal: string | null
}

/** The world of a scenario, in which sequences of steps are run as fixes that the scenario does not have. */
export class Rehearsals<S> {
  readonly options: RehearsalOptions<S>
  readonly goal: string
  readonly #asked: Fix[] = []
  readonly #run: ScenarioRun<S>

  constructor(options: RehearsalOptions<S>) {
    this.goal = options.goal ?? NO_GOAL
    const gates =
      options.goal === null ? options.gates.filter(({ name }) => name !== goalGate.name) : options.gates
    const withGoal = (scenario: Scenario): Scenario => ({
      ...scenario,
      goals: { ...scenario.goals, ...(options.goal === null ? { [NO_GOAL]: NOTHING } : {}) },
      fixes: this.#asked,
    })
    this.options = {
      ...options,
      gates,
      scenario: withGoal(options.scenario),
      under: (versions) => withGoal(options.under(versions)),
      prepare: once(options.prepare),
    }
    this.#run = new ScenarioRun({ ...this.options, detail: 'shown' })
  }

  /** Versions that show the incident. */
  get profile(): Versions {
    const { scenario, after } = this.options
    return scenario.incidents.find(({ name }) => name === after)?.profile ?? {}
  }

  /** Run steps one after the other and ask every gate. */
  async run(name: string, steps: readonly Step[]): Promise<FixOutcome> {
    const fix: Fix = {
      name,
      title: 'The commands of a runbook.',
      from: { derived: 'a runbook' },
      goal: this.goal,
      startsAfter: this.options.after,
      steps,
    }
    this.#asked.push(fix)
    return this.#run.fix(fix)
  }

  /** The twin, and the state in which the first command is typed. */
  async start() {
    const { twin, healthy } = await this.#run.prepared(this.profile)
    return { twin, state: await this.#run.stateAfter(this.options.after, healthy, this.profile) }
  }

  /** Everything that was a secret in what was run. */
  secrets(): readonly string[] {
    return this.#run.secrets()
  }
}

/** Makes each world once, whoever asks for it. */
function once<S>(prepare: Prepare<S>): Prepare<S> {
  const made = new Map<string, ReturnType<Prepare<S>>>()
  return (profile) => {
    const key = JSON.stringify(profile)
    const known = made.get(key) ?? prepare(profile)
    made.set(key, known)
    return known
  }
}
