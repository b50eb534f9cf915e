import { type Files, normalisePath } from '../../../kernel/files.js'
import { compareKeys } from '../../../kernel/json.js'
import type { Invocation } from './command.js'

/** A path of the command line as `Files` wants it: relative paths start at the working directory of the step. */
export function resolvePath({ tool }: Invocation, path: string): string {
  return normalisePath(path.startsWith('/') ? path : `${tool.cwd}/${path}`)
}

/** True when there is a file or a folder at the (resolved) path. */
export function pathExists(files: Files, path: string): boolean {
  return files.read(path) !== undefined || isFolder(files, path)
}

export function isFolder(files: Files, path: string): boolean {
  return files.read(path) === undefined && files.list(path).length > 0
}

/** Paths below a folder in the order of Go's filepath.Walk; without `recursive` only its own files. */
export function walkFolder(files: Files, folder: string, recursive: boolean): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`
  return files
    .list(folder)
    .filter((path) => recursive || !path.slice(prefix.length).includes('/'))
    .map((path) => ({ path, key: path.replaceAll('/', '\u0000') }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ path }) => path)
}

/** Files that match a shell pattern (Go's filepath.Match: `*`, `?`, `[…]`), sorted. */
export function matchPattern(files: Files, pattern: string): readonly string[] {
  if (!/[*?[]/.test(pattern)) return []
  const source = pattern.replace(/\[\^?[^\]]+\]|[*?]|[^*?[]+|\[/g, (part) => {
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.startsWith('[') && part.endsWith(']')) return part
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  })
  const regex = new RegExp(`^${source}$`)
  return files.list('').filter((path) => regex.test(path))
}
