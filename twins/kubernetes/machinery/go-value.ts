import { compareKeys, isObject, type Json } from '../../kernel/json.js'
import { goQuote } from '../schema/go-text.js'

/*
 * Decoded JSON values as Go prints them in error messages (fmt, reflect).
 */

/** The type of a decoded JSON value as Go prints it. */
export function goType(value: Json | undefined): string {
  if (value === null || value === undefined) return '%!s(<nil>)'
  if (Array.isArray(value)) return '[]interface {}'
  if (isObject(value)) return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'string'
}

/** A decoded JSON value as Go's `%v` prints it: `map[a:1 b:[x y]]`. */
export function goText(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (!isObject(value)) return String(value)
  const members = Object.keys(value)
    .sort(compareKeys)
    .map((key) => `${key}:${goText(value[key])}`)
  return `map[${members.join(' ')}]`
}

/** Go's `%#v` of a decoded JSON value. */
export function goSyntax(value: Json): string {
  if (typeof value === 'string') return goQuote(value)
  if (value === null) return 'interface {}(nil)'
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (!isObject(value)) return String(value)
  const members = Object.keys(value).sort(compareKeys)
  const shown = members.map((name) => `${goQuote(name)}:${goSyntax(value[name] as Json)}`)
  return `map[string]interface {}{${shown.join(', ')}}`
}
