import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import { type Json, stableStringify } from '../../twins/kernel/json.js'
import type { WorldRecord } from '../../twins/kernel/world-record.js'
import type { WorldInputs } from '../runner/prepare-embedded.js'

/*
 * Healthy worlds of the shipped scenarios, recorded when the package is built. They belong to the code they lie beside,
 * and a build starts without any; what else a world is made from is the name of its record. A changed chart, another
 * seed or version has no record: its world is built.
 */

/** The recorded world for these inputs; undefined when there is none that this engine can read. */
export function readRecordedWorld(inputs: WorldInputs): WorldRecord | undefined {
  const path = recordPath(inputs)
  if (path === undefined || !existsSync(path)) return undefined
  try {
    return deserialize(readFileSync(path)) as WorldRecord
  } catch {
    // Written by a newer engine than this one.
    return undefined
  }
}

/** Keeps a world; only code that runs from `dist/` does. */
export function writeRecordedWorld(inputs: WorldInputs, record: WorldRecord): void {
  const path = recordPath(inputs)
  if (path === undefined) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, serialize(record))
}

/** `dist/worlds/<digest of the inputs>`; undefined when this code does not run from `dist/`. */
function recordPath({ profile, world, seed, files }: WorldInputs): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url)).split(sep)
  const dist = here.lastIndexOf('dist')
  if (dist < 0) return undefined
  const digest = createHash('sha256')
  digest.update(stableStringify([profile, world, seed] as unknown as Json))
  for (const path of files.list('')) digest.update(`\0${path}\0${files.read(path)}`)
  return join(here.slice(0, dist + 1).join(sep), 'worlds', digest.digest('hex').slice(0, 32))
}
