/** Escapes that Go's `strconv.Quote` writes with a letter. */
const LETTER_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
const NEEDS_ESCAPE = /["\\\u0000-\u001f\u007f-\u00a0\u00ad]/g

/**
 * Quotes a string as Go's `%q` does (strconv.Quote): double quotes, letter escapes, `\x` and `\u` for what cannot be
 * printed; other characters stay as they are.
 */
export function goQuote(text: string): string {
  return `"${text.replace(NEEDS_ESCAPE, escapeOne)}"`
}

function escapeOne(character: string): string {
  const letter = LETTER_ESCAPES[character]
  if (letter !== undefined) return letter
  const code = character.charCodeAt(0)
  return code < 0x80 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0')
}

/** Renders a list of strings as Go's `%#v` does: `[]string{"a", "b"}`. */
export function goStringSlice(items: readonly string[]): string {
  return `[]string{${items.map(goQuote).join(', ')}}`
}

/** Renders a JSON text as Go's `encoding/json` does: `<`, `>`, `&` and the line separators as `\u` escapes. */
export function goJsonEscape(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${hex(character.charCodeAt(0), 4)}`)
}
