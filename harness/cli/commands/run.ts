import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { jsonReporter, terminalReporter } from '../../../reports/index.js'
import { resolveProfile } from '../../../twins/embedded/assemble.js'
import { allComponents } from '../../../twins/index.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import { type Json, stableStringify } from '../../../twins/kernel/json.js'
import { parseGoDuration } from '../../../twins/kubernetes/index.js'
import type { ScenarioOutcome } from '../../runner/outcome.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { runScenario } from '../../runner/run-scenario.js'
import { SETUP, StepError } from '../../runner/step-error.js'
import { location, ScenarioError } from '../../scenario/errors.js'
import { findScenario, type LoadedScenario, shippedScenarios } from '../../scenario/load.js'
import { partOf } from '../../scenario/part-of.js'
import { lineOfCommand, lineOfName, lineOfStep, type ScenarioSource } from '../../scenario/source-lines.js'
import { versionsFor } from '../../scenario/systems.js'
import type { Arrival } from '../../serve/arrivals.js'
import { withShortWaits } from '../../serve/real-clients/short-waits.js'
import type { CleanUp } from '../clean-up.js'
import { embeddedWith, loadAt } from '../embedded.js'
import { exitCodeOf } from '../exit-codes.js'
import { readRecordedWorld } from '../recorded-worlds.js'
import { readReportFiles, writeReportFiles } from '../report-files.js'
import { reportOptions } from '../report-options.js'
import type { Terminal } from '../terminal.js'
import { readProfile, readSeed, readSpeed } from '../values.js'

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

/** `rehearse run`: run scenarios on the embedded twin and report. Returns the exit code. */
export async function runCommand(
  names: readonly string[],
  flags: RunArguments,
  context: RunContext,
): Promise<number> {
  const { terminal } = context
  const real = realSettings(flags)
  const shorten = shorteningOf(flags)
  const paths = names.length > 0 ? names.map(findScenario) : shippedScenarios()
  const seed = readSeed(flags.seed)
  const profile = readProfile(flags.profile ?? [])
  // Refused here, a wrong version is the command line's fault and not that of a scenario.
  resolveProfile(allComponents, profile)
  const files = readReportFiles(flags.output ?? [])
  const detail = flags.json || files.length > 0 ? 'all' : 'shown'
  const outcomes: ScenarioOutcome[] = []
  for (const path of paths) {
    const loaded = shorten(await loadAt(path))
    const { scenario } = loaded
    for (const name of flags.fix ?? []) partOf(scenario, 'fix', scenario.fixes, name)
    const fresh = flags.fresh ?? false
    outcomes.push(await runLoaded(loaded, { seed, profile, fixes: flags.fix, detail, fresh, real, context }))
    if (!flags.json)
      terminal.write(terminalReporter.render(outcomes.slice(-1), reportOptions(flags, terminal)))
  }
  writeReportFiles(files, outcomes)
  if (flags.json) terminal.write(jsonReporter.render(outcomes, reportOptions(flags, terminal)))
  return exitCodeOf(outcomes.map((outcome) => outcome.status))
}

interface RealSettings {
  readonly speed: number
  /** File that gets what reaches the worlds. */
  readonly arrivals: string | undefined
}

interface RunSettings {
  readonly seed: number
  readonly profile: Readonly<Record<string, string>>
  readonly fixes: readonly string[] | undefined
  /** Undefined: the built-in tools. */
  readonly real: RealSettings | undefined
  readonly detail: 'all' | 'shown'
  readonly fresh: boolean
  readonly context: RunContext
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

/** What `--longest-wait` makes of a scenario. */
function shorteningOf({ longestWait }: RunArguments): (loaded: LoadedScenario) => LoadedScenario {
  if (longestWait === undefined) return (loaded) => loaded
  const parsed = parseGoDuration(longestWait)
  if ('problem' in parsed || parsed.value <= 0)
    throw unreadable(`--longest-wait ${longestWait}`, 'Write it as Go does, e.g. 20s or 1m30s.')
  return (loaded) => withShortWaits(loaded, parsed.value)
}

function unreadable(subject: string, remedy: string): ScenarioError {
  return new ScenarioError(`cannot read ${subject}`, { code: 'usage', subject, remedy })
}

async function runLoaded(loaded: LoadedScenario, settings: RunSettings): Promise<ScenarioOutcome> {
  const { scenario } = loaded
  const { real, context } = settings
  const { terminal } = context
  const clients = real && (await realClients(loaded, real, context))
  const shared = embeddedWith(loaded, settings.seed)
  try {
    return await runScenario({
      ...shared,
      scenario,
      prepare: prepareEmbedded({
        ...shared,
        ...(clients && { createTwin: clients.createTwin }),
        ...(clients === undefined && !settings.fresh && { recorded: readRecordedWorld }),
      }),
      profile: versionsFor(shared.components, settings.profile),
      detail: settings.detail,
      ...(settings.fixes === undefined ? {} : { fixes: settings.fixes }),
      onProgress: async (what) => {
        terminal.progress(`${scenario.name}: ${what}`)
        await signals()
      },
    })
  } catch (error) {
    throw inScenario(error, loaded)
  } finally {
    terminal.progress('')
    await clients?.close()
  }
}

/** Loaded only when it is asked for: servers and processes are no part of a usual run. */
async function realClients(loaded: LoadedScenario, { speed, arrivals }: RealSettings, context: RunContext) {
  const { RealClients } = await import('../../serve/real-clients/real-clients.js')
  const { environment, cleanUp } = context
  const fixtures = resolve(loaded.fixtures)
  const onArrival = arrivals === undefined ? {} : { onArrival: (each: Arrival) => append(arrivals, each) }
  const clients = new RealClients({ environment, folder: process.cwd(), fixtures, speed, ...onArrival })
  cleanUp.add(() => clients.kill())
  return clients
}

/** Bodies hold what commands send, Secrets too: only its owner may read the file. */
function append(path: string, arrival: Arrival): void {
  appendFileSync(path, `${stableStringify(arrival as unknown as Json)}\n`, { mode: 0o600 })
}

/** Lets signals through: a run is one long computation, and Node handles signals between its parts only. */
function signals(): Promise<void> {
  return new Promise((done) => setImmediate(done))
}

/** Names file and line of the scenario in an error of one of its steps. */
function inScenario(error: unknown, loaded: LoadedScenario): unknown {
  if (!(error instanceof RehearseError) || error instanceof ScenarioError) return error
  if (error.code === 'invariant-violation') return error
  const { source } = loaded
  const subject = location(
    source.path,
    error instanceof StepError ? lineOfStepError(source, error) : undefined,
  )
  return new ScenarioError(`${subject}: ${error.message}`, {
    code: error.code,
    subject,
    remedy: error.remedy ?? 'Correct the scenario.',
    cause: error,
  })
}

/** Where the step is declared, else its command, else the fix or the incident. */
function lineOfStepError(source: ScenarioSource, { sequence, step }: StepError): number | undefined {
  const { argv } = step.command
  if (sequence === SETUP) return lineOfCommand(source, argv)
  const owner = sequence.slice(sequence.indexOf(':') + 1)
  return lineOfStep(source, owner, step.name) ?? lineOfCommand(source, argv) ?? lineOfName(source, owner)
}
