import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { renderParsedRunbook, renderRunbook, renderRunbookMarkdown } from '../../../reports/index.js'
import { findWorld } from '../../import/world-folder.js'
import { checkRunbook } from '../../runbook/check.js'
import type { RunbookOutcome } from '../../runbook/outcome.js'
import { parseRunbook } from '../../runbook/parse.js'
import { rewriteRunbook } from '../../runbook/rewrite.js'
import type { Runbook } from '../../runbook/runbook.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { StepError } from '../../runner/step-error.js'
import { location, ScenarioError } from '../../scenario/errors.js'
import { partOf } from '../../scenario/part-of.js'
import type { Scenario } from '../../scenario/scenario.js'
import { versionsFor } from '../../scenario/systems.js'
import { embeddedWith, loadNamed } from '../embedded.js'
import { EXIT, exitCodeOf } from '../exit-codes.js'
import { readDuration } from '../exploring-values.js'
import { givenPaths, inWorld } from '../importing/world-paths.js'
import { readRecordedWorld } from '../recorded-worlds.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'
import { readProfile, readSeed } from '../values.js'
import type { ExploreContext } from './explore.js'

/** Flags of `rehearse runbook parse`, as the parser gives them. */
export interface RunbookParseArguments {
  readonly bind?: readonly string[]
  readonly json?: boolean
}

