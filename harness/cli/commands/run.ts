import { resolve } from 'node:path'
import { jsonReporter, terminalReporter } from '../../../reports/index.js'
import { resolveProfile } from '../../../twins/embedded/assemble.js'
import { allComponents } from '../../../twins/index.js'
import { RehearseError } from '../../../twins/kernel/errors.js'
import type { ScenarioOutcome } from '../../runner/outcome.js'
import { prepareEmbedded } from '../../runner/prepare-embedded.js'
import { runScenario } from '../../runner/run-scenario.js'
import { SETUP, StepError } from '../../runner/step-error.js'
import { location, ScenarioError } from '../../scenario/errors.js'
import { findScenario, type LoadedScenario, shippedScenarios } from '../../scenario/load.js'
import { partOf } from '../../scenario/part-of.js'
import { lineOfCommand, lineOfName, lineOfStep, type ScenarioSource } from '../../scenario/source-lines.js'
import type { CleanUp } from '../clean-up.js'
import { embeddedWith, loadAt } from '../embedded.js'
import { exitCodeOf } from '../exit-codes.js'
import { readRecordedWorld } from '../recorded-worlds.js'
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
  readonly json?: boolean
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
  const speed = realSpeed(flags)
  const paths = names.length > 0 ? names.map(findScenario) : shippedScenarios()
  const seed = readSeed(flags.seed)
  const profile = readProfile(flags.profile ?? [])
  // Refused here, a wrong version is the command line's fault and not that of a scenario.
  resolveProfile(allComponents, profile)
  const detail = flags.json ? 'all' : 'shown'
  const outcomes: ScenarioOutcome[] = []
  for (const path of paths) {
    const loaded = await loadAt(path)
    const { scenario } = loaded
    for (const name of flags.fix ?? []) partOf(scenario, 'fix', scenario.fixes, name)
    const fresh = flags.fresh ?? false
    outcomes.push(await runLoaded(loaded, { seed, profile, fixes: flags.fix, detail, fresh, speed, context }))
    if (!flags.json)
      terminal.write(terminalReporter.render(outcomes.slice(-1), reportOptions(flags, terminal)))
  }
  if (flags.json) terminal.write(jsonReporter.render(outcomes, reportOptions(flags, terminal)))
  return exitCodeOf(outcomes.map((outcome) => outcome.status))
}

interface RunSettings {
  readonly seed: number
  readonly profile: Readonly<Record<string, string>>
  readonly fixes: readonly string[] | undefined
  /** Of real clients; undefined: the built-in tools. */
  readonly speed: number | undefined
  readonly detail: 'all' | 'shown'
  readonly fresh: boolean
  readonly context: RunContext
}

/** The speed at which real clients run, or undefined for the built-in tools. */
function realSpeed(flags: RunArguments): number | undefined {
  const speed = readSpeed(flags.speed)
  if (flags.clients === 'built-in') return undefined
  if (flags.clients === 'real' && speed !== 'paused') return speed
  const subject = flags.clients === 'real' ? `--speed ${flags.speed}` : `--clients ${flags.clients}`
  throw new ScenarioError(`cannot read ${subject}`, {
    code: 'usage',
    subject,
    remedy: 'Use --clients built-in, or --clients real with a number as --speed.',
  })
}

async function runLoaded(loaded: LoadedScenario, settings: RunSettings): Promise<ScenarioOutcome> {
  const { scenario } = loaded
  const { terminal } = settings.context
  const clients =
    settings.speed === undefined ? undefined : await realClients(loaded, settings.speed, settings)
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
      profile: settings.profile,
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
async function realClients(loaded: LoadedScenario, speed: number, { context }: RunSettings) {
  const { RealClients } = await import('../../serve/real-clients/real-clients.js')
  const { environment, cleanUp } = context
  const fixtures = resolve(loaded.fixtures)
  const clients = new RealClients({ environment, folder: process.cwd(), fixtures, speed })
  cleanUp.add(() => clients.kill())
  return clients
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
