import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stableStringify } from '../../../twins/kernel/json.js'
import type { World } from '../../../twins/kernel/world.js'
import type { Bounds } from '../../explorer/budget.js'
import { evidenceText } from '../../explorer/evidence.js'
import { type Ground, groundOf, groundWithin } from '../../explorer/explore.js'
import { replayChoices } from '../../explorer/replay.js'
import { type SampleProgress, sample, tryReplay } from '../../explorer/sample.js'
import type { RecordedChoice } from '../../explorer/schedule.js'
import { parseSchedule } from '../../explorer/schedule-file.js'
import type { Situation } from '../../explorer/situation.js'
import { type SubjectName, subjectOf } from '../../explorer/subject.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { ScenarioError } from '../../scenario/errors.js'
import type { LoadedScenario } from '../../scenario/load.js'
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
  readonly exploration?: readonly string[]
  readonly small?: boolean
  readonly runs: string
  readonly steps?: string
  readonly timeBudget?: string
  readonly directory: string
  readonly profile?: readonly string[]
  readonly seed: string
  readonly json?: boolean
}

/** What sampling one fix or exploration came to. */
interface FuzzOutcome {
  readonly scenario: string
  readonly of: SubjectName
  readonly seed: number
  readonly runs: number
  /** A failure of an earlier run that was found again. */
  readonly known: boolean
  /** 1-minimal; null: nothing failed. */
  readonly failure: readonly RecordedChoice[] | null
  readonly evidence: string | null
  readonly replay: string | null
}

/**
 * `rehearse fuzz`: sample orders and faults of the fixes that are said to work, or of the steps of an exploration. Returns the exit
 * code.
 */
export async function fuzzCommand(
  name: string,
  flags: FuzzArguments,
  context: ExploreContext,
): Promise<number> {
  const loaded = await loadNamed(name, { small: flags.small ?? false })
  const outcomes: FuzzOutcome[] = []
  for (const of of subjectsOf(loaded, flags)) {
    const outcome = withReplay(await fuzzOne(loaded, of, flags, context), name)
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

/** What was asked for, else the fixes that are expected to pass. */
function subjectsOf({ scenario }: LoadedScenario, flags: FuzzArguments): readonly SubjectName[] {
  const { anyOrder = false, exploration = [] } = flags
  const passing = scenario.fixes.filter((fix) => (fix.expect?.fails ?? []).length === 0)
  const fixes = flags.fix ?? (exploration.length > 0 ? [] : passing.map((fix) => fix.name))
  return [...exploration.map((name) => ({ exploration: name })), ...fixes.map((fix) => ({ fix, anyOrder }))]
}

function nameOf(of: SubjectName): string {
  return 'fix' in of ? of.fix : of.exploration
}

/** A fix is killed once in its own sequence; an exploration has bounds of its own. */
function boundsFor(of: SubjectName, flags: FuzzArguments): Partial<Bounds> {
  const ofFix: Partial<Bounds> = { crashes: 1, gaps: ['quiescent', 'at-once'] }
  return { delays: 20, ...('fix' in of ? ofFix : {}), ...readBounds(flags) }
}

async function fuzzOne(
  loaded: LoadedScenario,
  of: SubjectName,
  flags: FuzzArguments,
  context: ExploreContext,
): Promise<FuzzOutcome> {
  const { scenario } = loaded
  const seed = readSeed(flags.seed)
  const shared = embeddedWith(loaded, seed)
  const ground = await groundOf({
    ...shared,
    ...subjectOf(scenario, of),
    scenario,
    prepare: prepareEmbedded(shared),
    profile: readProfile(flags.profile ?? []),
    bounds: boundsFor(of, flags),
  })
  const about = { scenario: scenario.name, of, seed }
  const judge = await judgeOf(ground, of)
  const sampled = { ground, of, judge, flags, seed }
  const again = await knownFailure(sampled)
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
    fails: async (end) => (await judge(end)) !== null,
    stop: stopper(`${scenario.name}/${nameOf(of)}`, flags, context),
  })
  context.terminal.progress('')
  if (result.failure === null)
    return { ...about, runs: result.runs, known: false, failure: null, evidence: null, replay: null }
  return { ...about, runs: result.runs, known: false, ...(await keep(sampled, result.failure)) }
}

/** What fails at an end, or null when nothing does. */
type Judge<S> = (end: Situation<S>) => Promise<string | null>

/** A subject that is sampled. */
interface Sampled<S> {
  readonly ground: Ground<S>
  readonly of: SubjectName
  readonly judge: Judge<S>
  readonly flags: FuzzArguments
  readonly seed: number
}

/**
 * A fix fails when a gate fails. Most sequences of an exploration lead to no goal: one fails when it does harm, so that for every
 * goal a gate fails that passes when nothing is done.
 */
async function judgeOf<S>(ground: Ground<S>, of: SubjectName): Promise<Judge<S>> {
  const { ends, space } = ground
  const failing = async (end: Situation<S>) => {
    const { verdicts } = ends.ends[await ends.classOf(space, end)]!
    return verdicts.map(({ gates }) => gates.filter(({ verdict }) => verdict === 'fail'))
  }
  const idle = 'fix' in of ? null : await tryReplay(ground, [])
  const excused = (idle === null ? [] : await failing(idle)).map((gates) => gates.map(({ gate }) => gate))
  return async (end) => {
    if (!space.final(end)) return null
    const found = (await failing(end)).map((gates, goal) =>
      gates.find(({ gate }) => !(excused[goal] ?? []).includes(gate)),
    )
    const [first] = found
    if (first === undefined || found.includes(undefined)) return null
    return `${first.gate}: ${evidenceText(first)}`
  }
}

/** Failures of the same search that were kept are tried first: the newest change may have cured them, or not. */
async function knownFailure<S>({ ground, of, judge, flags, seed }: Sampled<S>) {
  if (!existsSync(flags.directory)) return null
  const sameSearch = stableStringify([ground.scenario, of, flags.small ?? false, seed, ground.twin.profile])
  for (const name of readdirSync(flags.directory).sort()) {
    const path = join(flags.directory, name)
    if (!name.includes(`.fuzz-${nameOf(of)}.`)) continue
    const {
      scenario,
      of: kept,
      small,
      seed: its,
      profile,
      bounds,
      choices,
    } = parseSchedule(readFileSync(path, 'utf8'), path)
    if (stableStringify([scenario, kept, small, its, profile]) !== sameSearch) continue
    const within = groundWithin(ground, bounds)
    const end = await tryReplay<Situation<S>>(within, choices)
    const evidence = end === null ? null : await judge(end)
    if (evidence !== null) return { failure: choices, evidence, replay: path }
  }
  return null
}

async function keep<S>({ ground, of, judge, flags, seed }: Sampled<S>, choices: readonly RecordedChoice[]) {
  const { end } = await replayChoices(ground.space, ground.start, ground.left, choices)
  const path = keepSchedule(flags.directory, `fuzz-${nameOf(of)}`, {
    scenario: ground.scenario,
    of,
    small: flags.small ?? false,
    seed,
    profile: ground.twin.profile,
    bounds: ground.bounds,
    choices,
    digest: ground.twin.digest(end.state),
  })
  return { failure: choices, evidence: await judge(end), replay: path }
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

function describe({ scenario, of, seed, runs, known, failure, evidence, replay }: FuzzOutcome): string {
  const name = `${scenario}/${nameOf(of)}`
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
