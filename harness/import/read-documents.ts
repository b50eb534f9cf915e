import { RehearseError } from '../../twins/kernel/errors.js'
import type { Json } from '../../twins/kernel/json.js'
import { parseYaml } from '../../twins/kubernetes/index.js'
import type { DumpFile } from './dump.js'
import { unreadable } from './errors.js'

/** One document of a file: a file of JSON is one. */
export interface DumpDocument {
  readonly value: Json
  /** 1-based, where it begins. */
  readonly line: number
}

/**
 * The documents of a YAML or JSON file; empty ones are left out. YAML is read as kubectl reads it. Throws `ImportError` with file and
 * line.
 */
export function readDocuments(file: DumpFile): readonly DumpDocument[] {
  return /^\s*[[{]/.test(file.text) ? readJson(file) : readYaml(file)
}

function readJson({ path, text }: DumpFile): readonly DumpDocument[] {
  try {
    return [{ value: JSON.parse(text) as Json, line: 1 }]
  } catch (error) {
    // `{a: 1}` is YAML, and so are the manifests that begin so.
    const documents = tryYaml(path, text)
    if (documents !== undefined) return documents
    const { message } = error as Error
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
    throw unreadable(path, lineAt(text, at), `not JSON: ${withoutSource(message)}`, TAKE_AGAIN)
  }
}

const TAKE_AGAIN = 'Take this part of the dump again; a file that was cut off ends in the middle.'

/** The engine quotes the text around the error, which may hold a secret. */
function withoutSource(message: string): string {
  return message.replace(/,? ?(?:\.\.\.)?".*" is not valid JSON/s, '').replace(/ in JSON at position.*$/s, '')
}

function tryYaml(path: string, text: string): readonly DumpDocument[] | undefined {
  try {
    return readYaml({ path, text })
  } catch (error) {
    if (error instanceof RehearseError) return undefined
    throw error
  }
}

function readYaml({ path, text }: DumpFile): readonly DumpDocument[] {
  const documents: DumpDocument[] = []
  for (const { part, line } of splitDocuments(text)) {
    const value = readPart(path, part, line)
    if (value !== null) documents.push({ value, line: line + leadingLines(part) })
  }
  return documents
}

function readPart(path: string, part: string, line: number): Json {
  try {
    return parseYaml(part, { integers: 'float64' })
  } catch (error) {
    if (!(error instanceof RehearseError)) throw error
    // What is missing at the end is missing on the last line that has something.
    const last = part.trimEnd().split('\n').length
    const within = Math.min(last, Number(/line (\d+)/.exec(error.message)?.[1] ?? 1))
    const why = error.message.replace(/^yaml: (line \d+: )?/, '')
    throw unreadable(path, line + within - 1, `not YAML: ${why}`, TAKE_AGAIN)
  }
}

/** A line that begins with `---` begins a document wherever it stands: YAML 1.2.2, 9.1.2 (forbidden content). */
function splitDocuments(text: string): readonly { readonly part: string; readonly line: number }[] {
  const documents: { part: string; line: number }[] = []
  let part: string[] = []
  let from = 1
  text.split('\n').forEach((content, index) => {
    if (/^---(\s|$)/.test(content)) {
      documents.push({ part: part.join('\n'), line: from })
      part = [content.slice('---'.length)]
      from = index + 1
    } else part.push(content)
  })
  documents.push({ part: part.join('\n'), line: from })
  return documents
}

function leadingLines(part: string): number {
  return /^(?:\s*(?:#.*)?\n)*/.exec(part)![0].split('\n').length - 1
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
