import { LineCounter, parseAllDocuments } from 'yaml'
import type { Files } from '../../twins/kernel/files.js'
import { isObject, type JsonObject } from '../../twins/kernel/json.js'
import { location, ScenarioError } from './errors.js'

/** An object of a manifest with where it stands. */
export interface ManifestObject {
  readonly object: JsonObject
  readonly path: string
  /** 1-based line of the document's first key. */
  readonly line: number
}

/**
 * Read a YAML file of API objects. Scalars are read as YAML 1.1, as kubectl reads them.
 * Throws `manifest-missing` and `manifest-syntax`, naming file and line.
 */
export function readManifest(files: Files, path: string): readonly ManifestObject[] {
  const text = files.read(path)
  if (text === undefined) {
    throw new ScenarioError(`${path}: no such file`, {
      code: 'manifest-missing',
      subject: path,
      remedy: 'Paths are relative to the fixtures of the scenario.',
    })
  }
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, version: '1.1', merge: true })
  return documents.flatMap((document) => {
    const error = document.errors[0]
    if (error !== undefined)
      throw syntaxError(path, lines.linePos(error.pos[0]).line, error.message.split('\n')[0]!)
    const value: unknown = document.toJS()
    if (value === null || value === undefined) return []
    const line = lines.linePos(document.contents?.range?.[0] ?? 0).line
    if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') {
      throw syntaxError(path, line, 'an object needs apiVersion and kind')
    }
    return [{ object: value, path, line }]
  })
}

function syntaxError(path: string, line: number, message: string): ScenarioError {
  const subject = location(path, line)
  return new ScenarioError(`${subject}: ${message}`, {
    code: 'manifest-syntax',
    subject,
    remedy: 'Correct the manifest.',
  })
}
