import { Buffer } from 'node:buffer'
import type { Json } from '../../../twins/kernel/json.js'
import { redactAddress } from './address.js'
import { base64For, digitsFor, hexFor, wordFor } from './alphabet.js'
import type { Keyed, Note } from './keyed.js'

/**
 * A secret text as another one of the same shape, a function of the text and the key alone: JSON keeps its keys, a DSN its place,
 * PEM its armour, a list of settings its names; base64, hexadecimal digits, UUIDs and numbers stay what they are. White space around it stays,
 * so that a value with a line break too many still differs from one without. '', `true` and `false` tell nothing and stay. `note` hears of
 * the whole and of every piece.
 */
export function redactLeaf(text: string, keyed: Keyed, note: Note = () => {}): string {
  const core = text.trim()
  if (core === '' || core === 'true' || core === 'false') return text
  const replaced = redactCore(core, keyed, note)
  note(core, replaced)
  const start = text.indexOf(core)
  return text.slice(0, start) + replaced + text.slice(start + core.length)
}

/** The shapes that are looked for, the first that fits wins. Each answers undefined for what it does not know. */
const SHAPES: readonly ((text: string, keyed: Keyed, note: Note) => string | undefined)[] = [
  json,
  pem,
  (text, keyed, note) => redactAddress(text, keyed, (secret) => redactLeaf(secret, keyed, note)),
  settings,
  token,
  (text, keyed) => (/^\d+$/.test(text) ? digitsFor(text, keyed) : undefined),
  (text, keyed) => (HEX.test(text) || UUID.test(text) ? hexFor(text, keyed) : undefined),
  base64,
]

function redactCore(text: string, keyed: Keyed, note: Note): string {
  for (const shape of SHAPES) {
    const replaced = shape(text, keyed, note)
    if (replaced !== undefined) return replaced
  }
  return wordFor(text, keyed)
}

const HEX = /^(?=.*[a-fA-F])(?=.*\d)[0-9a-f]{16,}$|^(?=.*[A-F])(?=.*\d)[0-9A-F]{16,}$/
const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/

function json(text: string, keyed: Keyed, note: Note): string | undefined {
  if (!/^[[{]/.test(text)) return undefined
  try {
    const replaced = redactJson(JSON.parse(text) as Json, keyed, note)
    return JSON.stringify(replaced, undefined, text.includes('\n') ? 2 : undefined)
  } catch {
    return undefined
  }
}

/** Every text in it, and every number of five digits and more: smaller ones are ports, sizes and flags. */
function redactJson(value: Json, keyed: Keyed, note: Note): Json {
  if (typeof value === 'string') return redactLeaf(value, keyed, note)
  if (typeof value === 'number') return Math.abs(value) < 10_000 ? value : numberFor(value, keyed)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redactJson(item as Json, keyed, note))
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'auth' && typeof member === 'string'
        ? login(member, keyed, note)
        : redactJson(member, keyed, note),
    ]),
  )
}

/** Fifteen digits are what a number holds exactly. */
function numberFor(value: number, keyed: Keyed): number {
  return Number(digitsFor(String(Math.trunc(Math.abs(value))).slice(0, 15), keyed)) * Math.sign(value)
}

/** `auth` of a .dockerconfigjson: `user:password` in base64. */
function login(text: string, keyed: Keyed, note: Note): string {
  const [user, ...password] = Buffer.from(text, 'base64').toString('utf8').split(':')
  if (user === undefined || password.length === 0) return redactLeaf(text, keyed, note)
  const replaced = `${redactLeaf(user, keyed, note)}:${redactLeaf(password.join(':'), keyed, note)}`
  const encoded = Buffer.from(replaced, 'utf8').toString('base64')
  note(text, encoded)
  return encoded
}

/** RFC 7468: the lines of the armour stay, and so does the length of the body. */
function pem(text: string, keyed: Keyed, note: Note): string | undefined {
  if (!/^-----BEGIN [A-Z0-9 ]+-----/.test(text)) return undefined
  return text.replace(
    /(-----BEGIN ([A-Z0-9 ]+)-----\s)([\s\S]*?)(\s-----END \2-----)/g,
    (_all, begin: string, _label: string, body: string, end: string) => {
      const lines = body.split('\n').map((line) => {
        const replaced = lineFor(line.trim(), keyed)
        note(line.trim(), replaced)
        return replaced
      })
      return begin + lines.join('\n') + end
    },
  )
}

function lineFor(line: string, keyed: Keyed): string {
  if (line === '') return line
  return Buffer.from(keyed(line, line.length)).toString('base64').slice(0, line.length)
}

const SETTING = /^(\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*(?:=|:\s)\s*)(["']?)(.*?)\2\s*$/

/** Several lines of `NAME=value` or `name: value`. What else there is (comments) is emptied. */
function settings(text: string, keyed: Keyed, note: Note): string | undefined {
  const lines = text.split('\n')
  const told = lines.filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  if (lines.length < 2 || told.length === 0 || !told.every((line) => SETTING.test(line))) return undefined
  return lines
    .map((line) => {
      if (/^\s*#/.test(line)) return '#'
      return line.replace(
        SETTING,
        (_all, name: string, quote: string, value: string) =>
          `${name}${quote}${value === '' ? '' : redactLeaf(value, keyed, note)}${quote}`,
      )
    })
    .join('\n')
}

/** A JSON Web Token (RFC 7519): three parts between dots. */
function token(text: string, keyed: Keyed): string | undefined {
  if (!/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return undefined
  return text
    .split('.')
    .map((part) => base64For(part, keyed, 'base64url'))
    .join('.')
}

/** Texts that could as well be words are words. What is text when it is decoded keeps its own shape. */
function base64(text: string, keyed: Keyed, note: Note): string | undefined {
  const compact = text.replace(/\s/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined
  const mixed = /[a-z]/.test(compact) && /[A-Z]/.test(compact) && /[0-9+/]/.test(compact)
  if (!compact.endsWith('=') && !(mixed && compact.length >= 24)) return undefined
  const decoded = Buffer.from(compact, 'base64')
  const inner = decoded.toString('utf8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is no text holds control characters
  const isText = Buffer.from(inner, 'utf8').equals(decoded) && !/[\u0000-\u0008\u000e-\u001f]/.test(inner)
  return isText
    ? Buffer.from(redactLeaf(inner, keyed, note), 'utf8').toString('base64')
    : base64For(compact, keyed, 'base64')
}
