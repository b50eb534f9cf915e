import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareKeys } from '../../twins/kernel/json.js'
import { ScenarioError } from './errors.js'

const SCENARIO_FILE = /\.scenario\.[cm]?[jt]s$/

/** Folder of the package: the one above this file that has a package.json. */
export function packageRoot(): string {
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

/** The text a person edits: that of a shipped scenario is not the compiled file. */
export function writtenPath(path: string): string {
  const written = join(packageRoot(), 'scenarios', `${scenarioName(path)}.scenario.ts`)
  return isShipped(path) && existsSync(written) ? written : path
}

/** Whether this code runs from `dist/`. */
export function isCompiled(): boolean {
  return fileURLToPath(import.meta.url).startsWith(join(packageRoot(), 'dist') + sep)
}

/** Whether a scenario file is one that was compiled with the package. */
export function isShipped(path: string): boolean {
  return path.startsWith(join(packageRoot(), 'dist', 'scenarios') + sep)
}

/** A path as messages show it: from the working directory where it lies below. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
