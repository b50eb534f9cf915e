import { type Document, LineCounter, parseAllDocuments, type Tags } from 'yaml'
import type { Files } from '../../twins/kernel/files.js'
import { isObject, type JsonObject } from '../../twins/kernel/json.js'
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
  const options = { lineCounter: lines, version: '1.1', merge: true, prettyErrors: false } as const
  const documents = parseAllDocuments(text, { ...options, customTags: (tags) => tags.filter(isJsonTag) })
  return documents.flatMap((document: Document.Parsed) => {
    const error = document.errors[0]
    if (error !== undefined) throw syntaxError(shown, lines.linePos(error.pos[0]).line, error.message)
    const line = lines.linePos(document.contents?.range?.[0] ?? 0).line
    const value = jsonOf(document, location(shown, line))
    if (value === null || value === undefined) return []
    if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') {
      throw syntaxError(shown, line, 'an object needs apiVersion and kind')
    }
    return [{ object: value, path: shown, line }]
  })
}

/** Anchors are resolved only here. */
function jsonOf(document: Document.Parsed, subject: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw syntaxErrorAt(subject, error instanceof Error ? error.message : String(error))
  }
}

/** Types that JSON does not have, and base 60, which go-yaml does not read. */
function isJsonTag(tag: Tags[number]): boolean {
  if (typeof tag === 'string') return true
  const name = tag.tag.replace('tag:yaml.org,2002:', '')
  const sexagesimal = 'format' in tag && tag.format === 'TIME'
  return !sexagesimal && !['timestamp', 'binary', 'set', 'omap', 'pairs'].includes(name)
}

function syntaxError(path: string, line: number, message: string): ScenarioError {
  return syntaxErrorAt(location(path, line), message)
}

function syntaxErrorAt(subject: string, message: string): ScenarioError {
  return new ScenarioError(`${subject}: ${message}`, {
    code: 'manifest-syntax',
    subject,
    remedy: 'Correct the manifest.',
  })
}
