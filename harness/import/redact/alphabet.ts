import { Buffer } from 'node:buffer'
import type { Keyed } from './keyed.js'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

/** The lengths that a text without a shape of its own can get; longer ones get a multiple of the last. */
const LENGTHS: readonly number[] = [8, 16, 32, 64]

/** Letters and digits instead of a text: it begins with a letter, needs no quotes and no escapes anywhere, and has its length class. */
export function wordFor(text: string, keyed: Keyed): string {
  const longest = LENGTHS.at(-1)!
  const length = LENGTHS.find((each) => text.length <= each) ?? Math.ceil(text.length / longest) * longest
  const [first = 0, ...rest] = keyed(text, length)
  return pick(LETTERS, [first]) + pick(LETTERS + DIGITS, rest)
}

/** As many digits, the first one not zero. */
export function digitsFor(text: string, keyed: Keyed): string {
  const [first = 0, ...rest] = keyed(text, text.length)
  return pick(DIGITS.slice(1), [first]) + pick(DIGITS, rest)
}

/** As many hexadecimal digits, in the same case; what is none (the dashes of a UUID) stays. */
export function hexFor(text: string, keyed: Keyed): string {
  const bytes = keyed(text, text.length)
  const digits = /[A-F]/.test(text) ? '0123456789ABCDEF' : '0123456789abcdef'
  return [...text]
    .map((letter, at) => (/[0-9a-fA-F]/.test(letter) ? pick(digits, [bytes[at]!]) : letter))
    .join('')
}

/** Other bytes, as many, in the same encoding. */
export function base64For(text: string, keyed: Keyed, encoding: 'base64' | 'base64url'): string {
  const length = Buffer.from(text, encoding).length
  return Buffer.from(keyed(text, length)).toString(encoding)
}

/** A byte is mapped by its remainder: what it was made of shows no less for that. */
function pick(letters: string, bytes: readonly number[]): string {
  return bytes.map((byte) => letters[byte % letters.length]).join('')
}
