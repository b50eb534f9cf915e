import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Files, memoryFiles } from '../../twins/kernel/files.js'
import { compareKeys } from '../../twins/kernel/json.js'
import { checkScenario, type ScenarioSource } from './check.js'
import { ScenarioError } from './errors.js'
import type { Scenario, Versions } from './scenario.js'

/** A scenario with its artefacts, ready to run. */
export interface LoadedScenario {
  /** Under the default versions: for names, titles and lists. */
  readonly scenario: Scenario
  /** Under the versions in force. */
  readonly under: (versions: Versions) => Scenario
  readonly source: ScenarioSource
  readonly files: Files
  /** Folder of the artefacts. */
  readonly fixtures: string
}

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
 * that hold when nobody names others.
 */
export async function loadScenario(path: string, defaults: Versions): Promise<LoadedScenario> {
  const source = { path: shortPath(path), text: readFileSync(path, 'utf8') }
  const definition = await importDefault(path, source)
  const under = (versions: Versions) =>
    checkScenario(
      typeof definition === 'function'
        ? (definition as (versions: Versions) => unknown)(versions)
        : definition,
      source,
    )
  const scenario = under(defaults)
  const fixtures = fixturesFolder(path, scenario)
  return { scenario, under, source, fixtures, files: readFiles(fixtures) }
}

async function importDefault(path: string, source: ScenarioSource): Promise<unknown> {
  try {
    if (/\.[cm]?js$/.test(path))
      return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
    // Loaded only for scenarios in TypeScript, so that shipped ones start without a transpiler.
    const { createJiti } = await import('jiti')
    const jiti = createJiti(import.meta.url, { alias: { rehearse: ownEntry() }, moduleCache: false })
    return await jiti.import(path, { default: true })
  } catch (error) {
    if (error instanceof ScenarioError) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new ScenarioError(`${source.path}: ${message}`, {
      code: 'scenario-unloadable',
      subject: source.path,
      remedy: 'Correct the file; it is loaded as TypeScript, and may import from "rehearse".',
      cause: error,
    })
  }
}

/** What `import … from 'rehearse'` means in a scenario outside of any package. */
function ownEntry(): string {
  const root = packageRoot()
  const compiled = join(root, 'dist', 'harness', 'index.js')
  return isCompiled() && existsSync(compiled) ? compiled : join(root, 'harness', 'index.ts')
}

/** Whether this code runs from `dist/`. */
function isCompiled(): boolean {
  return fileURLToPath(import.meta.url).includes(`${sep}dist${sep}`)
}

function fixturesFolder(path: string, scenario: Scenario): string {
  const root = packageRoot()
  const shipped = path.startsWith(join(root, 'dist', 'scenarios') + sep)
  const base = shipped ? join(root, 'scenarios') : dirname(path)
  return join(base, scenario.fixtures ?? join('fixtures', scenario.name))
}

/** All text files below a folder; an absent folder is empty. */
export function readFiles(folder: string): Files {
  const contents: Record<string, string> = {}
  const visit = (path: string): void => {
    for (const name of readdirSync(path).sort(compareKeys)) {
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
