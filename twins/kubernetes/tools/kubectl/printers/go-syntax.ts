import type { Json, JsonObject } from '../../../../kernel/json.js'
import { goQuote } from '../../../schema/go-text.js'

/** A JSON value as Go's `%#v` prints an unstructured object. */
export function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[]interface {}{${(value as readonly Json[]).map(goSyntax).join(', ')}}`
  const map = value as JsonObject
  const members = Object.keys(map)
    .sort()
    .map((key) => `${goQuote(key)}:${goSyntax(map[key] ?? null)}`)
  return `map[string]interface {}{${members.join(', ')}}`
}
