import { compareKeys } from './json.js'

/**
 * The artefacts a scenario brings (charts, manifests, values), read before a run starts and constant during it.
 * Paths are relative to the scenario's folder, with `/`, without `./`.
 */
export interface Files {
  /** The text of a file, or undefined. */
  read(path: string): string | undefined
  /** All paths below a folder, sorted. */
  list(folder: string): readonly string[]
}

/** Normalise `./a/../b//c` to `b/c`; the root is ''. A path that leaves the root keeps its leading `..`. */
export function normalisePath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}

/** Files held in memory. */
export function memoryFiles(contents: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(contents).map(normalisePath).sort(compareKeys)
  const texts = new Map(Object.entries(contents).map(([path, text]) => [normalisePath(path), text]))
  return {
    read: (path) => texts.get(normalisePath(path)),
    list: (folder) => {
      const prefix = normalisePath(folder)
      return prefix === '' ? paths : paths.filter((path) => path.startsWith(`${prefix}/`))
    },
  }
}
