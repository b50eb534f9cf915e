import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { resolveProfile } from '../../twins/embedded/assemble.js'
import { allComponents } from '../../twins/index.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import { type Json, stableStringify } from '../../twins/kernel/json.js'
import type { AskedRun, Remembering } from '../outcomes/remembering.js'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { prepareEmbedded } from '../runner/prepare-embedded.js'
import { runScenario } from '../runner/run-scenario.js'
import { SETUP, StepError } from '../runner/step-error.js'
import { location, ScenarioError } from '../scenario/errors.js'
import { type LoadedScenario, loadScenario } from '../scenario/load.js'
import { partOf } from '../scenario/part-of.js'
import { lineOfCommand, lineOfName, lineOfStep, type ScenarioSource } from '../scenario/source-lines.js'
import { versionsFor } from '../scenario/systems.js'
import type { Arrival } from '../serve/arrivals.js'
import { withShortWaits } from '../serve/real-clients/short-waits.js'
import type { RunContext } from './commands/run.js'
import { embeddedWith } from './embedded.js'
import { readRecordedWorld } from './recorded-worlds.js'

export interface RealSettings {
  readonly speed: number
  /** File that gets what reaches the worlds. */
  readonly arrivals: string | undefined
}

export interface RunSettings {
  readonly asked: AskedRun
  /** Undefined: the built-in tools. */
  readonly real: RealSettings | undefined
  /** Build every world anew. */
  readonly fresh: boolean
  /** Undefined: the outcome is not to be remembered. */
  readonly remembering: Remembering | undefined
  /** The time on the wall in Unix ms. */
  readonly wallMs: number
  readonly context: RunContext
}

/** The outcome of a scenario file, and why the next run of it will not be a remembered one; null: it will be, or is not to be. */
export interface RunResult {
  readonly outcome: ScenarioOutcome
  readonly notRemembered: string | null
}

/** Load a scenario file, run it and remember what came of it. */
export async function runFile(path: string, settings: RunSettings): Promise<RunResult> {
  const { asked, remembering } = settings
  // Refused here, a wrong version is the command line's fault and not that of a scenario.
  resolveProfile(allComponents, asked.profile)
  const defaults = resolveProfile(allComponents, {})
  const loaded = await loadScenario(path, defaults, undefined, remembering !== undefined)
  const inputs = remembering?.inputsOf(path, loaded)
  const { scenario } = loaded
  for (const name of asked.fixes ?? []) partOf(scenario, 'fix', scenario.fixes, name)
  const { longestWaitMs } = asked
  const waiting = longestWaitMs === null ? loaded : withShortWaits(loaded, longestWaitMs)
  const outcome = await runLoaded(waiting, settings)
  const notRemembered = inputs && remembering!.keep(path, asked, loaded, inputs, outcome)
  return { outcome, notRemembered: notRemembered ?? null }
}

async function runLoaded(loaded: LoadedScenario, settings: RunSettings): Promise<ScenarioOutcome> {
  const { scenario } = loaded
  const { asked, real, context } = settings
  const { terminal } = context
  const clients = real && (await realClients(loaded, real, context))
  const shared = embeddedWith(loaded, asked.seed)
  try {
    return await runScenario({
      ...shared,
      scenario,
      prepare: prepareEmbedded({
        ...shared,
        ...(clients && { createTwin: clients.createTwin }),
        ...(clients === undefined && !settings.fresh && { recorded: readRecordedWorld }),
      }),
      profile: versionsFor(shared.components, asked.profile),
      detail: asked.detail,
      wallMs: settings.wallMs,
      ...(asked.fixes === null ? {} : { fixes: asked.fixes }),
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
  const { RealClients } = await import('../serve/real-clients/real-clients.js')
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
