import { type Document, LineCounter, parseAllDocuments } from 'yaml'
import { RehearseError } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import { isObject, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { parseYaml } from '../../twins/kubernetes/index.js'
import { location, ScenarioError } from './errors.js'

/** An object of a manifest with where it stands. */
export interface ManifestObject {
  readonly object: JsonObject
  /** As shown in messages. */
  readonly path: string
  /** 1-based line of the document's first key. */
  readonly line: number
}

/**
 * Read a YAML file of API objects. Scalars are read as YAML 1.1, as kubectl reads them (sigs.k8s.io/yaml v1.4.0 over
 * go-yaml v2): `yes` is true, `0777` is octal, and dates and times are texts. `folder` stands before the path in
 * messages. Throws `manifest-missing` and `manifest-syntax`, naming file and line.
 */
export function readManifest(files: Files, path: string, folder = ''): readonly ManifestObject[] {
  const text = files.read(path)
  const shown = folder === '' ? path : `${folder}/${path}`
  if (text === undefined) {
    throw new ScenarioError(`${shown}: no such file`, {
      code: 'manifest-missing',
      subject: shown,
      remedy: 'Paths are relative to the fixtures of the scenario.',
    })
  }
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  return documents.flatMap((document: Document.Parsed) => {
    const error = document.errors[0]
    if (error !== undefined) {
      // What is missing at the end is missing on the last line that has something.
      const at = Math.min(error.pos[0], text.trimEnd().length)
      throw syntaxError(shown, lines.linePos(at).line, error.message)
    }
    const line = lines.linePos(document.contents?.range?.[0] ?? 0).line
    const value = readDocument(text.slice(document.range[0], document.range[2]), shown, line)
    if (value === null) return []
    if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') {
      throw syntaxError(shown, line, 'an object needs apiVersion and kind')
    }
    return [{ object: value, path: shown, line }]
  })
}

function readDocument(text: string, path: string, line: number): Json {
  try {
    return parseYaml(text, { integers: 'int64' })
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    throw syntaxError(path, line, error.message)
  }
}

function syntaxError(path: string, line: number, message: string): ScenarioError {
  const subject = location(path, line)
  return new ScenarioError(`${subject}: ${message}`, {
    code: 'manifest-syntax',
    subject,
    remedy: 'Correct the manifest.',
  })
}
