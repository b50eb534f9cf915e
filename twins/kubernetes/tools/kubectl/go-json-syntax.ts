import { KubectlError } from './errors.js'

/**
 * What Go's encoding/json says against a text that is not JSON; undefined for JSON.
 * Source: Go 1.23 encoding/json scanner.go.
 */
export function goJsonProblem(text: string): string | undefined {
  try {
    new JsonScanner(text).document()
    return undefined
  } catch (error) {
    if (error instanceof KubectlError) return error.message
    throw error
  }
}

class JsonScanner {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  document(): void {
    this.value()
    if (this.peek() !== '') this.fail('after top-level value')
  }

  private value(): void {
    const character = this.peek()
    if (character === '{') this.object()
    else if (character === '[') this.array()
    else if (character === '"') this.string()
    else if (/[-0-9]/.test(character)) this.number()
    else if (character === 't') this.literal('true')
    else if (character === 'f') this.literal('false')
    else if (character === 'n') this.literal('null')
    else this.fail('looking for beginning of value')
  }

  private object(): void {
    this.at++
    if (this.peek() === '}') {
      this.at++
      return
    }
    for (;;) {
      if (this.peek() !== '"') this.fail('looking for beginning of object key string')
      this.string()
      if (this.peek() !== ':') this.fail('after object key')
      this.at++
      this.value()
      const next = this.peek()
      if (next !== ',' && next !== '}') this.fail('after object key:value pair')
      this.at++
      if (next === '}') return
    }
  }

  private array(): void {
    this.at++
    if (this.peek() === ']') {
      this.at++
      return
    }
    for (;;) {
      this.value()
      const next = this.peek()
      if (next !== ',' && next !== ']') this.fail('after array element')
      this.at++
      if (next === ']') return
    }
  }

  private string(): void {
    this.at++
    for (;;) {
      const character = this.text.charAt(this.at)
      if (character === '' || character < ' ') this.fail('in string literal')
      this.at++
      if (character === '"') return
      if (character !== '\\') continue
      const escaped = /^(["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.text.slice(this.at))
      if (escaped === null) this.fail('in string escape code')
      else this.at += escaped[0].length
    }
  }

  private number(): void {
    if (this.text.charAt(this.at) === '-') this.at++
    const match = /^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/.exec(this.text.slice(this.at))
    if (match === null) this.fail('in numeric literal')
    else this.at += match[0].length
  }

  private literal(word: string): void {
    for (const character of word.slice(1)) {
      this.at++
      if (this.text.charAt(this.at) !== character) this.fail(`in literal ${word} (expecting '${character}')`)
    }
    this.at++
  }

  /** The next character that is not white space; '' at the end. */
  private peek(): string {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) this.at++
    return this.text.charAt(this.at)
  }

  private fail(where: string): never {
    const character = this.text.charAt(this.at)
    if (character === '') throw new KubectlError('unexpected end of JSON input')
    const shown = character === "'" ? "'\\''" : character === '"' ? `'"'` : `'${character}'`
    throw new KubectlError(`invalid character ${shown} ${where}`)
  }
}
