import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { RehearseError } from '../../twins/kernel/errors.js'
import { type Files, memoryFiles } from '../../twins/kernel/files.js'
import { compareKeys, type JsonObject, stableStringify } from '../../twins/kernel/json.js'
import { checkScenario } from './check.js'
import { location, ScenarioError } from './errors.js'
import type { Scenario, Topology, Versions } from './scenario.js'
import { lineOfPath, type ScenarioSource } from './source-lines.js'

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
}

/** The world as it is in production. */
const FULL: Topology = { small: false }

const SCENARIO_FILE = /\.scenario\.[cm]?[jt]s$/

/** Folder of the package: the one above this file that has a package.json. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** Paths of the scenarios that come with the package, sorted: compiled if it is built, else the sources. */
export function shippedScenarios(): readonly string[] {
  const root = packageRoot()
  const folder = isCompiled() ? join(root, 'dist', 'scenarios') : join(root, 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => SCENARIO_FILE.test(name) && !name.endsWith('.d.ts'))
    .sort(compareKeys)
    .map((name) => join(folder, name))
}

/** The path a name or a path means. Throws `scenario-unknown`, naming what there is. */
export function findScenario(nameOrPath: string): string {
  const shipped = shippedScenarios()
  const byName = shipped.find((path) => scenarioName(path) === nameOrPath)
  if (byName !== undefined) return byName
  const path = resolve(nameOrPath)
  if (SCENARIO_FILE.test(path) && existsSync(path)) return path
  throw new ScenarioError(`no scenario ${nameOrPath}`, {
    code: 'scenario-unknown',
    subject: nameOrPath,
    remedy: `Give a path to a *.scenario.ts file, or one of: ${shipped.map(scenarioName).join(', ')}.`,
  })
}

/** Name of a scenario file: what stands before `.scenario.ts`. */
export function scenarioName(path: string): string {
  return path.split(sep).at(-1)!.replace(SCENARIO_FILE, '')
}

/**
 * Load and check a scenario file, and read its artefacts. TypeScript is loaded as it is. `defaults` are the versions
 * that hold when nobody names others; `topology` says how large its world is, by default as in production.
 */
export async function loadScenario(
  path: string,
  defaults: Versions,
  topology: Topology = FULL,
): Promise<LoadedScenario> {
  const source = readSource(path)
  const definition = await importDefault(path).catch((error: unknown) => {
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
  return { scenario, under, source, fixtures: shortPath(fixtures), files: readFiles(fixtures) }
}

/** The text a person edits: that of a shipped scenario is not the compiled file. */
function readSource(path: string): ScenarioSource {
  const written = join(packageRoot(), 'scenarios', `${scenarioName(path)}.scenario.ts`)
  const shown = isShipped(path) && existsSync(written) ? written : path
  return { path: shortPath(shown), text: readFileSync(shown, 'utf8') }
}

async function importDefault(path: string): Promise<unknown> {
  if (/\.[cm]?js$/.test(path))
    return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
  // Loaded only for scenarios in TypeScript, so that shipped ones start without a transpiler.
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, {
    alias: { rehearse: ownEntry() },
    moduleCache: false,
    interopDefault: false,
  })
  return ((await jiti.import(path)) as { default?: unknown }).default
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

/** Whether this code runs from `dist/`. */
function isCompiled(): boolean {
  return fileURLToPath(import.meta.url).startsWith(join(packageRoot(), 'dist') + sep)
}

/** Whether a scenario file is one that was compiled with the package. */
function isShipped(path: string): boolean {
  return path.startsWith(join(packageRoot(), 'dist', 'scenarios') + sep)
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

/** Folders that hold no artefacts of a scenario, however its fixtures are chosen. */
const NO_FIXTURES = new Set(['.git', 'node_modules'])

/** All text files below a folder; an absent folder is empty. */
export function readFiles(folder: string): Files {
  const contents: Record<string, string> = {}
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort(compareKeys)) {
      if (NO_FIXTURES.has(name)) continue
      const child = join(path, name)
      if (statSync(child).isDirectory()) visit(child)
      else contents[relative(folder, child).split(sep).join('/')] = readFileSync(child, 'utf8')
    }
  }
  if (existsSync(folder)) visit(folder)
  return memoryFiles(contents)
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
