import { jsonReporter } from '../../../reports/json.js'
import { renderNotRemembered, renderRemembered } from '../../../reports/remembered.js'
import type { ReportOptions } from '../../../reports/reporter.js'
import { terminalReporter } from '../../../reports/terminal.js'
import type { AskedRun } from '../../outcomes/remembering.js'
import type { ScenarioOutcome } from '../../runner/outcome.js'
import { findScenario, shippedScenarios, shortPath } from '../../scenario/find-scenario.js'
import type { CleanUp } from '../clean-up.js'
import { EXIT, exitCodeOf } from '../exit-codes.js'
import { remembering as rememberingIn } from '../remembering.js'
import { reportOptions } from '../report-options.js'
import type { RealSettings, RunSettings } from '../run-file.js'
import type { Terminal } from '../terminal.js'
import { readLongestWait, readProfiles, readSeed, readSpeed, unreadable } from '../values.js'

/** Flags of `rehearse run`, as the parser gives them. */
export interface RunArguments {
  readonly fix?: readonly string[]
  readonly profile?: readonly string[]
  readonly seed: string
  readonly clients: string
  readonly speed: string
  /** A duration such as `20s`. */
  readonly longestWait?: string
  /** A file. */
  readonly arrivals?: string
  readonly json?: boolean
  readonly output?: readonly string[]
  /** Annotate for GitHub Actions. */
  readonly github?: boolean
  /** A file that an earlier run wrote. */
  readonly compareWith?: string
  readonly fresh?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

/** What `rehearse run` may know of the process it runs in. */
export interface RunContext {
  readonly terminal: Terminal
  readonly cleanUp: CleanUp
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * `rehearse run`: run scenarios on the embedded twin and report; what an equal run came to before is not run again. Returns the exit
 * code.
 */
export async function runCommand(
  names: readonly string[],
  flags: RunArguments,
  context: RunContext,
): Promise<number> {
  const { terminal } = context
  const real = realSettings(flags)
  const asked = askedRuns(flags)
  const paths = names.length > 0 ? names.map(findScenario) : shippedScenarios()
  const outputs = flags.output ?? []
  // Nobody who asks for no file loads the page of a report.
  const files = outputs.length === 0 ? undefined : await import('../report-files.js')
  const reports = files?.readReportFiles(outputs) ?? []
  const compare = flags.compareWith === undefined ? undefined : await comparer(flags.compareWith)
  const runs = paths.flatMap((path) => asked.map((one) => ({ path, asked: one })))
  // What real binaries do depends on more than anybody can name.
  const wallMs = Date.now()
  const remembering = real || flags.fresh ? undefined : rememberingIn(context.environment, wallMs)
  const settings = { real, fresh: flags.fresh ?? false, remembering, wallMs, context }
  const outcomes: ScenarioOutcome[] = []
  for (const { path, asked } of runs) {
    const { outcome, note } = await outcomeOf(path, { ...settings, asked }, flags)
    outcomes.push(outcome)
    if (!flags.json) terminal.write(terminalReporter.render([outcome], reportOptions(flags, terminal)))
    if (!flags.json && !flags.quiet && outcome.incidents.length + outcome.fixes.length === 0)
      terminal.write(nothingRehearsed(path))
    // Standard output is a document, or one line a scenario.
    if (note !== '') (flags.json || flags.quiet ? terminal.writeError : terminal.write)(note)
  }
  const comparison = compare?.(outcomes)
  files?.writeReportFiles(reports, outcomes, comparison?.diff)
  if (flags.json) terminal.write(jsonReporter.render(outcomes, reportOptions(flags, terminal)))
  // Standard output is one document with --json.
  const tell = flags.json ? terminal.writeError : terminal.write
  if (comparison !== undefined) tell(comparison.shown(reportOptions(flags, terminal)))
  if (flags.github) {
    const { tellGithub } = await import('../github.js')
    const summary = context.environment['GITHUB_STEP_SUMMARY']
    const files = runs.map(({ path }) => path)
    const told = { outcomes, paths: files, comparison: comparison?.diff, folder: process.cwd(), summary }
    tell(tellGithub(told))
  }
  return comparison?.worse ? EXIT.differs : exitCodeOf(outcomes.map((outcome) => outcome.status))
}

/** An imported world begins without fixes. */
function nothingRehearsed(path: string): string {
  const shown = shortPath(path)
  return `
Nothing is rehearsed yet: the scenario has no fixes. Try a command, and look at what it sets off:
  rehearse what-if ${shown} -- <command>
Then write your commands into \`fixes\` of ${shown}, or import again with --runbook.
`
}

/** Compares with an earlier run; loaded only when it is asked for. */
async function comparer(path: string) {
  const { readEarlier } = await import('../comparing.js')
  const { isWorse, renderVerdictDiff } = await import('../../../reports/index.js')
  const compare = readEarlier(path)
  return (outcomes: readonly ScenarioOutcome[]) => {
    const diff = compare(outcomes)
    return {
      diff,
      worse: isWorse(diff),
      shown: (options: ReportOptions) => renderVerdictDiff(diff, options),
    }
  }
}

/** The outcome of a scenario file, remembered or made, and what the report says about which. */
async function outcomeOf(path: string, settings: RunSettings, flags: RunArguments) {
  const { asked, remembering, context } = settings
  const options = reportOptions(flags, context.terminal)
  const remembered = remembering?.recall(path, asked)
  if (remembered !== undefined)
    return { outcome: remembered.outcome, note: renderRemembered(remembered.digest, options) }
  // Loaded only now: twins and scenario language are most of what a start costs.
  const { runFile } = await import('../run-file.js')
  const { outcome, notRemembered } = await runFile(path, settings)
  const note = notRemembered !== null && flags.verbose ? renderNotRemembered(notRemembered, options) : ''
  return { outcome, note }
}

/** Reports that are files tell the whole history, as JSON and --verbose do. */
function askedRuns(flags: RunArguments): readonly AskedRun[] {
  return readProfiles(flags.profile ?? []).map((profile) => ({
    seed: readSeed(flags.seed),
    profile,
    fixes: flags.fix ?? null,
    detail: flags.json || flags.verbose || (flags.output ?? []).length > 0 ? 'all' : 'shown',
    longestWaitMs: flags.longestWait === undefined ? null : readLongestWait(flags.longestWait),
  }))
}

/** How real clients run, or undefined for the built-in tools. */
function realSettings(flags: RunArguments): RealSettings | undefined {
  const speed = readSpeed(flags.speed)
  const { clients, arrivals } = flags
  if (clients === 'built-in' && arrivals === undefined) return undefined
  if (clients === 'real' && speed !== 'paused') return { speed, arrivals }
  if (clients === 'built-in')
    throw unreadable('--arrivals', 'It tells of requests over HTTP: use it with --clients real.')
  throw unreadable(
    clients === 'real' ? `--speed ${flags.speed}` : `--clients ${clients}`,
    'Use --clients built-in, or --clients real with a number as --speed.',
  )
}
