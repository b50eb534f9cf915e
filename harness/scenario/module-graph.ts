import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compareKeys } from '../../twins/kernel/json.js'
import { shortPath } from './find-scenario.js'
import { type ModuleDemands, purityPlugin } from './module-purity.js'

/** A file that a scenario was loaded from, with the text it had. */
export interface LoadedText {
  readonly path: string
  readonly text: string
}

/** Everything that decides what loading a scenario file gives, or why that cannot be said. */
export interface ModuleGraph {
  readonly texts: readonly LoadedText[]
  /** Paths without an ending that imports name: which files beside them exist decides what is loaded. */
  readonly stems: readonly string[]
  /** Why equal texts need not give an equal scenario; null: they do. */
  readonly untracked: string | null
}

/** The graph of a scenario that was compiled with the package: its code is the package's. */
export const COMPILED: ModuleGraph = { texts: [], stems: [], untracked: null }

/** How a module's import is resolved: the URL, or undefined. */
type ResolveImport = (specifier: string, parentUrl: string) => string | undefined

/** Endings of modules; an import may leave it out, or name the one the file is compiled to. */
const ENDING = /\.(?:[cm]?[jt]sx?|json)$/

/** Watches modules being compiled, and then says what a scenario was made from. */
export class ModuleTracker {
  readonly #demands = new Map<string, ModuleDemands>()
  /** For the compiler, see {@link purityPlugin}. Files it takes from a cache are not seen. */
  readonly plugin = purityPlugin((text, demands) => this.#demands.set(text, demands))

  /** Everything below `entry`, after it was loaded. `ownEntry`: what `rehearse` means. */
  graph(entry: string, ownEntry: string, resolveImport: ResolveImport): ModuleGraph {
    const texts = new Map<string, string>()
    const stems = new Set<string>()
    const problems: string[] = []
    const visit = (path: string): void => {
      if (texts.has(path)) return
      const text = readFileSync(path, 'utf8')
      texts.set(path, text)
      if (path.endsWith('.json')) return
      const demands = this.#demands.get(text)
      if (demands === undefined) problems.push(`${shortPath(path)} is loaded without being looked at`)
      if (demands?.impure != null) problems.push(`${shortPath(path)} uses ${demands.impure}`)
      for (const specifier of demands?.specifiers ?? []) {
        if (specifier === 'rehearse') continue
        const url = resolveImport(specifier, pathToFileURL(path).href)
        if (isBuiltin(specifier) || url === undefined || !/^\.{1,2}\//.test(specifier)) {
          problems.push(`${shortPath(path)} imports ${specifier}`)
        } else if (fileURLToPath(url) !== ownEntry) {
          stems.add(resolve(dirname(path), specifier).replace(ENDING, ''))
          visit(fileURLToPath(url))
        }
      }
    }
    visit(entry)
    return {
      texts: [...texts].map(([path, text]) => ({ path, text })),
      stems: [...stems].sort(compareKeys),
      untracked: problems[0] ?? null,
    }
  }
}

/** The files that an import of this stem may mean, by name: `lib.ts`, `lib/index.js`. */
export function candidatesOf(stem: string): readonly string[] {
  const beside = namesIn(dirname(stem)).filter(
    (name) => name === basename(stem) || name.replace(ENDING, '') === basename(stem),
  )
  const within = namesIn(stem).filter((name) => /^(index\.|package\.json$)/.test(name))
  return [...beside, ...within.map((name) => join(basename(stem), name))]
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder).sort(compareKeys)
  } catch (error) {
    // A file of that name has nothing within.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return []
    throw error
  }
}
