import { parseGoDuration } from '../../schema/go-duration.js'
import type { ParsedValue } from './parse-flags.js'

/** Types of flags as spf13/pflag names them; `strings` splits at commas, `array` does not. */
export type FlagType = 'bool' | 'string' | 'int' | 'duration' | 'strings' | 'array'

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True'])
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False'])

/** The value of a flag's text, or what Go's strconv and time packages say against it. */
export function parseFlagValue(type: FlagType, text: string): ParsedValue {
  switch (type) {
    case 'string':
      return { value: text }
    case 'bool':
      return parseBool(text)
    case 'int':
      return parseInteger(text)
    case 'duration':
      return parseGoDuration(text)
    case 'strings':
      return { value: splitCsv(text) }
    case 'array':
      return { value: [text] }
  }
}

/** Go's strconv.ParseBool. */
function parseBool(text: string): { readonly value: boolean } | { readonly problem: string } {
  if (TRUE_WORDS.has(text)) return { value: true }
  if (FALSE_WORDS.has(text)) return { value: false }
  return { problem: `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax` }
}

/** Go's strconv.ParseInt with base 0, as pflag asks for it. */
function parseInteger(text: string): { readonly value: number } | { readonly problem: string } {
  if (!/^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)$/.test(text)) {
    return { problem: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` }
  }
  const digits = text.replace(/^[+-]/, '')
  const magnitude = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
  return { value: text.startsWith('-') ? -magnitude : magnitude }
}

/** One line of comma-separated values; double quotes protect commas (pflag's readAsCSV over encoding/csv). */
function splitCsv(text: string): readonly string[] {
  if (text === '') return []
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"' && quoted && text.charAt(at + 1) === '"') {
      field += '"'
      at++
    } else if (character === '"' && (quoted || field === '')) {
      quoted = !quoted
    } else if (character === ',' && !quoted) {
      fields.push(field)
      field = ''
    } else {
      field += character
    }
  }
  return [...fields, field]
}
