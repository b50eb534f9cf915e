import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A source file of the project with what it imports. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** Path of the imported file, or the name of a package. */
  readonly target: string
  readonly typeOnly: boolean
  readonly external: boolean
}

/** All TypeScript files below the given top-level folders, sorted. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => walk(folder)).map(readSource)
}

function walk(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder))
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name}`
      if (path === 'scenarios/fixtures') return []
      if (statSync(join(ROOT, path)).isDirectory()) return walk(path)
      return path.endsWith('.ts') ? [path] : []
    })
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return { path, text, imports: importsOf(path, text) }
}

const STATEMENT = /^(import|export)\s+(type\s+)?([^'";]*?\bfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function importsOf(path: string, text: string): readonly Import[] {
  const found: Import[] = []
  for (const match of text.matchAll(STATEMENT)) {
    const names = match[3] ?? ''
    // `import { type A, type B }` leaves nothing at run time either.
    const inlineTypes = /^\{(\s*type\s+[\w$]+(\s+as\s+[\w$]+)?\s*,?)+\s*\}/.test(names)
    found.push(resolveImport(path, match[4]!, match[2] !== undefined || inlineTypes))
  }
  for (const match of text.matchAll(DYNAMIC))
    found.push({ ...resolveImport(path, match[1]!, true), typeOnly: true })
  return found
}

function resolveImport(from: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith('.')) return { target: specifier, typeOnly, external: true }
  const target = normalize(join(dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts')
  return { target, typeOnly, external: false }
}