/** Flags of `rehearse runbook check`, as the parser gives them. */
export interface RunbookCheckArguments extends RunbookParseArguments {
  readonly world?: string
  readonly scenario?: string
  readonly after: string
  readonly goal?: string
  readonly write?: string
  readonly permuted: string
  readonly crashes: string
  readonly timeBudget?: string
  readonly output?: readonly string[]
  readonly profile?: readonly string[]
  readonly seed: string
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** What `rehearse runbook` may know of the process it runs in. */
export interface RunbookContext extends ExploreContext {
  /** The time on the wall in Unix ms, for the age of a dump. */
  readonly nowMs: number
}

/** More changes than this have too many orders to list. */
const MOST_PERMUTED = 8

/** `rehearse runbook parse`: show what was understood of a runbook. Returns the exit code. */
export function runbookParseCommand(file: string, flags: RunbookParseArguments, terminal: Terminal): number {
  const { runbook } = readRunbook(file, flags)
  terminal.write(
    flags.json
      ? `${JSON.stringify(runbook, null, 2)}\n`
      : renderParsedRunbook(runbook, reportOptions({}, terminal)),
  )
  return EXIT.asExpected
}

/** `rehearse runbook check`: rehearse a runbook as written, in other orders and with mistakes. Returns the exit code. */
export async function runbookCheckCommand(
  file: string,
  flags: RunbookCheckArguments,
  context: RunbookContext,
): Promise<number> {
  const { terminal } = context
  const outputs = (flags.output ?? []).map(readOutput)
  for (const path of flags.write === undefined ? [] : [flags.write]) checkFolder(path)
  const bounds = {
    permuted: counted('permuted', flags.permuted, MOST_PERMUTED),
    crashes: counted('crashes', flags.crashes, 1),
  }
  const { text, runbook } = readRunbook(file, flags)
  const loaded = await loadNamed(worldOf(flags))
  const given = givenPaths(loaded.files)
  const commands = runbook.commands.map((command) => ({ ...command, argv: inWorld(command.argv, given) }))
  const { scenario } = loaded
  checkNames(scenario, flags)
  const shared = embeddedWith(loaded, readSeed(flags.seed))
  const outcome = await checkRunbook({
    ...shared,
    scenario,
    profile: versionsFor(shared.components, readProfile(flags.profile ?? [])),
    prepare: prepareEmbedded({ ...shared, recorded: readRecordedWorld }),
    wallMs: context.nowMs,
    runbook: { ...runbook, commands },
    after: flags.after,
    goal: flags.goal ?? null,
    bounds,
    stop: stopper(flags, context),
    onProgress: (what) => terminal.progress(`${file}: ${what}`),
  }).catch((error: unknown) => {
    throw atLine(error, runbook)
  })
  terminal.progress('')
  const { safest } = outcome
  if (flags.write !== undefined && safest !== null)
    writeFileSync(flags.write, rewriteRunbook(text, runbook, safest))
  for (const { path, render } of outputs) writeFileSync(path, render(outcome))
  terminal.write(flags.json ? renderJson(outcome) : renderRunbook(outcome, reportOptions(flags, terminal)))
  if (flags.write !== undefined && safest === null)
    terminal.writeError(`rehearse: no order is safe: ${flags.write} was not written\n`)
  return exitCodeOf([outcome.status])
}

/** Names file and line of the runbook in an error of one of its commands. */
function atLine(error: unknown, { path, commands }: Runbook): unknown {
  if (!(error instanceof StepError)) return error
  const command = commands.find(({ name }) => name === error.step.name)
  if (command === undefined) return error
  const subject = location(path, command.line)
  return new ScenarioError(`${subject}: ${error.message}`, {
    code: error.code,
    subject,
    remedy: error.remedy ?? 'Correct the command, or mark its block `no-rehearse`.',
    cause: error,
  })
}

function readRunbook(
  file: string,
  { bind = [] }: RunbookParseArguments,
): { readonly text: string; readonly runbook: Runbook } {
  const bindings = Object.fromEntries(
    bind.map((one) => {
      const equals = one.indexOf('=')
      if (equals < 1)
        throw usage(`--bind ${one}`, 'Write --bind name=value, e.g. --bind pod=temporal-admintools-0.')
      return [one.slice(0, equals), one.slice(equals + 1)]
    }),
  )
  const text = readFileSync(file, 'utf8')
  return { text, runbook: parseRunbook(text, { path: file, bindings }) }
}

/** The scenario that is meant: exactly one of the two flags. */
function worldOf({ world, scenario }: RunbookCheckArguments): string {
  if (world !== undefined && scenario === undefined) return findWorld(world)
  if (scenario !== undefined && world === undefined) return scenario
  throw usage(
    '--world',
    'Give the world: either --world FOLDER (see `rehearse init`), or --scenario NAME (see `rehearse list`).',
  )
}

function checkNames(scenario: Scenario, { after, goal }: RunbookCheckArguments): void {
  if (after !== 'healthy') partOf(scenario, 'incident', scenario.incidents, after)
  if (goal !== undefined && !Object.hasOwn(scenario.goals, goal))
    throw new ScenarioError(`${scenario.name} has no goal ${goal}`, {
      code: 'goal-unknown',
      subject: goal,
      remedy: `Use one of: ${Object.keys(scenario.goals).join(', ')}; or leave --goal out.`,
    })
}

interface Output {
  readonly path: string
  readonly render: (outcome: RunbookOutcome) => string
}

function readOutput(path: string): Output {
  const render = { '.md': renderRunbookMarkdown, '.json': renderJson }[extname(path)]
  if (render === undefined) throw usage(`--output ${path}`, 'End the name in .md or .json.')
  checkFolder(path)
  return { path, render }
}

function checkFolder(path: string): void {
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw usage(path, `There is no folder ${dirname(path)}: make it first.`)
}

function renderJson(outcome: RunbookOutcome): string {
  return `${JSON.stringify(outcome, null, 2)}\n`
}

function counted(name: string, text: string, most: number): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count <= most) return count
  throw usage(`--${name} ${text}`, `Give a whole number from 0 to ${most}.`)
}

/** Ends the check when its time is up or the user interrupts. */
function stopper({ timeBudget }: RunbookCheckArguments, { wallMs, interrupted }: ExploreContext) {
  const budgetMs = timeBudget === undefined ? Number.POSITIVE_INFINITY : readDuration(timeBudget)
  const began = wallMs()
  // Claims Ctrl-C before anything runs.
  interrupted()
  return async (): Promise<boolean> => {
    // A check is one long computation: signals are handled between its parts only.
    await new Promise((done) => setImmediate(done))
    return interrupted() || wallMs() - began >= budgetMs
  }
}

function usage(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}
