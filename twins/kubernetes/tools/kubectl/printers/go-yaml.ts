import { isObject, type Json, type JsonObject } from '../../../../kernel/json.js'
import { resolvePlainScalar } from '../../../yaml/plain-scalar.js'
import { compareNaturally } from './natural-order.js'

const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$/
const BASE_60_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
/** What may not stand anywhere in a plain or single-quoted scalar: everything libyaml does not call printable. */
const SPECIAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufeff\ufffe\uffff\u{10000}-\u{10ffff}]/u
const STARTS_WITH_INDICATOR = /^[#,[\]{}&*!|>'"%@`]|^[?:](?=\s|$)|^-(?=\s|$)|^---|^\.\.\./
const HOLDS_INDICATOR = /:(?=\s|$)|\s#/

/** Where a scalar stands: lines that continue it start at `indent`; the first one at `column`. */
interface Place {
  readonly indent: number
  readonly column: number
}

/**
 * A document as `-o yaml` prints it: sigs.k8s.io/yaml v1.4.0 over its go-yaml v2 fork (encode.go, emitterc.go), with
 * keys in natural order, lists not indented, and long lines folded behind column 80. Ends with a newline.
 */
export function toGoYaml(value: Json): string {
  if (isObject(value) && Object.keys(value).length > 0) return mapLines(value, 0).join('')
  if (Array.isArray(value) && value.length > 0) return listLines(value as readonly Json[], 0).join('')
  return `${scalar(value, { indent: 2, column: 0 })}\n`
}

function mapLines(map: JsonObject, indent: number): readonly string[] {
  const pad = ' '.repeat(indent)
  return Object.keys(map)
    .sort(compareNaturally)
    .flatMap((key) => {
      const head = `${pad}${keyText(key)}:`
      const value = map[key] ?? null
      if (Array.isArray(value) && value.length > 0) return [`${head}\n`, ...listLines(value, indent)]
      if (isObject(value) && Object.keys(value).length > 0)
        return [`${head}\n`, ...mapLines(value, indent + 2)]
      return [`${head} ${scalar(value, { indent: indent + 2, column: head.length + 1 })}\n`]
    })
}

function listLines(list: readonly Json[], indent: number): readonly string[] {
  const pad = ' '.repeat(indent)
  return list.flatMap((item) => {
    const lines = itemLines(item, indent + 2)
    // The first line of a nested block stands behind the dash.
    return lines.map((line, index) => (index === 0 ? `${pad}- ${line.slice(indent + 2)}` : line))
  })
}

function itemLines(item: Json, indent: number): readonly string[] {
  if (Array.isArray(item) && item.length > 0) return listLines(item as readonly Json[], indent)
  if (isObject(item) && Object.keys(item).length > 0) return mapLines(item, indent)
  return [`${' '.repeat(indent)}${scalar(item, { indent, column: indent })}\n`]
}

/** One scalar or empty collection. */
function scalar(value: Json, place: Place): string {
  if (typeof value === 'string') return text(value, place)
  if (value === null) return 'null'
  if (typeof value === 'number') return goFloat(value)
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? '[]' : '{}'
}

/** Integers as they are; floats as Go's strconv.FormatFloat(f, 'g', -1, 64). */
function goFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value)
  const [mantissa = '', exponent] = String(value).split('e')
  if (exponent === undefined) return mantissa
  const sign = exponent.startsWith('-') ? '-' : '+'
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`
}

function text(value: string, place: Place): string {
  if (!value.includes('\n')) return fold(value, lineStyle(value), place)
  return blockAllowed(value) ? literal(value, place.indent) : fold(value, 'double', place)
}

/** Keys are never folded and never block scalars. */
function keyText(key: string): string {
  return wrap(key, key.includes('\n') ? 'double' : lineStyle(key))
}

type Style = 'plain' | 'single' | 'double'

function lineStyle(value: string): Style {
  if (!staysString(value) || SPECIAL.test(value)) return 'double'
  const plain = !STARTS_WITH_INDICATOR.test(value) && !HOLDS_INDICATOR.test(value) && !/^ | $/.test(value)
  return plain ? 'plain' : 'single'
}

function wrap(value: string, style: Style): string {
  if (style === 'plain') return value
  return style === 'single' ? `'${value.replaceAll("'", "''")}'` : `"${escaped(value)}"`
}

/**
 * Breaks the line at a lone space once it is longer than 80 columns (emitterc.go, yaml_emitter_write_plain_scalar and
 * its siblings). A break stands for the space; in double quotes a space behind it is escaped.
 */
function fold(value: string, style: Style, place: Place): string {
  const characters = Array.from(value)
  const quote = style === 'plain' ? '' : style === 'single' ? "'" : '"'
  let folded = quote
  let column = place.column + quote.length
  characters.forEach((character, at) => {
    const inside = style === 'plain' || (at > 0 && at < characters.length - 1)
    const lone = characters[at - 1] !== ' ' && (style === 'double' || characters[at + 1] !== ' ')
    if (character === ' ' && column > BEST_WIDTH && inside && lone) {
      const protect = style === 'double' && characters[at + 1] === ' ' ? '\\' : ''
      folded += `\n${' '.repeat(place.indent)}${protect}`
      column = place.indent + protect.length
      return
    }
    const written =
      style === 'single' && character === "'" ? "''" : style === 'double' ? escaped(character) : character
    folded += written
    column += written.length
  })
  return folded + quote
}

const BEST_WIDTH = 80

/** False when a plain scalar of this text would be read as something else. */
function staysString(value: string): boolean {
  return typeof resolvePlainScalar(value) === 'string' && !isTimestamp(value) && !BASE_60_FLOAT.test(value)
}

function isTimestamp(value: string): boolean {
  const match = TIMESTAMP.exec(value)
  if (match === null) return false
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(2, 7)
    .map((part) => Number(part ?? 0))
  const days =
    [31, isLeapYear(Number(match[1])) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Block scalars cannot hold special characters, spaces before a line break, or spaces at the end. */
function blockAllowed(value: string): boolean {
  return !SPECIAL.test(value.replaceAll('\n', '')) && !/ (\n|$)/.test(value)
}

function literal(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : ''
  const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : ''
  const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n')
  const pad = ' '.repeat(indent)
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escaped(value: string): string {
  let result = ''
  for (const character of value) {
    result += ESCAPES[character] ?? (SPECIAL.test(character) ? hex(character) : character)
  }
  return result
}

function hex(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
  if (code <= 0xffff) return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  return `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`
}
