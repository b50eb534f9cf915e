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
 * always one argument (an array: several). Nothing is expanded: `$HOME`, `*` and `!` are literal.
 *
 * @example $`helm upgrade tracecat chart --namespace tracecat -f ${values}`
 * @throws RehearseError `command-syntax` for an unclosed quote or an empty command
 */
export function $(texts: TemplateStringsArray, ...values: readonly Interpolated[]): Command {
  const words = new WordBuilder()
  texts.forEach((text, index) => {
    words.addText(text)
    const value = values[index]
    if (value !== undefined) words.addValue(value)
  })
  return { argv: words.finish() }
}

/** The command as one would paste it into a shell. */
export function formatCommand(command: Command): string {
  const env = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${quote(value)}`)
  return [...env, ...command.argv.map(quote)].join(' ')
}

function quote(word: string): string {
  return /^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

class WordBuilder {
  readonly #words: string[] = []
  #current: string | null = null
  #quote: '"' | "'" | null = null

  addText(text: string): void {
    for (const character of text) this.#addCharacter(character)
  }

  addValue(value: Interpolated): void {
    if (typeof value === 'string' || typeof value === 'number') {
      this.#current = (this.#current ?? '') + String(value)
      return
    }
    this.#endWord()
    this.#words.push(...value)
  }

  finish(): readonly string[] {
    if (this.#quote !== null)
      throw syntaxError('a quote is not closed', [...this.#words, this.#current ?? ''])
    this.#endWord()
    if (this.#words.length === 0) throw syntaxError('the command is empty', [])
    return this.#words
  }

  #addCharacter(character: string): void {
    if (this.#quote !== null) {
      if (character === this.#quote) this.#quote = null
      else this.#current = (this.#current ?? '') + character
    } else if (character === '"' || character === "'") {
      this.#quote = character
      this.#current ??= ''
    } else if (/\s/.test(character)) this.#endWord()
    else this.#current = (this.#current ?? '') + character
  }

  #endWord(): void {
    if (this.#current !== null) this.#words.push(this.#current)
    this.#current = null
  }
}

function syntaxError(what: string, words: readonly string[]): RehearseError {
  return new RehearseError(`cannot read a command: ${what}`, {
    code: 'command-syntax',
    subject: words.join(' '),
    remedy: 'Write the command as one would type it, without shell operators.',
  })
}
