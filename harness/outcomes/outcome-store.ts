import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ScenarioOutcome } from '../runner/outcome.js'
import { type DigestedInput, digestInput, type Input } from './inputs.js'
import { outcomeDigest } from './outcome-request.js'

/** Entries beyond this are removed, the longest unused first, until half is left. */
const MAX_BYTES = 64e6

/** Readable by its owner alone: outcomes tell of the user's systems, though no secret of them. */
const PRIVATE = { mode: 0o600 }

/** An outcome of an earlier run. */
export interface RememberedOutcome {
  readonly outcome: ScenarioOutcome
  /** Of everything it was made from. */
  readonly digest: string
}

/**
 * Outcomes of earlier runs in a folder, two files each: `<request>.inputs` says which files a request depends on,
 * `<digest>.outcome` holds the outcome for the request and the contents of these files. Files are written aside and renamed, so that
 * several processes may use the folder at once; what cannot be read is as if it were not there.
 */
export class OutcomeStore {
  readonly #folder: string
  readonly #maxBytes: number

  constructor(folder: string, maxBytes = MAX_BYTES) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** The outcome of an earlier run on equal inputs; `wallMs` is now in Unix ms. */
  read(request: string, wallMs: number): RememberedOutcome | undefined {
    try {
      const inputs = readInputs(readFileSync(this.#inputs(request), 'utf8'))
      const digest = outcomeDigest(
        request,
        inputs.map((input) => digestInput(input, wallMs)),
      )
      const path = this.#outcome(digest)
      const outcome = unpack(readFileSync(path))
      if (outcome === undefined) return undefined
      touch(path)
      return { outcome, digest }
    } catch {
      return undefined
    }
  }

  /** Keep an outcome with all it was made from. Throws what the file system says. */
  write(request: string, inputs: readonly DigestedInput[], outcome: ScenarioOutcome): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const list: readonly Input[] = inputs.map(({ kind, path }) => ({ kind, path }))
    this.#put(this.#outcome(outcomeDigest(request, inputs)), pack(outcome))
    this.#put(this.#inputs(request), JSON.stringify(list))
    this.#evict()
  }

  #inputs(request: string): string {
    return join(this.#folder, `${request}.inputs`)
  }

  #outcome(digest: string): string {
    return join(this.#folder, `${digest}.outcome`)
  }

  #put(path: string, content: string | Buffer): void {
    const aside = `${path}.${process.pid}`
    try {
      writeFileSync(aside, content, PRIVATE)
      renameSync(aside, path)
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
  }

  #evict(): void {
    const files = readdirSync(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name)
      const stat = statSync(path, { throwIfNoEntry: false })
      return stat === undefined ? [] : [{ path, size: stat.size, usedMs: stat.mtimeMs }]
    })
    let bytes = files.reduce((sum, { size }) => sum + size, 0)
    if (bytes <= this.#maxBytes) return
    for (const { path, size } of files.sort((x, y) => x.usedMs - y.usedMs)) {
      rmSync(path, { force: true })
      bytes -= size
      if (bytes <= this.#maxBytes / 2) return
    }
  }
}

function readInputs(text: string): readonly Input[] {
  return JSON.parse(text) as readonly Input[]
}

/** The digest of the text, then the text compressed. */
function pack(outcome: ScenarioOutcome): Buffer {
  const text = JSON.stringify(outcome)
  return Buffer.concat([sha256(text), gzipSync(text)])
}

/** Undefined when it is not what was packed. */
function unpack(packed: Buffer): ScenarioOutcome | undefined {
  const text = gunzipSync(packed.subarray(32)).toString('utf8')
  return sha256(text).equals(packed.subarray(0, 32)) ? (JSON.parse(text) as ScenarioOutcome) : undefined
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** It was of use now; a folder that may only be read keeps the order in which things were written. */
function touch(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // Only the order of removal depends on it.
  }
}
