import { NotModelled } from '../kernel/errors.js'
import { compareKeys, isObject, type Json, type JsonObject } from '../kernel/json.js'
import { base64ErrorOffset, textAt } from '../kubernetes/index.js'
import { mapKeys, type SecretData } from './secret-data.js'
import { SyncError } from './sync-error.js'

const MAX_KEY_LENGTH = 253
const KEY_CHARACTER = /[\p{L}\p{N}\-._]/u

/**
 * Decode one fetched value (base64 of the bytes) by `decodingStrategy`.
 * external-secrets v2.9.0 runtime/decoding/decoding.go (Decode).
 */
export function decodeValue(strategy: string, encoded: string): string {
  if (strategy === '' || strategy === 'None') return encoded
  const text = Buffer.from(encoded, 'base64').toString('latin1')
  if (strategy === 'Base64') return decodeBase64(text, STANDARD)
  if (strategy === 'Base64URL') return decodeBase64(text, URL_SAFE)
  for (const alphabet of [STANDARD, URL_SAFE]) {
    if (isBase64(text, alphabet)) return decodeBase64(text, alphabet)
  }
  return encoded
}

/** Decode every value, in key order. runtime/decoding/decoding.go (DecodeMap). */
export function decodeMap(strategy: string, data: SecretData): SecretData {
  const decoded: Record<string, string> = {}
  for (const key of Object.keys(data).sort(compareKeys)) {
    try {
      decoded[key] = decodeValue(strategy, data[key]!)
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      throw new SyncError('other', `failure decoding key ${key}: ${error.message}`)
    }
  }
  return decoded
}

/** Make keys valid by `conversionStrategy`. runtime/esutils/utils.go (ConvertKeys, convert). */
export function convertKeys(strategy: string, data: SecretData): SecretData {
  return mapKeys(data, (key) =>
    [...key].map((rune) => (KEY_CHARACTER.test(rune) ? rune : convertRune(strategy, rune))).join(''),
  )
}

/** Apply `rewrite[]`: `regexp` only. runtime/esutils/utils.go (RewriteMap, RewriteRegexp). */
export function rewriteKeys(operations: readonly Json[], data: SecretData): SecretData {
  return operations.reduce<SecretData>((current, operation) => {
    const regexp = isObject(operation) ? operation['regexp'] : undefined
    if (!isObject(regexp))
      throw new NotModelled(
        `dataFrom.rewrite ${Object.keys(operation as JsonObject).join(', ')}`,
        'Use rewrite.regexp, or name the keys in spec.data.',
      )
    return mapKeys(current, replacer(textAt(regexp, 'source'), textAt(regexp, 'target')))
  }, data)
}

/** Refuse keys that a Secret cannot have; drop empty ones. runtime/esutils/utils.go (ValidateKeys). */
export function validateKeys(data: SecretData): SecretData {
  const keys = Object.keys(data).sort(compareKeys)
  for (const key of keys) {
    if (key.length > MAX_KEY_LENGTH)
      throw new SyncError(
        'other',
        `key has length ${key.length} but max is 253: (following is truncated): ${key.slice(0, MAX_KEY_LENGTH)}`,
      )
    const bad = [...key].find((rune) => !KEY_CHARACTER.test(rune))
    if (bad !== undefined)
      throw new SyncError(
        'other',
        `key has invalid character ${bad}, only alphanumeric, '-', '.' and '_' are allowed: ${key}`,
      )
  }
  return keys.includes('') ? Object.fromEntries(Object.entries(data).filter(([key]) => key !== '')) : data
}

/** Refuse null bytes where `nullBytePolicy: Fail` asks for it. externalsecret_controller_secret.go. */
export function refuseNullBytes(policy: string, data: SecretData): void {
  if (policy !== 'Fail') return
  for (const key of Object.keys(data).sort(compareKeys)) {
    if (!Buffer.from(data[key]!, 'base64').includes(0)) continue
    throw new SyncError(
      'other',
      `fetched secret value for key ${JSON.stringify(key)} contains null bytes; use a text-safe format such as PEM/base64 or leave nullBytePolicy unset for intentional binary data`,
    )
  }
}

function convertRune(strategy: string, rune: string): string {
  if (strategy === '' || strategy === 'Default') return '_'
  if (strategy !== 'Unicode') return rune
  return `_U${(rune.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}_`
}

interface Alphabet {
  readonly encoding: 'base64' | 'base64url'
  readonly character: RegExp
}

const STANDARD: Alphabet = { encoding: 'base64', character: /[A-Za-z0-9+/]/ }
const URL_SAFE: Alphabet = { encoding: 'base64url', character: /[A-Za-z0-9\-_]/ }

function isBase64(text: string, { character }: Alphabet): boolean {
  return base64ErrorOffset(text, character) === undefined
}

function decodeBase64(text: string, alphabet: Alphabet): string {
  const offset = base64ErrorOffset(text, alphabet.character)
  if (offset !== undefined) throw new SyncError('other', `illegal base64 data at input byte ${offset}`)
  return Buffer.from(text, alphabet.encoding).toString('base64')
}

/** A Go regular expression and replacement (`$1`, `${name}`) as far as JavaScript's are the same. Go regexp. */
function replacer(source: string, target: string): (key: string) => string {
  const pattern = compilePattern(source, 'regexp failed with failed to compile: ')
  const global = new RegExp(pattern.source, 'gu')
  return (key) =>
    key.replace(global, (...args) => {
      const groups = args.at(-1)
      const named = isObject(groups) ? groups : {}
      return target.replace(/\$\$|\$\{(\w+)\}|\$(\w+)/g, (token, braced, bare) => {
        if (token === '$$') return '$'
        const name = String(braced ?? bare)
        const value = /^\d+$/.test(name) ? args[Number(name)] : named[name]
        return typeof value === 'string' ? value : ''
      })
    })
}

/** Compile a Go regular expression; its syntax is taken to be JavaScript's apart from `(?P<name>…)`. */
export function compilePattern(source: string, prefix: string): RegExp {
  try {
    return new RegExp(source.replaceAll('(?P<', '(?<'), 'u')
  } catch {
    throw new NotModelled(
      `${prefix}the regular expression ${source}`,
      'Use a pattern that Go and JavaScript read alike.',
    )
  }
}
