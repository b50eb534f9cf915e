const STANDARD_CHARACTER = /[A-Za-z0-9+/]/

/**
 * Where Go's padded base64 decoder would stop, or undefined for valid text. Line breaks are skipped. `character` is what
 * the alphabet has, the standard one by default.
 * Source: Go 1.24 encoding/base64 (decodeQuantum): the offset of the first bad character, or for a text that ends
 * within a group of four the offset after the group's start that Go reports.
 */
export function base64ErrorOffset(text: string, character = STANDARD_CHARACTER): number | undefined {
  const isStandard = character === STANDARD_CHARACTER
  if (isStandard && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  let index = 0
  while (index < text.length) {
    const group = readGroup(text, index, character)
    if (group.error !== undefined) return group.error
    index = group.next
  }
  return undefined
}

interface Group {
  readonly next: number
  readonly error?: number
}

function readGroup(text: string, start: number, alphabet: RegExp): Group {
  let index = start
  let digits = 0
  while (digits < 4) {
    if (index === text.length) {
      return digits === 0 ? { next: index } : { next: index, error: index - digits }
    }
    const character = text[index] as string
    index++
    if (character === '\n' || character === '\r') continue
    if (character === '=') return readPadding(text, index, digits)
    if (!alphabet.test(character)) return { next: index, error: index - 1 }
    digits++
  }
  return { next: index }
}

/** After `=`: only after two or three digits, doubled after two, and nothing but line breaks may follow. */
function readPadding(text: string, afterFirst: number, digits: number): Group {
  let index = afterFirst
  if (digits < 2) return { next: index, error: index - 1 }
  if (digits === 2) {
    index = skipLineBreaks(text, index)
    if (index === text.length) return { next: index, error: text.length }
    if (text[index] !== '=') return { next: index, error: index - 1 }
    index++
  }
  index = skipLineBreaks(text, index)
  return index < text.length ? { next: index, error: index } : { next: index }
}

function skipLineBreaks(text: string, start: number): number {
  let index = start
  while (text[index] === '\n' || text[index] === '\r') index++
  return index
}

/** Bytes that a valid base64 text decodes to. */
export function base64SizeBytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor((text.length * 3) / 4) - padding
}

/** UTF-8 text to base64. */
export function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** Base64 to UTF-8 text. */
export function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}
