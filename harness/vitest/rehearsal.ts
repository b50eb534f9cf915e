import { embeddedWith, loadNamed } from '../cli/embedded.js'
import type { Bounds } from '../explorer/budget.js'
import { explore } from '../explorer/explore.js'
import type { ExplorationOutcome } from '../explorer/outcome.js'
import { subjectOf } from '../explorer/subject.js'
import type { FixOutcome, IncidentOutcome, ScenarioOutcome } from '../runner/outcome.js'
import { prepareEmbedded } from '../runner/prepare-embedded.js'
import { redactor, redactValue } from '../runner/redact.js'
import { type RunScenarioOptions, runScenario, ScenarioRun } from '../runner/run-scenario.js'
import { partOf } from '../scenario/part-of.js'
import type { Scenario, Versions } from '../scenario/scenario.js'
import { type Asked, noteCommand } from './next-command.js'

/** How a scenario is rehearsed. */
export interface RehearsalOptions {
  /** Versions that win over those of the scenario, e.g. `{ eso: '0.10.7' }`. */
  readonly profile?: Versions
  /** Seed of ids and generated names. Default 1. */
  readonly seed?: number
  /** In the scenario's small topology. Default false. */
  readonly small?: boolean
}

/** A scenario that was loaded, and its parts as they are asked for; what they share is made once. */
export class Rehearsal {
  readonly scenario: Scenario
  readonly #asked: Asked
  readonly #options: RunScenarioOptions<unknown>
  readonly #run: ScenarioRun<unknown>

  private constructor(scenario: Scenario, asked: Asked, options: RunScenarioOptions<unknown>) {
    this.scenario = scenario
    this.#asked = asked
    this.#options = options
    this.#run = new ScenarioRun(options)
  }

  /** Load a scenario by name or path. Throws `ScenarioError` for one that cannot be found or read. */
  static async load(nameOrPath: string, options: RehearsalOptions = {}): Promise<Rehearsal> {
    const { profile = {}, seed = 1, small = false } = options
    const loaded = await loadNamed(nameOrPath, { small })
    const { scenario } = loaded
    const shared = embeddedWith(loaded, seed)
    // A twin's states are its own affair: nobody here looks into one.
    const prepare = prepareEmbedded(shared) as RunScenarioOptions<unknown>['prepare']
    const asked = { nameOrPath, profile, seed, small }
    return new Rehearsal(scenario, asked, { ...shared, scenario, profile, prepare })
  }

  async incident(name: string): Promise<IncidentOutcome> {
    const outcome = await this.#run.incident(partOf(this.scenario, 'incident', this.scenario.incidents, name))
    return noteCommand(this.#redacted(outcome), this.#asked, {})
  }

  async fix(name: string): Promise<FixOutcome> {
    const outcome = await this.#run.fix(partOf(this.scenario, 'fix', this.scenario.fixes, name))
    return noteCommand(this.#redacted(outcome), this.#asked, { fix: name })
  }

  /** Search one of the scenario's explorations; `bounds` win over its own. */
  async exploration(name: string, bounds: Partial<Bounds> = {}): Promise<ExplorationOutcome> {
    const subject = subjectOf(this.scenario, { exploration: name })
    const { small } = this.#asked
    const outcome = await explore({ ...this.#options, ...subject, bounds, small })
    return noteCommand(outcome, this.#asked, { exploration: name, bounds })
  }

  /** Every incident and every fix, or the named fixes. */
  async all(fixes?: readonly string[]): Promise<ScenarioOutcome> {
    for (const name of fixes ?? []) partOf(this.scenario, 'fix', this.scenario.fixes, name)
    const outcome = await runScenario({ ...this.#options, ...(fixes === undefined ? {} : { fixes }) })
    for (const incident of outcome.incidents) noteCommand(incident, this.#asked, {})
    for (const fix of outcome.fixes) noteCommand(fix, this.#asked, { fix: fix.name })
    return noteCommand(outcome, this.#asked, {})
  }

  #redacted<T>(outcome: T): T {
    return redactValue(outcome, redactor(this.#run.secrets(), this.scenario.name))
  }
}

/** Options of {@link rehearse}. */
export interface RehearseOptions extends RehearsalOptions {
  /** Only these fixes. Default: all. */
  readonly fixes?: readonly string[]
}

/** Run a scenario, by name or path, on the embedded twin: every incident and every fix, judged. */
export async function rehearse(nameOrPath: string, options: RehearseOptions = {}): Promise<ScenarioOutcome> {
  return (await Rehearsal.load(nameOrPath, options)).all(options.fixes)
}

/** Options of {@link exploreScenario}. */
export interface ExploreScenarioOptions extends RehearsalOptions {
  /** Over those of the exploration. */
  readonly bounds?: Partial<Bounds>
}

/** Search one exploration of a scenario, by name or path, on the embedded twin. */
export async function exploreScenario(
  nameOrPath: string,
  exploration: string,
  options: ExploreScenarioOptions = {},
): Promise<ExplorationOutcome> {
  return (await Rehearsal.load(nameOrPath, options)).exploration(exploration, options.bounds)
}
