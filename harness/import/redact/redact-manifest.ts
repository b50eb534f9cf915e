import { RehearseError } from '../../../twins/kernel/errors.js'
import { isObject, type Json, type JsonObject, jsonEqual } from '../../../twins/kernel/json.js'
import { parseYaml, toGoYaml } from '../../../twins/kubernetes/index.js'
import type { KnownSecrets } from './known-secrets.js'

/** What an object of a manifest is without secret values. */
export type ObjectRedactor = (object: JsonObject) => JsonObject

/**
 * A text of several YAML documents without secret values. A document that holds none stays as it is written, comments included; one that
 * does is written anew from the object it means, below its leading comments (Helm's `# Source:`).
 */
export function redactManifest(text: string, known: KnownSecrets, redactObject: ObjectRedactor): string {
  return text
    .split(/^(?=---(?:\s|$))/m)
    .map((document) => redactDocument(document, known, redactObject))
    .join('')
}

const HEAD = /^(?:---[^\n]*\n?|\s*#[^\n]*\n|\s*\n)*/

function redactDocument(text: string, known: KnownSecrets, redactObject: ObjectRedactor): string {
  const head = HEAD.exec(text)![0]
  const value = meaningOf(text.slice(head.length))
  if (!isObject(value)) return known.text(text)
  const redacted = redactObject(value)
  if (jsonEqual(redacted, value)) return known.text(text)
  return `${known.text(head)}${toGoYaml(redacted)}`
}

function meaningOf(text: string): Json | undefined {
  try {
    return parseYaml(text, { integers: 'float64' })
  } catch (error) {
    if (error instanceof RehearseError) return undefined
    throw error
  }
}
