/** The text of one `--set`-like flag, read character by character. */
export class StrvalsInput {
  private readonly characters: readonly string[]
  private position = 0

  constructor(text: string) {
    this.characters = [...text]
  }

  /**
   * Read up to and over one of `stops`; `last` is null at the end of the text. Unless `raw`, a backslash takes the
   * next character as it is. Helm v3.21.4 pkg/strvals/parser.go (runesUntil).
   */
  until(stops: string, raw = false): { readonly text: string; readonly last: string | null } {
    let text = ''
    for (;;) {
      const character = this.next()
      if (character === null) return { text, last: null }
      if (stops.includes(character)) return { text, last: character }
      if (character !== '\\' || raw) {
        text += character
        continue
      }
      const escaped = this.next()
      if (escaped === null) return { text, last: null }
      text += escaped
    }
  }

  /** The next character without consuming it; null at the end. */
  peek(): string | null {
    return this.characters[this.position] ?? null
  }

  /** The next character; null at the end. */
  next(): string | null {
    const character = this.peek()
    if (character !== null) this.position++
    return character
  }

  /**
   * Skip blanks and one comma. True when a comma or the end was met: the value is empty.
   * Helm v3.21.4 pkg/strvals/parser.go (emptyVal).
   */
  skipToComma(): boolean {
    for (;;) {
      const character = this.peek()
      if (character === null) return true
      if (character !== ',' && character.trim() !== '') return false
      this.position++
      if (character === ',') return true
    }
  }

  /** Consume one JSON value from here and return its text; undefined when there is none. */
  jsonText(): string | undefined {
    const rest = this.characters.slice(this.position)
    const length = jsonLength(rest)
    if (length === 0) return undefined
    this.position += length
    return rest.slice(0, length).join('')
  }
}

/** How many characters the first JSON value spans; 0 when it does not end. */
function jsonLength(characters: readonly string[]): number {
  let depth = 0
  let inString = false
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!
    if (inString) {
      if (character === '\\') index++
      else if (character === '"') inString = false
      if (!inString && depth === 0) return index + 1
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      depth--
      if (depth === 0) return index + 1
      // A scalar within a list that was never opened: the value ended before it.
      if (depth < 0) return index
    } else if (depth === 0 && /[\s,]/.test(character)) return index
  }
  return depth === 0 && !inString ? characters.length : 0
}
