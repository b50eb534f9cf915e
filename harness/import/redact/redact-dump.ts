import { createHmac } from 'node:crypto'
import type { JsonObject } from '../../../twins/kernel/json.js'
import type { DumpFile, DumpObject } from '../dump.js'
import { readDump } from '../read-dump.js'
import { KnownSecrets } from './known-secrets.js'
import { redactObject } from './redact-object.js'
import { redactSql } from './redact-sql.js'
import { redactState } from './redact-state.js'
import { vocabularyOf } from './vocabulary.js'

/**
 * Puts right what an object says about its own values, e.g. a digest of them: `before` and `after` are the object with its values as they were and
 * as they are.
 */
export type Rederive = (before: JsonObject, after: JsonObject) => JsonObject

export interface RedactOptions {
  readonly known: KnownSecrets
  /** Paths of files whose objects have been redacted already. */
  readonly redacted: ReadonlySet<string>
  readonly rederive: Rederive
}

/** The objects of a dump without secret values. */
export function redactObjects(
  objects: readonly DumpObject[],
  { known, redacted, rederive }: RedactOptions,
): readonly JsonObject[] {
  return objects.map(({ object, path }) =>
    redacted.has(path) ? object : rederive(object, redactObject(object, known)),
  )
}

/** The file that says which files of a dump are redacted, and with which key. */
export const REDACTION_FILE = 'redaction.json'

/** What is written into it. */
export interface Redaction {
  readonly schemaVersion: 1
  /** See {@link fingerprintOf}. */
  readonly key: string
  readonly files: readonly string[]
}

/** Tells two keys apart, and nothing else about them. */
export function fingerprintOf(key: Uint8Array): string {
  return createHmac('sha256', key).update('rehearse redaction key', 'utf8').digest('hex').slice(0, 16)
}

/**
 * The files of a dump, each redacted and in its own place, with {@link REDACTION_FILE} beside them, so that they are not redacted a second time.
 * Throws `ImportError` for a file that cannot be read.
 */
export function redactFiles(
  files: readonly DumpFile[],
  key: Uint8Array,
  rederive: Rederive,
): readonly DumpFile[] {
  const all = readDump(files)
  const known = new KnownSecrets(key, vocabularyOf(all.objects.map(({ object }) => object)))
  const redactFile = ({ path, text }: DumpFile): DumpFile => {
    const { objects, states, schemas } = readDump([{ path, text }])
    if (states.length > 0)
      return { path, text: `${JSON.stringify(redactState(JSON.parse(text), known), null, 2)}\n` }
    if (schemas.length > 0) return { path, text: redactSql(text, known) }
    const items = redactObjects(objects, { known, redacted: new Set(), rederive })
    return { path, text: `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n` }
  }
  // What is secret anywhere is to be known everywhere.
  for (const file of files) redactFile(file)
  const redaction: Redaction = {
    schemaVersion: 1,
    key: fingerprintOf(key),
    files: files.map(({ path }) => path),
  }
  const about = { path: REDACTION_FILE, text: `${JSON.stringify(redaction, null, 2)}\n` }
  return [...files.map(redactFile), about]
}
