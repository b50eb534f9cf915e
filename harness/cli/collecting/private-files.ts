import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DumpFile } from '../../import/dump.js'

/**
 * Writes files into a new folder that only their owner can read: folders 0700, files 0600. The folder appears when all files are in it,
 * or not at all; it may exist if it is empty.
 */
export function writePrivately(folder: string, files: readonly DumpFile[]): void {
  mkdirSync(dirname(folder), { recursive: true })
  const scratch = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`))
  try {
    for (const { path, text } of files) {
      mkdirSync(join(scratch, dirname(path)), { recursive: true, mode: 0o700 })
      writeFileSync(join(scratch, path), text, { mode: 0o600, flag: 'wx' })
    }
    if (existsSync(folder)) rmdirSync(folder)
    renameSync(scratch, folder)
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true })
    throw error
  }
}
