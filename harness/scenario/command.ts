import { RehearseError } from '../../twins/kernel/errors.js'

/** A command an operator types: an argument vector, never a shell string. */
export interface Command {
  readonly argv: readonly string[]
  /** Added to an otherwise empty environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Relative to the scenario's fixtures; default: its root. */
  readonly cwd?: string
  readonly stdin?: string
}

type Interpolated = string | number | readonly string[]

/**
 * Tagged template for a command, as in zx: words are split at white space, quotes group, and an interpolated value is
 * always one argument, or a part of one (an array: several, and it stands alone). Nothing is expanded: `$HOME`, `*` and
 * `!` are literal. Backslashes are those of a JavaScript template: write `\\.` for `\.`.
 *
 * @example $`helm upgrade tracecat chart --namespace tracecat -f ${values}`
 * @throws RehearseError `command-syntax` for an unclosed quote, an empty command, and a value that is no argument
 */
export function $(texts: TemplateStringsArray, ...values: readonly Interpolated[]): Command {
  const words = new WordBuilder()
  texts.forEach((text: string | undefined, index) => {
    if (text === undefined) throw syntaxError('an escape sequence is not valid', [])
    words.addText(text)
    if (index < values.length) words.addValue(values[index])
  })
  return { argv: words.finish() }
}

/** The command as one would paste it into a shell; `$` reads it back. */
export function formatCommand(command: Command): string {
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${quote(value)}`)
  return [...env, ...command.argv.map(quote)].join(' ')
}

/** A single quote within single quotes is written as `'"'"'`, which needs no backslash. */
function quote(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}

class WordBuilder {
  readonly #words: string[] = []
  #current: string | null = null
  #quote: '"' | "'" | null = null
  /** The last thing added was an array: white space must follow. */
  #afterArray = false

  addText(text: string): void {
    for (const character of text) this.#addCharacter(character)
  }

  /** Takes anything: scenario files are not always type-checked. */
  addValue(value: unknown): void {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) {
      this.#append(String(value))
      return
    }
    const words: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
    if (words === undefined || !words.every((word) => typeof word === 'string'))
      throw this.#error(
        `an interpolated value is ${words === undefined ? String(value) : 'an array of others'}`,
      )
    if (this.#current !== null || this.#quote !== null || this.#afterArray) throw this.#gluedArray()
    this.#words.push(...words)
    this.#afterArray = true
  }

  finish(): readonly string[] {
    if (this.#quote !== null) throw this.#error('a quote is not closed')
    this.#endWord()
    if (this.#words.length === 0) throw this.#error('the command is empty')
    return this.#words
  }

  #addCharacter(character: string): void {
    if (this.#quote !== null) {
      if (character === this.#quote) this.#quote = null
      else this.#append(character)
    } else if (character === '"' || character === "'") {
      this.#append('')
      this.#quote = character
    } else if (/\s/.test(character)) this.#endWord()
    else this.#append(character)
  }

  #append(text: string): void {
    if (this.#afterArray) throw this.#gluedArray()
    this.#current = (this.#current ?? '') + text
  }

  #endWord(): void {
    if (this.#current !== null) this.#words.push(this.#current)
    this.#current = null
    this.#afterArray = false
  }

  #gluedArray(): RehearseError {
    return this.#error('an interpolated array is part of a word')
  }

  #error(what: string): RehearseError {
    return syntaxError(what, [...this.#words, this.#current ?? ''])
  }
}

function syntaxError(what: string, words: readonly string[]): RehearseError {
  const subject = words.join(' ').trim()
  return new RehearseError(`cannot read a command: ${what}${subject === '' ? '' : ` (after "${subject}")`}`, {
    code: 'command-syntax',
    subject,
    remedy:
      'Write the command as one would type it, without shell operators; values are texts, numbers or arrays of texts.',
  })
}
