import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stableStringify } from '../../../twins/kernel/json.js'
import type { World } from '../../../twins/kernel/world.js'
import { evidenceText } from '../../explorer/evidence.js'
import { type Ground, groundOf, groundWithin } from '../../explorer/explore.js'
import { replayChoices } from '../../explorer/replay.js'
import { type SampleProgress, sample, tryReplay } from '../../explorer/sample.js'
import type { RecordedChoice } from '../../explorer/schedule.js'
import { parseSchedule } from '../../explorer/schedule-file.js'
import type { Situation } from '../../explorer/situation.js'
import { subjectOf } from '../../explorer/subject.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { ScenarioError } from '../../scenario/errors.js'
import type { LoadedScenario } from '../../scenario/load.js'
import { partOf } from '../../scenario/part-of.js'
import type { Fix } from '../../scenario/scenario.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { EXIT } from '../exit-codes.js'
import { type BoundFlags, readBounds, readDuration } from '../exploring-values.js'
import { keepSchedule, replayLine } from '../schedules.js'
import { readProfile, readSeed } from '../values.js'
import type { ExploreContext } from './explore.js'

/** Flags of `rehearse fuzz`, as the parser gives them. */
export interface FuzzArguments extends BoundFlags {
  readonly fix?: readonly string[]
  readonly anyOrder?: boolean
  readonly runs: string
  readonly timeBudget?: string
  readonly directory: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
}

/** What sampling one fix came to. */
interface FuzzOutcome {
  readonly scenario: string
  readonly fix: string
  readonly seed: number
  readonly runs: number
  /** A failure of an earlier run that was found again. */
  readonly known: boolean
  /** 1-minimal; null: nothing failed. */
  readonly failure: readonly RecordedChoice[] | null
  readonly evidence: string | null
  readonly replay: string | null
}

/** `rehearse fuzz`: sample orders and faults of the fixes that are said to work. Returns the exit code. */
export async function fuzzCommand(
  name: string,
  flags: FuzzArguments,
  context: ExploreContext,
): Promise<number> {
  const loaded = await loadNamed(name)
  const outcomes: FuzzOutcome[] = []
  for (const fix of fixesOf(loaded, flags)) {
    const outcome = withReplay(await fuzzFix(loaded, fix, flags, context), name)
    outcomes.push(outcome)
    if (!flags.json) context.terminal.write(describe(outcome))
  }
  if (flags.json) context.terminal.write(`${JSON.stringify(outcomes, null, 2)}\n`)
  return outcomes.some((outcome) => outcome.failure !== null) ? EXIT.differs : EXIT.asExpected
}

function readRuns(text: string): number {
  const runs = Number(text)
  if (/^\d+$/.test(text) && runs > 0) return runs
  throw new ScenarioError(`cannot read --runs ${text}`, {
    code: 'usage',
    subject: `--runs ${text}`,
    remedy: 'Give a whole number of paths, at least 1.',
  })
}

/** With the command that replays its schedule instead of the file's path. */
function withReplay(outcome: FuzzOutcome, asked: string): FuzzOutcome {
  if (outcome.replay === null) return outcome
  return { ...outcome, replay: replayLine(outcome.replay, asked, outcome.scenario) }
}

/** The fixes that were asked for, else those that are expected to pass. */
function fixesOf({ scenario }: LoadedScenario, flags: FuzzArguments): readonly Fix[] {
  if (flags.fix === undefined) return scenario.fixes.filter((fix) => (fix.expect?.fails ?? []).length === 0)
  return flags.fix.map((name) => partOf(scenario, 'fix', scenario.fixes, name))
}

