import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { mint } from '../../kernel/requests.js'
import { arrayAt, numberAt, objectAt, textAt } from '../../kubernetes/index.js'
import type { SecretData } from '../secret-data.js'
import { SyncError } from '../sync-error.js'

const DEFAULT_LENGTH = 24
const SHARE = 0.25
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./'

/**
 * One password a key. Length, number of digits and symbols, alphabet and encoding are upstream's; the characters come
 * from minted ids, so that a run can be repeated, and `allowRepeat` is taken to be true.
 * external-secrets v2.9.0 generators/v1/password/password.go.
 */
export function* generatePasswords(generator: JsonObject, subject: string): Proc<SecretData> {
  const spec = objectAt(generator, 'spec')
  const listed = arrayAt(spec, 'secretKeys').map(String)
  const keys = listed.length === 0 ? ['password'] : listed
  if (keys.includes('') || new Set(keys).size < keys.length)
    throw new SyncError('other', 'error using generator: secretKeys must be non-empty and unique')
  const passwords: Record<string, string> = {}
  for (const key of keys) {
    const text = yield* generatePassword(isObject(spec) ? spec : {}, `${subject}/${key}`)
    passwords[key] = Buffer.from(encodePassword(text, textAt(spec, 'encoding')), 'utf8').toString('base64')
  }
  return passwords
}

function* generatePassword(spec: JsonObject, subject: string): Proc<string> {
  const length = numberAt(spec, 0, 'length') > 0 ? numberAt(spec, 0, 'length') : DEFAULT_LENGTH
  const digits = numberAt(spec, Math.floor(length * SHARE), 'digits')
  const symbols = numberAt(spec, Math.floor(length * SHARE), 'symbols')
  if (digits + symbols > length)
    throw new SyncError(
      'other',
      'error using generator: number of digits and symbols must be less than total length',
    )
  const letters = spec['noUpper'] === true ? LOWER : LOWER + LOWER.toUpperCase()
  const symbolCharacters = textAt(spec, 'symbolCharacters') || SYMBOLS
  const draws = yield* drawNumbers(length * 2, subject)
  const characters: string[] = []
  for (let index = 0; index < length; index++) {
    const alphabet = index < digits ? DIGITS : index < digits + symbols ? symbolCharacters : letters
    const place = draws[index * 2]! % (characters.length + 1)
    characters.splice(place, 0, alphabet[draws[index * 2 + 1]! % alphabet.length]!)
  }
  return characters.join('')
}

/** Numbers below 65536 out of minted ids: eight an id. */
function* drawNumbers(count: number, subject: string): Proc<readonly number[]> {
  const numbers: number[] = []
  while (numbers.length < count) {
    const id = yield* mint('password', subject)
    for (let at = 0; at < id.length; at += 4) numbers.push(Number.parseInt(id.slice(at, at + 4), 16))
  }
  return numbers
}

function encodePassword(text: string, encoding: string): string {
  const bytes = Buffer.from(text, 'utf8')
  if (encoding === 'base64' || encoding === 'hex') return bytes.toString(encoding)
  if (encoding === 'base64url') return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
  return encoding === 'base32' ? toBase32(bytes) : text
}

/** RFC 4648 with padding, as Go's base32.StdEncoding. */
function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const groups = bits.match(/.{1,5}/g) ?? []
  const text = groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=')
}
