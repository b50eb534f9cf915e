import type { JsonObject } from '../../../twins/kernel/json.js'
import { objectAt, textAt } from '../../../twins/kubernetes/index.js'

const VARIABLE = /\{\{-?\s*\.(\w+)\s*(?:\|\s*toString\s*)?-?\}\}/g

/**
 * The variables that went into a Secret, read back from what came out of its template: `{{ .name }}` alone, between texts that stayed. Without a
 * template the keys of the Secret are the variables. What goes through a function cannot be read back and is left out.
 */
export function variablesOf(
  template: JsonObject,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const templated = objectAt(template, 'data')
  const keys = Object.keys(templated)
  if (keys.length === 0) return texts
  const found: Record<string, string> = {}
  if (textAt(template, 'mergePolicy') === 'Merge')
    for (const [key, text] of Object.entries(texts)) if (!keys.includes(key)) found[key] = text
  for (const key of keys) {
    const text = texts[key]
    if (text !== undefined) Object.assign(found, readBack(String(templated[key]), text))
  }
  return found
}

function readBack(template: string, text: string): Readonly<Record<string, string>> {
  const names: string[] = []
  const literals = template.split(VARIABLE).filter((part, index) => {
    if (index % 2 === 1) names.push(part)
    return index % 2 === 0
  })
  if (names.length === 0 || literals.some((literal) => literal.includes('{{'))) return {}
  const pattern = new RegExp(`^${literals.map(escaped).join('([\\s\\S]+?)')}$`)
  const match = pattern.exec(text)
  if (match === null) return {}
  return Object.fromEntries(names.map((name, index) => [name, match[index + 1]!]))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
