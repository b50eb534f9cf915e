import {
  explorationJsonReporter,
  renderExploration,
  type ShownCounterexample,
  type ShownExploration,
} from '../../../reports/index.js'
import { counterexamplesOf } from '../../explorer/counterexamples.js'
import { explore } from '../../explorer/explore.js'
import type { ExplorationOutcome } from '../../explorer/outcome.js'
import type { Progress } from '../../explorer/search-contract.js'
import { type SubjectName, subjectOf } from '../../explorer/subject.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { ScenarioError } from '../../scenario/errors.js'
import type { LoadedScenario } from '../../scenario/load.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { exitCodeOf } from '../exit-codes.js'
import { type BoundFlags, readBounds, readDuration, readShard } from '../exploring-values.js'
import { readExplorationFiles, writeExplorationFiles } from '../report-files.js'
import { reportOptions } from '../report-options.js'
import { keepSchedule, replayLine } from '../schedules.js'
import type { Terminal } from '../terminal.js'
import { readProfile, readSeed } from '../values.js'

/** Flags of `rehearse explore`, as the parser gives them. */
export interface ExploreArguments extends BoundFlags {
  readonly exploration?: readonly string[]
  readonly fix?: readonly string[]
  readonly anyOrder?: boolean
  readonly small?: boolean
  readonly naive?: boolean
  readonly shard?: string
  readonly timeBudget?: string
  readonly directory: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
  readonly output?: readonly string[]
  readonly quiet?: boolean
}

/** What the command may know of the process it runs in. */
export interface ExploreContext {
  readonly terminal: Terminal
  /** Milliseconds of the wall, for the time budget and the rate. */
  readonly wallMs: () => number
  /** Becomes true when the user interrupts: what was found so far is then reported. */
  readonly interrupted: () => boolean
}

/** `rehearse explore`: search the sequences of a scenario. Returns the exit code. */
export async function exploreCommand(
  name: string,
  flags: ExploreArguments,
  context: ExploreContext,
): Promise<number> {
  const loaded = await loadNamed(name, { small: flags.small ?? false })
  const files = readExplorationFiles(flags.output ?? [])
  const found: ShownExploration[] = []
  for (const subject of subjectsOf(loaded, flags)) {
    const outcome = await exploreOne(loaded, subject, flags, context)
    const counterexamples = keepCounterexamples(outcome, name, flags.directory)
    found.push({ outcome, counterexamples })
    if (!flags.json)
      context.terminal.write(
        renderExploration(outcome, counterexamples, reportOptions(flags, context.terminal)),
      )
  }
  writeExplorationFiles(files, found)
  if (flags.json)
    context.terminal.write(explorationJsonReporter.render(found, reportOptions(flags, context.terminal)))
  return exitCodeOf(found.map(({ outcome }) => outcome.status))
}

/** What is searched: what was asked for, else every exploration. */
function subjectsOf({ scenario }: LoadedScenario, flags: ExploreArguments): readonly SubjectName[] {
  const { fix = [], anyOrder = false } = flags
  const declared = (scenario.explorations ?? []).map((exploration) => exploration.name)
  const explorations = flags.exploration ?? (fix.length > 0 ? [] : declared)
  if (explorations.length + fix.length > 0)
    return [
      ...explorations.map((exploration) => ({ exploration })),
      ...fix.map((name) => ({ fix: name, anyOrder })),
    ]
  throw new ScenarioError(`${scenario.name} declares no explorations`, {
    code: 'exploration-unknown',
    subject: scenario.name,
    remedy: 'Add `explorations` to the scenario, or name a fix with --fix.',
  })
}

async function exploreOne(
  loaded: LoadedScenario,
  of: SubjectName,
  flags: ExploreArguments,
  context: ExploreContext,
): Promise<ExplorationOutcome> {
  const { scenario } = loaded
  const { terminal } = context
  const shared = embeddedWith(loaded, readSeed(flags.seed))
  const name = 'fix' in of ? of.fix : of.exploration
  try {
    return await explore({
      ...shared,
      ...subjectOf(scenario, of),
      scenario,
      prepare: prepareEmbedded(shared),
      small: flags.small ?? false,
      profile: readProfile(flags.profile ?? []),
      bounds: readBounds(flags),
      merge: !flags.naive,
      eliminate: !flags.naive,
      stop: stopper(`${scenario.name}/${name}`, flags, context),
      part: flags.shard === undefined ? undefined : readShard(flags.shard),
      onProgress: (what) => terminal.progress(`${scenario.name}: ${what}`),
    })
  } finally {
    terminal.progress('')
  }
}

const PROGRESS_EVERY_MS = 200

/** Ends a search when its time is up or the user interrupts, and shows how it goes. */
function stopper(
  name: string,
  { timeBudget }: ExploreArguments,
  { terminal, wallMs, interrupted }: ExploreContext,
) {
  const budgetMs = timeBudget === undefined ? Number.POSITIVE_INFINITY : readDuration(timeBudget)
  let began: number | undefined
  let shownAt = 0
  return async ({ states, executions, frontier }: Progress): Promise<boolean> => {
    const now = wallMs()
    // The search begins when it asks for the first time: building the world is no part of its time.
    if (began === undefined) began = shownAt = now
    if (now - shownAt >= PROGRESS_EVERY_MS) {
      shownAt = now
      const rate = Math.round((executions * 1000) / (now - began))
      terminal.progress(
        `${name}: ${executions} executions (${rate}/s), ${states} states, ${frontier} waiting`,
      )
      // A search is one long computation: signals are handled between its parts only.
      await new Promise((done) => setImmediate(done))
    }
    return interrupted() || now - began >= budgetMs
  }
}

/**
 * Write the schedules of what an exploration has to show, each with the command that replays it. `asked`: how the scenario was
 * named.
 */
export function keepCounterexamples(
  outcome: ExplorationOutcome,
  asked: string,
  directory: string,
): readonly ShownCounterexample[] {
  const { scenario, of, exploration, small, seed, profile, bounds } = outcome
  return counterexamplesOf(outcome).map((found) => {
    const { choices, digest } = found
    const schedule = { scenario, of, small, seed, profile, bounds, choices, digest }
    const replay = replayLine(keepSchedule(directory, exploration, schedule), asked, scenario)
    return { ...found, replay }
  })
}
