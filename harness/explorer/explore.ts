import type { Explorable } from '../../twins/contract/explorable.js'
import type { Twin } from '../../twins/contract/twin.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import { hashEquals } from '../../twins/kernel/hash.js'
import { redactor, redactValue } from '../runner/redact.js'
import type { RunScenarioOptions } from '../runner/run-scenario.js'
import { ScenarioRun } from '../runner/run-scenario.js'
import type { Exploration, Step, Versions } from '../scenario/scenario.js'
import { type Bounds, type Left, NOMINAL_BOUNDS } from './budget.js'
import { CensusTaker } from './census.js'
import { Ends } from './ends.js'
import { explorableOf } from './explorable-of.js'
import { withFragile } from './fragile.js'
import { OperatorSpace } from './operator.js'
import { planOfExploration } from './operator-plan.js'
import { type ExplorationOutcome, outcomeOf } from './outcome.js'
import type { Stop } from './search-contract.js'
import { searchOf } from './search-situations.js'
import { belongsTo, type Shard } from './shard.js'
import type { OperatorPlan, Situation } from './situation.js'
import type { Subject } from './subject.js'

/** What to search, and how far. */
export interface ExploreOptions<S> extends RunScenarioOptions<S>, Subject {
  /** Over those of the exploration. */
  readonly bounds?: Partial<Bounds> | undefined
  /** Merge equal states. Default true; without, the naive search that the reductions are checked against. */
  readonly merge?: boolean | undefined
  /** Run at once what changes nothing. Default true; without, it is delayed like everything else, for the same check. */
  readonly eliminate?: boolean | undefined
  /** Whether the scenario was loaded in its small topology; said in the outcome. Default false. */
  readonly small?: boolean | undefined
  readonly stop?: Stop | undefined
  /** Only this part of the search: its outcome is to be merged with the others, and then completed. Default: all of it. */
  readonly part?: Shard | undefined
}

/** Search the sequences of an exploration and answer which of them are safe. */
export async function explore<S>(options: ExploreOptions<S>): Promise<ExplorationOutcome> {
  const ground = await groundOf(options)
  const { merge, stop, part } = options
  if (part !== undefined && ground.census !== null) throw undivided(ground.exploration.name)
  const mine = part === undefined ? undefined : belongsTo(part)
  const onEdge = ground.census?.onEdge(ground.space)
  const search = searchOf(ground, { merge, stop, mine, onEdge, returned: (node) => isBack(ground, node) })
  const found = outcomeOf(options, ground, await search.run())
  // A part does not know what the others have seen of a sequence; a census tells more than the shortest way to fail.
  const whole = part === undefined && ground.census === null
  const outcome = whole ? await withFragile(ground, found, stop) : found
  return redactValue(outcome, redactor(ground.secrets(), options.scenario.name))
}

/**
 * Complete what the parts of a divided search were merged into: which sequences are fragile, and why, is asked of the twin
 * again. `options`: those of the parts.
 */
export async function completeMerged<S>(
  options: ExploreOptions<S>,
  merged: ExplorationOutcome,
): Promise<ExplorationOutcome> {
  const ground = await groundOf({ ...options, bounds: merged.bounds })
  const outcome = await withFragile(ground, merged, options.stop)
  return redactValue(outcome, redactor(ground.secrets(), options.scenario.name))
}

/** Everything a search of one exploration stands on. */
export interface Ground<S> {
  /** Name of the scenario. */
  readonly scenario: string
  /** Under the versions in force. */
  readonly exploration: Exploration
  readonly twin: Twin<S>
  readonly explorable: Explorable<S>
  readonly space: OperatorSpace<S>
  readonly start: Situation<S>
  readonly left: Left
  readonly bounds: Bounds
  readonly plan: OperatorPlan
  readonly steps: readonly Step[]
  readonly ends: Ends<S>
  /** Listens to the search of a census; null: it is none. */
  readonly census: CensusTaker<S> | null
  /** Everything that was a secret in a state that was judged. */
  readonly secrets: () => readonly string[]
}

/** Build the world, replay what comes before, and arm the history checks. */
export async function groundOf<S>(options: ExploreOptions<S>): Promise<Ground<S>> {
  const own = versionsOf(options)
  const run = new ScenarioRun(options)
  const { twin, healthy } = await run.prepared(own)
  const scenario = options.under(twin.profile)
  const exploration = options.exploration(scenario)
  const explorable = options.eliminate === false ? withoutElimination(twin) : explorableOf(twin)
  const before = await twin.arm(await run.stateAfter(exploration.startsAfter, healthy, own))
  const plan = options.plan?.(scenario) ?? planOfExploration(exploration)
  const bounds = { ...NOMINAL_BOUNDS, ...exploration.bounds, ...options.bounds, ...boundsOfCensus(plan) }
  const census = exploration.census === undefined ? null : new CensusTaker(exploration.census, twin, before)
  const { files, components, gates } = options
  const ends = new Ends({
    twin,
    scenario,
    files,
    components,
    gates,
    startsAfter: exploration.startsAfter,
    goals: exploration.goals,
    steps: plan.steps,
    sometimes: exploration.expect.sometimes,
    before,
    remember: options.merge ?? true,
    onJudged: (state) => run.noteSecrets(twin, state),
    onEnd: census?.onEnd,
  })
  const space = new OperatorSpace(twin, explorable, plan, bounds)
  return {
    scenario: options.scenario.name,
    exploration,
    twin,
    explorable,
    space,
    start: space.start(before),
    left: leftOf(bounds),
    bounds,
    plan,
    steps: plan.steps,
    ends,
    census,
    secrets: () => run.secrets(),
  }
}

/** One process is killed once, and all steps are taken. */
function boundsOfCensus({ victim, only = [] }: OperatorPlan): Partial<Bounds> {
  return victim === undefined ? {} : { steps: Math.max(1, only.length), delays: 0, crashes: 1, stalls: 0 }
}

function undivided(name: string): RehearseError {
  return new RehearseError(`the census ${name} cannot be divided`, {
    code: 'census-undivided',
    subject: name,
    remedy: 'Leave out --shard: each kill is followed once.',
  })
}

/** The same ground within other bounds. */
export function groundWithin<S>(ground: Ground<S>, bounds: Bounds): Ground<S> {
  const space = new OperatorSpace(ground.twin, ground.explorable, ground.plan, bounds)
  return { ...ground, bounds, space, left: leftOf(bounds) }
}

function leftOf({ delays, crashes, stalls, controllers }: Bounds): Left {
  return { delays, faults: { crashes, stalls, processes: [], controllers } }
}

/** Its own versions, over those that show the incident it starts after. */
function versionsOf<S>({ scenario, exploration }: ExploreOptions<S>): Versions {
  const { startsAfter, profile } = exploration(scenario)
  const incident = scenario.incidents.find(({ name }) => name === startsAfter)
  return { ...incident?.profile, ...profile }
}

/** The twin's runs, with nothing known to be without effect. */
function withoutElimination<S>(twin: Twin<S>): Explorable<S> {
  return { ...explorableOf(twin), withoutEffect: () => null }
}

/** Whether a sequence has come back to where it began: a world that means the same, at rest. */
function isBack<S>(
  { explorable, start }: Pick<Ground<S>, 'explorable' | 'start'>,
  node: Situation<S>,
): boolean {
  if (node.phase !== 'quiescent' || node.done.length === 0) return false
  return hashEquals(explorable.canonical(node.state), explorable.canonical(start.state))
}