async function fuzzFix(
  loaded: LoadedScenario,
  fix: Fix,
  flags: FuzzArguments,
  context: ExploreContext,
): Promise<FuzzOutcome> {
  const { scenario } = loaded
  const seed = readSeed(flags.seed)
  const shared = embeddedWith(loaded, seed)
  const ground = await groundOf({
    ...shared,
    ...subjectOf(scenario, searched(fix, flags)),
    scenario,
    prepare: prepareEmbedded(shared),
    profile: readProfile(flags.profile ?? []),
    bounds: { delays: 20, crashes: 1, gaps: ['quiescent', 'at-once'], ...readBounds(flags) },
  })
  const about = { scenario: scenario.name, fix: fix.name, seed }
  const again = await knownFailure(ground, fix, flags, seed)
  if (again !== null) return { ...about, runs: 0, known: true, ...again }
  const { space, start, left, bounds } = ground
  const result = await sample<Situation<World>>({
    space,
    start,
    left,
    steps: ground.steps.length,
    departures: bounds.crashes + bounds.stalls + (bounds.delays === 0 ? 0 : 3),
    runs: readRuns(flags.runs),
    seed,
    fails: async (end) => (await evidenceOf(ground, end)) !== null,
    stop: stopper(`${scenario.name}/${fix.name}`, flags, context),
  })
  context.terminal.progress('')
  if (result.failure === null)
    return { ...about, runs: result.runs, known: false, failure: null, evidence: null, replay: null }
  return { ...about, runs: result.runs, known: false, ...(await keep(ground, fix, flags, result.failure)) }
}

/** Failures of the same search that were kept are tried first: the newest change may have cured them, or not. */
async function knownFailure<S>(ground: Ground<S>, fix: Fix, flags: FuzzArguments, seed: number) {
  if (!existsSync(flags.directory)) return null
  const sameSearch = stableStringify([
    ground.scenario,
    searched(fix, flags),
    false,
    seed,
    ground.twin.profile,
  ])
  for (const name of readdirSync(flags.directory).sort()) {
    const path = join(flags.directory, name)
    if (!name.includes(`.fuzz-${fix.name}.`)) continue
    const { scenario, of, small, profile, bounds, choices, ...kept } = parseSchedule(
      readFileSync(path, 'utf8'),
      path,
    )
    if (stableStringify([scenario, of, small, kept.seed, profile]) !== sameSearch) continue
    const within = groundWithin(ground, bounds)
    const end = await tryReplay<Situation<S>>(within, choices)
    const evidence = end === null ? null : await evidenceOf(within, end)
    if (evidence !== null) return { failure: choices, evidence, replay: path }
  }
  return null
}

function searched(fix: Fix, { anyOrder = false }: FuzzArguments) {
  return { fix: fix.name, anyOrder }
}

async function keep<S>(
  ground: Ground<S>,
  fix: Fix,
  flags: FuzzArguments,
  choices: readonly RecordedChoice[],
) {
  const { end } = await replayChoices(ground.space, ground.start, ground.left, choices)
  const path = keepSchedule(flags.directory, `fuzz-${fix.name}`, {
    scenario: ground.scenario,
    of: searched(fix, flags),
    small: false,
    seed: readSeed(flags.seed),
    profile: ground.twin.profile,
    bounds: ground.bounds,
    choices,
    digest: ground.twin.digest(end.state),
  })
  return { failure: choices, evidence: await evidenceOf(ground, end), replay: path }
}

/** What fails at an end, or null when nothing does. */
async function evidenceOf<S>({ ends, space }: Ground<S>, end: Situation<S>): Promise<string | null> {
  if (!space.final(end)) return null
  const judged = ends.ends[await ends.classOf(space, end)]!
  const gate = judged.verdicts
    .flatMap((verdict) => verdict.gates)
    .find((candidate) => candidate.verdict === 'fail')
  return gate === undefined ? null : `${gate.gate}: ${evidenceText(gate)}`
}

function stopper(
  name: string,
  { timeBudget, runs }: FuzzArguments,
  { terminal, wallMs, interrupted }: ExploreContext,
) {
  const endsAt = timeBudget === undefined ? Number.POSITIVE_INFINITY : wallMs() + readDuration(timeBudget)
  return async (progress: SampleProgress): Promise<boolean> => {
    terminal.progress(
      progress.failed ? `${name}: shrinking a failure` : `${name}: path ${progress.runs + 1} of ${runs}`,
    )
    await new Promise((done) => setImmediate(done))
    return interrupted() || wallMs() >= endsAt
  }
}

function describe({ scenario, fix, seed, runs, known, failure, evidence, replay }: FuzzOutcome): string {
  const name = `${scenario}/${fix}`
  if (failure === null) return `${name}: no failure in ${runs} paths, seed ${seed}\n`
  const found = known ? 'a failure that was kept still fails' : `fails after ${runs} paths, seed ${seed}`
  const lines = failure.map(({ at, take }) => `    at ${at}: ${take}`)
  return [
    `${name}: ${found}; no choice of it can be left out:`,
    ...lines,
    `  ${evidence}`,
    `  ${replay}`,
    '',
  ].join('\n')
}
