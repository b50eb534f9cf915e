import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Files } from '../../twins/kernel/files.js'
import { candidatesOf } from '../scenario/module-graph.js'
import { readFiles } from '../scenario/read-files.js'

const HOUR_MS = 3_600_000

/**
 * Something outside of the package that an outcome depends on. `file`: a text; `folder`: all artefacts below it; `stem`: which files an
 * import may mean; `age`: how old a dump is, to the hour, which verdicts on it tell.
 */
export interface Input {
  readonly kind: 'file' | 'folder' | 'stem' | 'age'
  /** Absolute; of an age: the instant of the dump, RFC 3339. */
  readonly path: string
}

/** An input with the digest of what it held. */
export interface DigestedInput extends Input {
  readonly digest: string
}

/** What is there now; `wallMs` is now in Unix ms. An absent file or folder has a digest as well. */
export function digestInput(input: Input, wallMs: number): DigestedInput {
  return { kind: input.kind, path: input.path, digest: contentDigest(input, wallMs) }
}

function contentDigest({ kind, path }: Input, wallMs: number): string {
  switch (kind) {
    case 'file':
      return existsSync(path) ? digestOf([readFileSync(path, 'utf8')]) : 'absent'
    case 'folder':
      return digestOfFiles(readFiles(path))
    case 'stem':
      return digestOf(candidatesOf(path))
    case 'age':
      return `${Math.floor((wallMs - Date.parse(path)) / HOUR_MS)} h`
  }
}

/** Of the artefacts of a scenario: names and texts. */
export function digestOfFiles(files: Files): string {
  return digestOf(files.list('').flatMap((path) => [path, files.read(path) ?? '']))
}

/** Of a list of texts; where one ends and the next begins counts. */
export function digestOf(texts: readonly string[]): string {
  const digest = createHash('sha256')
  for (const text of texts) digest.update(`${text.length}:`).update(text)
  return digest.digest('hex')
}
