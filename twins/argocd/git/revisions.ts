import { createHash } from 'node:crypto'
import type { Files } from '../../kernel/files.js'

const known = new WeakMap<Files, Map<string, string>>()

/**
 * The id of the commit that holds a folder's files: 40 hexadecimal digits over paths and contents, so that equal trees
 * are one commit. Recorded renders, which no repository holds, do not count.
 */
export function revisionOf(files: Files, folder: string): string {
  const ids = known.get(files) ?? new Map<string, string>()
  known.set(files, ids)
  const id = ids.get(folder)
  if (id !== undefined) return id
  const hash = createHash('sha1')
  for (const path of treeOf(files, folder)) {
    hash.update(`${path.slice(folder.length)}\u0000${files.read(path) ?? ''}\u0000`)
  }
  const computed = hash.digest('hex')
  ids.set(folder, computed)
  return computed
}

/** The files of a checkout below `folder`, sorted. */
export function treeOf(files: Files, folder: string): readonly string[] {
  return files.list(folder).filter((path) => !path.slice(folder.length).includes('.renders/'))
}
