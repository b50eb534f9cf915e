import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RehearseError } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import { type JsonObject, stableStringify } from '../../twins/kernel/json.js'
import { checkScenario } from './check.js'
import { location, ScenarioError } from './errors.js'
import { isCompiled, isShipped, packageRoot, shortPath, writtenPath } from './find-scenario.js'
import { COMPILED, type ModuleGraph, ModuleTracker } from './module-graph.js'
import { readFiles } from './read-files.js'
import type { Scenario, Topology, Versions } from './scenario.js'
import { lineOfPath, type ScenarioSource } from './source-lines.js'

export { findScenario, scenarioName, shippedScenarios } from './find-scenario.js'
export { readFiles } from './read-files.js'

/** A scenario with its artefacts, ready to run. */
export interface LoadedScenario {
  /** Under the default versions: for names, titles and lists. */
  readonly scenario: Scenario
  /** Under the versions in force; of the size it was loaded with. */
  readonly under: (versions: Versions) => Scenario
  readonly source: ScenarioSource
  readonly files: Files
  /** Folder of the artefacts, as shown in messages. */
  readonly fixtures: string
  /** What the scenario was loaded from, where {@link loadScenario} was asked to track it. */
  readonly modules?: ModuleGraph
}

/** The world as it is in production. */
const FULL: Topology = { small: false }

/**
 * Load and check a scenario file, and read its artefacts. TypeScript is loaded as it is. `defaults` are the versions
 * that hold when nobody names others; `topology` says how large its world is, by default as in production. `track`: find out
 * what the scenario is made from; its modules are then compiled anew.
 */
export async function loadScenario(
  path: string,
  defaults: Versions,
  topology: Topology = FULL,
  track = false,
): Promise<LoadedScenario> {
  const source = readSource(path)
  const { definition, modules } = await importDefault(path, track).catch((error: unknown) => {
    throw unloadable(error, path, source)
  })
  const known = new Map<string, Scenario>()
  const under = (versions: Versions): Scenario => {
    const key = stableStringify(versions as JsonObject)
    const scenario =
      known.get(key) ?? checkScenario(defined(definition, { versions, topology, path, source }), source)
    known.set(key, scenario)
    return scenario
  }
  const scenario = under(defaults)
  const fixtures = fixturesFolder(path, scenario, source)
  const files = readFiles(fixtures)
  return { scenario, under, source, fixtures: shortPath(fixtures), files, ...(track && { modules }) }
}

function readSource(path: string): ScenarioSource {
  const shown = writtenPath(path)
  return { path: shortPath(shown), text: readFileSync(shown, 'utf8') }
}

interface Imported {
  /** The default export. */
  readonly definition: unknown
  readonly modules: ModuleGraph
}

async function importDefault(path: string, track: boolean): Promise<Imported> {
  if (/\.[cm]?js$/.test(path)) {
    const { default: definition } = (await import(pathToFileURL(path).href)) as { default?: unknown }
    return { definition, modules: isShipped(path) ? COMPILED : unseen(path) }
  }
  // Loaded only for scenarios in TypeScript, so that shipped ones start without a transpiler.
  const { createJiti } = await import('jiti')
  const tracker = new ModuleTracker()
  const jiti = createJiti(import.meta.url, {
    alias: { rehearse: ownEntry() },
    moduleCache: false,
    interopDefault: false,
    ...(track && { fsCache: false, transformOptions: { babel: { plugins: [tracker.plugin] } } }),
  })
  const { default: definition } = (await jiti.import(path)) as { default?: unknown }
  const resolveImport = (specifier: string, parentUrl: string) =>
    jiti.esmResolve(specifier, { parentURL: parentUrl, try: true })
  return { definition, modules: track ? tracker.graph(path, ownEntry(), resolveImport) : unseen(path) }
}

/** Nobody has looked at what was loaded. */
function unseen(path: string): ModuleGraph {
  return { texts: [], stems: [], untracked: `${shortPath(path)} is loaded without being looked at` }
}

interface Circumstances {
  readonly versions: Versions
  readonly topology: Topology
  readonly path: string
  readonly source: ScenarioSource
}

/** The scenario under these versions and of this size; a definition may be a function of them. */
function defined(definition: unknown, { versions, topology, path, source }: Circumstances): unknown {
  if (typeof definition !== 'function') return definition
  try {
    return (definition as (versions: Versions, topology: Topology) => unknown)(versions, topology)
  } catch (error) {
    throw unloadable(error, path, source)
  }
}

/** An error in the file, or in something it imports or calls: its line is the last one of the file on the way there. */
function unloadable(error: unknown, path: string, source: ScenarioSource): ScenarioError {
  const { message, stack = '' } = error instanceof Error ? error : { message: String(error) }
  // The lines of a compiled file are not those of its source.
  const line = isShipped(path) ? undefined : lineIn(stack, path)
  const subject = location(source.path, line)
  // The parser puts its position into the message, on a line of its own.
  const [what = ''] = message.replace(/^ParseError: /, '').split('\n')
  return new ScenarioError(`${subject}: ${what.trim()}`, {
    code: 'scenario-unloadable',
    subject,
    remedy:
      (error instanceof RehearseError ? error.remedy : undefined) ??
      'Correct the file; it is loaded as TypeScript, and may import from "rehearse".',
    cause: error,
  })
}

/** The line of the first place in this file that a stack names. */
function lineIn(stack: string, path: string): number | undefined {
  const [, ...parts] = stack.split(path)
  const line = parts.map((part) => /^:(\d+)/.exec(part)?.[1]).find((found) => found !== undefined)
  return line === undefined ? undefined : Number(line)
}

/** What `import … from 'rehearse'` means in a scenario outside of any package. */
function ownEntry(): string {
  const root = packageRoot()
  const compiled = join(root, 'dist', 'harness', 'index.js')
  return isCompiled() && existsSync(compiled) ? compiled : join(root, 'harness', 'index.ts')
}

function fixturesFolder(path: string, scenario: Scenario, source: ScenarioSource): string {
  const base = isShipped(path) ? join(packageRoot(), 'scenarios') : dirname(path)
  if (scenario.fixtures === undefined) return join(base, 'fixtures', scenario.name)
  const folder = resolve(base, scenario.fixtures)
  if (existsSync(folder)) return folder
  const subject = location(source.path, lineOfPath(source, scenario, ['fixtures']))
  throw new ScenarioError(`${subject}: no folder ${scenario.fixtures}`, {
    code: 'fixtures-missing',
    subject,
    remedy: 'Fixtures are relative to the scenario file.',
  })
}
