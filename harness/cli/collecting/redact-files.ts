import { randomBytes } from 'node:crypto'
import { readOrMakeKey } from '../../import/disk/key-file.js'
import type { DumpFile } from '../../import/dump.js'
import { redactFiles as redactWith } from '../../import/redact/redact-dump.js'
import { rederive } from '../importing/rederive.js'

/** The files of a dump without secret values, and the file that says so. `keyPath` is the file of the key, made when it is not there. */
export function redactFiles(files: readonly DumpFile[], keyPath: string): readonly DumpFile[] {
  return redactWith(files, readOrMakeKey(keyPath, randomBytes), rederive)
}
