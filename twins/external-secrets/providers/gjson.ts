import { NotModelled } from '../../kernel/errors.js'
import { type RawJson, readRawJson } from './raw-json.js'

/**
 * The text at a gjson path, or undefined. Modelled: keys joined by dots, `\.` for a dot in a key, array indices and
 * `#` (length, or the same path in every element). Everything else of gjson throws {@link NotModelled}.
 * gjson v1.18.0 gjson.go (Get, Result.String).
 */
export function gjson(json: string, path: string): string | undefined {
  const document = readRawJson(json)
  if (document === undefined) return undefined
  const found = walk(document, splitPath(path))
  return found === undefined ? undefined : textOf(found)
}

/** The same, after the literal key: `a.b` first means the key `a.b`. aws secretsmanager.go (escapeDotsIfRequired). */
export function gjsonLiteralFirst(json: string, path: string): string | undefined {
  const literal = path.includes('.') ? gjson(json, path.replaceAll('.', '\\.')) : undefined
  return literal ?? gjson(json, path)
}

function splitPath(path: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < path.length; at++) {
    const letter = path[at]!
    if (letter === '\\' && at + 1 < path.length) {
      at += 1
      part += path[at]!
    } else if (letter === '.') {
      parts.push(part)
      part = ''
    } else {
      const startsPart = part === ''
      const lonelyHash = letter === '#' && startsPart && (path[at + 1] ?? '.') === '.'
      if ('*?|'.includes(letter) || (startsPart && '@!{[#'.includes(letter) && !lonelyHash))
        throw new NotModelled(
          `the gjson path ${JSON.stringify(path)}`,
          'Use keys, array indices and # only, or extract the whole secret.',
        )
      part += letter
    }
  }
  return [...parts, part]
}

function walk(value: RawJson, parts: readonly string[]): RawJson | undefined {
  const [part, ...rest] = parts
  if (part === undefined) return value
  if (value.kind !== 'object' && value.kind !== 'array') return undefined
  if (value.kind === 'array' && part === '#') return walkAll(value.members, rest)
  const member =
    value.kind === 'object'
      ? value.members.find((candidate) => candidate.key === part)
      : value.members[/^\d+$/.test(part) ? Number(part) : -1]
  return member === undefined ? undefined : walk(readRawJson(member.raw)!, rest)
}

function walkAll(members: readonly { readonly raw: string }[], rest: readonly string[]): RawJson {
  if (rest.length === 0) return { kind: 'number', raw: String(members.length) }
  const found = members
    .map((member) => walk(readRawJson(member.raw)!, rest))
    .filter((value) => value !== undefined)
  return { kind: 'array', raw: `[${found.map((value) => value.raw).join(',')}]`, members: found.map(keyless) }
}

function keyless(value: RawJson) {
  return { key: '', raw: value.raw }
}

function textOf(value: RawJson): string {
  if (value.kind === 'string') return JSON.parse(value.raw) as string
  if (value.kind === 'null') return ''
  if (value.kind === 'number' && !/^-?\d+$/.test(value.raw)) return formatFloat(Number(value.raw))
  return value.raw
}

/** Go's strconv.FormatFloat(x, 'f', -1, 64): no exponent. */
function formatFloat(value: number): string {
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (match === null) return text
  const [, sign = '', head = '', tail = '', exponent = '0'] = match
  const shift = Number(exponent)
  const digits = head + tail
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`
  return sign + digits.padEnd(shift + 1, '0')
}
