import { type Json, stableStringify } from '../../../../kernel/json.js'
import { goJsonEscape } from '../../../schema/go-text.js'

/** A document as `-o json` prints it: keys in byte order, four spaces, `<`, `>` and `&` escaped. Ends with a newline. */
export function toGoJson(value: Json): string {
  return `${goJsonEscape(stableStringify(value, 4))}\n`
}

/** One line of JSON as Go's json.Marshal writes a map: keys in byte order, no spaces, HTML characters escaped. */
export function toCompactJson(value: Json): string {
  return goJsonEscape(stableStringify(value))
}

/**
 * A JSON value as Go's `fmt.Sprint` shows what unstructured objects hold: strings bare, null as `<nil>`,
 * `map[a:1 b:2]`, `[1 2]`.
 */
export function goSprint(value: Json | undefined): string {
  if (value === undefined || value === null) return '<nil>'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(goSprint).join(' ')}]`
  const map = value as { readonly [key: string]: Json }
  const keys = Object.keys(map).sort()
  return `map[${keys.map((key) => `${key}:${goSprint(map[key])}`).join(' ')}]`
}
