import type { Component } from '../../twins/contract/component.js'
import type { HistoryCheck, Twin } from '../../twins/contract/twin.js'
import { assemble, resolveProfile } from '../../twins/embedded/assemble.js'
import { buildWorld, createObject } from '../../twins/embedded/build-world.js'
import { createEmbeddedTwin, monitorsOf } from '../../twins/embedded/embedded-twin.js'
import { RehearseError } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import type { Json, JsonObject } from '../../twins/kernel/json.js'
import type { Call } from '../../twins/kernel/process.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'
import { restoreWorld, type WorldRecord } from '../../twins/kernel/world-record.js'
import { fromTimestamp, nodeManifest, SnapshotError } from '../../twins/kubernetes/index.js'
import type { Gate } from '../gates/gate.js'
import { formatCommand } from '../scenario/command.js'
import { location, ScenarioError } from '../scenario/errors.js'
import { readManifest } from '../scenario/manifests.js'
import type { Scenario, Step, Versions, WorldSpec } from '../scenario/scenario.js'
import { readSnapshot, type SnapshotObject } from '../scenario/snapshot.js'
import type { StepOutcome } from './outcome.js'
import type { Prepared } from './run-scenario.js'
import { runSequence } from './sequence.js'
import { SETUP, StepError } from './step-error.js'

export interface PrepareOptions {
  /** The scenario under the versions in force. */
  readonly under: (versions: Versions) => Scenario
  readonly files: Files
  /** Folder of the files, for messages. Default: messages name paths within it. */
  readonly fixtures?: string
  readonly components: readonly Component[]
  readonly gates: readonly Gate[]
  readonly seed: number
  /** Makes the twin for a world as it was built. Default: the embedded one, with its built-in tools. */
  readonly createTwin?: (system: System, checks: readonly HistoryCheck[], world: World) => Twin<World>
  /** The healthy world that was recorded for these inputs, if there is one. Default: every world is built. */
  readonly recorded?: (inputs: WorldInputs) => WorldRecord | undefined
}

/** An embedded twin in its healthy world, and the system behind it. */
export interface PreparedEmbedded extends Prepared<World> {
  readonly system: System
}

/** Everything a healthy world is made from, besides the code: equal inputs give equal worlds. */
export interface WorldInputs {
  readonly profile: Readonly<Record<string, string>>
  readonly world: WorldSpec
  readonly seed: number
  readonly files: Files
}

/** The inputs under the given versions, defaults filled in. */
export function worldInputs(options: PrepareOptions, given: Versions): WorldInputs {
  const profile = resolveProfile(options.components, given)
  return { profile, world: options.under(profile).world, seed: options.seed, files: options.files }
}

/** Makes embedded twins: builds the world of a scenario from its artefacts, runs its setup and lets it settle. */
export function prepareEmbedded(
  options: PrepareOptions,
): (profile: Readonly<Record<string, string>>) => Promise<PreparedEmbedded> {
  const { under, files, components, gates } = options
  return async (given) => {
    const profile = resolveProfile(components, given)
    const scenario = under(profile)
    const checks = gates.flatMap((gate): readonly HistoryCheck[] =>
      gate.check ? [gate.check(scenario)] : [],
    )
    const startMs = startOf(scenario.world)
    const system = assemble({ components, profile, files, monitors: monitorsOf(checks), startMs })
    const record = options.recorded?.(worldInputs(options, given))
    if (record !== undefined) {
      const twin = createEmbeddedTwin(system, checks)
      return { system, twin, healthy: restoreWorld(system, record) }
    }
    const built = buildObjects(system, scenario, options)
    const twin = options.createTwin?.(system, checks, built) ?? createEmbeddedTwin(system, checks)
    const state = (await twin.settle(built)).state
    const steps = scenario.world.setup.map((command, index) => ({ name: String(index + 1), command }))
    const result = await runSequence(twin, state, SETUP, steps)
    result.steps.forEach((outcome, index) => {
      if (outcome.exitCode !== 0) throw setupFailed(steps[index]!, outcome)
    })
    if (result.ending.kind !== 'settled') throw setupUnsettled(scenario, result.ending.kind)
    return { system, twin, healthy: result.state }
  }
}

function buildObjects(
  system: System,
  scenario: Scenario,
  { files, fixtures, components, seed }: PrepareOptions,
): World {
  const objects = [
    ...scenario.world.namespaces.map(namespaceManifest),
    ...scenario.world.nodes.map((name) => nodeManifest(name)),
  ]
  const { snapshot } = scenario.world
  const dumped = snapshot && readSnapshot(files, snapshot.files, fixtures)
  const calls = seedCalls(components, scenario.world)
  let world = atItsLine(dumped ?? [], () =>
    buildWorld(system, components, {
      seed,
      objects,
      calls,
      ...(dumped === undefined ? {} : { snapshot: dumped.map(({ object }) => object) }),
    }),
  )
  for (const path of scenario.world.manifests ?? []) {
    for (const item of readManifest(files, path, fixtures)) {
      world = named(location(item.path, item.line), () => createObject(system, world, item.object))
    }
  }
  return world
}

/** Virtual time of the first moment: that of the snapshot. */
function startOf({ snapshot }: WorldSpec): number {
  return snapshot === undefined ? 0 : fromTimestamp(snapshot.takenAt)
}

/** Puts file and line before an error about an object of the snapshot. */
function atItsLine<T>(dumped: readonly SnapshotObject[], work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error
    const item = dumped[error.index]
    const where = item === undefined ? 'the snapshot' : location(item.path, item.line())
    throw new ScenarioError(`${where}: ${error.message}`, {
      code: error.code,
      subject: where,
      remedy: error.remedy ?? 'Correct the dump.',
      cause: error,
    })
  }
}

function seedCalls(components: readonly Component[], world: WorldSpec): readonly Call[] {
  const seeds = components.flatMap((component) => Object.entries(component.seeds ?? {}))
  return seeds.flatMap(([key, toCalls]) => {
    const value = world[key as keyof WorldSpec] as unknown as Json | undefined
    return value === undefined ? [] : toCalls(value)
  })
}

/** Puts file and line before an error about an object of the world. */
function named<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RehearseError) || error.code === 'invariant-violation') throw error
    throw new ScenarioError(`${where}: ${error.message}`, {
      code: error.code,
      subject: where,
      remedy: error.remedy ?? 'Correct the manifest.',
      cause: error,
    })
  }
}

function namespaceManifest(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

function setupFailed(step: Step, { exitCode, stdout, stderr }: StepOutcome): StepError {
  const how = exitCode === null ? 'never ended' : `ended with exit code ${exitCode}`
  const output = (stderr || stdout).trim()
  const message = `${formatCommand(step.command)} ${how}${output === '' ? '' : `: ${output}`}`
  const cause = new RehearseError(message, {
    code: 'setup-failed',
    remedy: 'Every setup command of a world must succeed.',
  })
  return new StepError(SETUP, step, cause)
}

function setupUnsettled(scenario: Scenario, ending: string): ScenarioError {
  return new ScenarioError(`the world of ${scenario.name} does not settle (${ending})`, {
    code: 'setup-unsettled',
    subject: scenario.name,
    remedy: 'A scenario starts from a world in which nothing changes any more.',
  })
}
