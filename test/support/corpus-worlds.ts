import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { allComponents, assemble, buildWorld, createEmbeddedTwin } from '../../twins/index.js'
import { type Files, memoryFiles } from '../../twins/kernel/files.js'
import { type Exit, run } from '../../twins/kernel/index.js'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { System } from '../../twins/kernel/system.js'
import type { World } from '../../twins/kernel/world.js'
import { CORPUS } from './corpus.js'
import { ROOT } from './sources.js'

/** What the working directory of a command holds: name -> where it stands. */
export const WORKING_FOLDERS: readonly { readonly name: string; readonly path: string }[] = [
  ...readdirSync(join(CORPUS, 'files')).map((name) => ({ name, path: join(CORPUS, 'files', name) })),
  { name: 'charts', path: join(ROOT, 'test/golden/charts') },
]

const components = allComponents.filter(({ name }) => name === 'kubernetes' || name === 'helm')

/** The system of the corpus under a profile such as `{ kubectl: '1.35' }`. */
export function corpusSystem(profile: Readonly<Record<string, string>> = {}): System {
  return assemble({ components, profile, files: corpusFiles() })
}

/** The base world of a name, built once and settled; worlds are values, so every entry starts from this one. */
export function baseWorlds(system: System): (name: string) => World {
  const built = new Map<string, World>()
  return (name) => {
    const world = built.get(name) ?? buildBase(system, name)
    built.set(name, world)
    return world
  }
}

function buildBase(system: System, name: string): World {
  const path = join(CORPUS, 'worlds', `${name}.yaml`)
  if (!existsSync(path)) throw new TypeError(`the corpus has no world ${name}: ${path}`)
  const objects = parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => document.toJS() as JsonObject | null)
    .filter((object): object is JsonObject => object !== null)
  const settled = createEmbeddedTwin(system).settle(buildWorld(system, components, { seed: 1, objects }))
  return (settled as { state: World }).state
}

/** Run a command by the built-in tool of its name, then let the world come to rest. Throws when it never ends. */
export function runBuiltIn(
  system: System,
  world: World,
  argv: readonly string[],
  stdin = '',
): { readonly world: World; readonly exit: Exit } {
  const twin = createEmbeddedTwin(system)
  const pid = `command-${world.seq}`
  const started = twin.start(world, pid, { argv, env: {}, cwd: '', stdin }) as World
  const advanced = twin.advance(started, (state) => twin.exitOf(state, pid) !== null) as { state: World }
  const ended = advanced.state
  const exit = twin.exitOf(ended, pid)
  if (exit === null) throw new TypeError(`${argv.join(' ')} never ends`)
  return { world: run(system, ended).world, exit }
}

let files: Files | undefined

function corpusFiles(): Files {
  files ??= memoryFiles(
    Object.fromEntries(
      WORKING_FOLDERS.flatMap(({ name, path }) => walk(path, name)).map(({ name, path }) => [
        name,
        readFileSync(path, 'utf8'),
      ]),
    ),
  )
  return files
}

function walk(path: string, name: string): readonly { readonly name: string; readonly path: string }[] {
  if (!statSync(path).isDirectory()) return [{ name, path }]
  return readdirSync(path).flatMap((child) => walk(join(path, child), `${name}/${child}`))
}
