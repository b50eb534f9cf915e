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

/** pid of the command that runs beside another one. */
export const MEANWHILE = 'meanwhile'

/** How long a command has run when another one starts beside it, in virtual ms. */
const HEAD_START_MS = 1000

export interface BuiltInOptions {
  readonly stdin?: string
  /** Started a second after the command. Default: nothing. */
  readonly meanwhile?: readonly string[] | undefined
}

/** Start a command by the built-in tool of its name. */
export function startBuiltIn(
  system: System,
  world: World,
  pid: string,
  argv: readonly string[],
  stdin = '',
): World {
  return createEmbeddedTwin(system).start(world, pid, { argv, env: {}, cwd: '', stdin }) as World
}

/** Run a command by the built-in tool of its name, then let the world come to rest. Throws when it never ends. */
export function runBuiltIn(
  system: System,
  world: World,
  argv: readonly string[],
  { stdin = '', meanwhile }: BuiltInOptions = {},
): { readonly world: World; readonly exit: Exit } {
  const twin = createEmbeddedTwin(system)
  const pid = `command-${world.seq}`
  let started = startBuiltIn(system, world, pid, argv, stdin)
  if (meanwhile !== undefined) {
    started = twin.elapse(started, HEAD_START_MS) as World
    started = startBuiltIn(system, started, MEANWHILE, meanwhile)
  }
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
