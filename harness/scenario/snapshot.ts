import { isNode, LineCounter, parseAllDocuments } from 'yaml'
import { RehearseError } from '../../twins/kernel/errors.js'
import type { Files } from '../../twins/kernel/files.js'
import { deepFreeze, isObject, type Json, type JsonObject } from '../../twins/kernel/json.js'
import { parseYaml } from '../../twins/kubernetes/index.js'
import { location, ScenarioError } from './errors.js'

/** An object of a dump with where it stands. */
export interface SnapshotObject {
  readonly object: JsonObject
  /** As shown in messages. */
  readonly path: string
  /** 1-based line on which it begins, looked for when somebody asks. */
  readonly line: () => number
}

/**
 * Reads the files of a snapshot: YAML or JSON, single objects, several documents, or Lists as `kubectl get` prints them (also
 * within Lists, and typed ones such as `PodList`). Scalars are read as kubectl reads them. `folder` stands before the paths in
 * messages. Throws `snapshot-missing` and `snapshot-syntax`, naming file and line.
 */
export function readSnapshot(files: Files, paths: readonly string[], folder = ''): readonly SnapshotObject[] {
  return paths.flatMap((path) => {
    const shown = folder === '' ? path : `${folder}/${path}`
    const text = files.read(path)
    if (text === undefined) {
      throw new ScenarioError(`${shown}: no such file`, {
        code: 'snapshot-missing',
        subject: shown,
        remedy: 'Files of a snapshot are relative to the fixtures of the scenario.',
      })
    }
    return documentsOf(text, shown).flatMap(({ value, place }) => objectsIn(value, place, []))
  })
}

/** A document of a file. */
interface Place {
  readonly path: string
  readonly text: string
  /** Line of the file on which the document begins. */
  readonly line: number
}

function documentsOf(text: string, path: string): readonly { readonly value: Json; readonly place: Place }[] {
  if (/^\s*[[{]/.test(text)) {
    const value = asJsonText(text)
    if (value !== undefined) return [{ value, place: { path, text, line: 1 } }]
  }
  return splitDocuments(text, path).map((place) => ({ value: parsed(place), place }))
}

/** A dump of a large cluster is read a hundred times faster as what it is. */
function asJsonText(text: string): Json | undefined {
  try {
    return deepFreeze(JSON.parse(text) as Json)
  } catch {
    // Not JSON, or broken: the YAML parser says what is wrong, and where.
    return undefined
  }
}

function splitDocuments(text: string, path: string): readonly Place[] {
  const places: Place[] = []
  let line = 1
  for (const part of text.split(/^---(?=\s|$)/m)) {
    if (part.trim() !== '') places.push({ path, text: part, line })
    line += part.split('\n').length - 1
  }
  return places
}

function parsed({ path, text, line }: Place): Json {
  try {
    return parseYaml(text)
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    const within = Number(/line (\d+)/.exec(error.message)?.[1] ?? 1)
    throw malformed(path, line + within - 1, error.message.replace(/^yaml: (?:line \d+: )?/, ''))
  }
}

/** `keys` leads from the document to the value. */
function objectsIn(value: Json, place: Place, keys: readonly (string | number)[]): readonly SnapshotObject[] {
  if (value === null) return []
  const line = () => lineAt(place, keys)
  if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string')
    throw malformed(place.path, line(), 'an object needs apiVersion and kind')
  const { items } = value
  if (!value['kind'].endsWith('List') || !Array.isArray(items))
    return [{ object: value, path: place.path, line }]
  return (items as readonly Json[]).flatMap((item, index) =>
    objectsIn(typed(item, value), place, [...keys, 'items', index]),
  )
}

/** Items of a typed list need not say of what kind they are. */
function typed(item: Json, list: JsonObject): Json {
  if (!isObject(item) || item['kind'] !== undefined || list['kind'] === 'List') return item
  return {
    apiVersion: list['apiVersion'] as string,
    kind: String(list['kind']).replace(/List$/, ''),
    ...item,
  }
}

/** Parses the document once more: lines are wanted for errors only. */
function lineAt({ text, line }: Place, keys: readonly (string | number)[]): number {
  const lines = new LineCounter()
  const [document] = parseAllDocuments(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  const node = document?.getIn(keys, true)
  const at = isNode(node) ? node.range?.[0] : undefined
  return at === undefined ? line : line + lines.linePos(at).line - 1
}

function malformed(path: string, line: number, message: string): ScenarioError {
  const subject = location(path, line)
  return new ScenarioError(`${subject}: ${message}`, {
    code: 'snapshot-syntax',
    subject,
    remedy: 'Take the dump again (kubectl get -o yaml or -o json), or correct the file.',
  })
}
