import type { DoubleQuotedChild, Word, WordPart } from 'unbash'
import { RunbookError } from './errors.js'
import { type MarkedScript, onlyPlaceholder, type Placeholder, replaceMarks } from './placeholders.js'
import { HOME, type Refusal, refusalOf } from './refusals.js'
import type { Scope } from './scope.js'

/** The script of one block, and where its positions are in the file. */
export interface Source extends MarkedScript {
  readonly path: string
  /** As it was before placeholders were marked. */
  readonly original: string
  /** Line of the file on which the script begins. */
  readonly firstLine: number
}

/** The line of the file a position of the script is on. */
export function lineAt({ text, firstLine }: Source, position: number): number {
  return firstLine + text.slice(0, position).split('\n').length - 1
}

/** An error at a position. */
export function refused(source: Source, position: number, { what, remedy }: Refusal): RunbookError {
  const line = lineAt(source, position)
  return new RunbookError({ path: source.path, line }, `${what} is not part of the grammar of runbooks`, {
    code: 'runbook-unsupported',
    remedy,
  })
}

/** Makes the words of a command out of what is written: quotes removed, variables and placeholders replaced. */
export class Words {
  readonly #source: Source
  readonly #scope: Scope

  constructor(source: Source, scope: Scope) {
    this.#source = source
    this.#scope = scope
  }

  /** The words that one stands for: a variable without quotes is split at white space, and so is a placeholder of nothing but dots. */
  expand(word: Word): readonly string[] {
    this.#checkTilde(word)
    const alone = onlyPlaceholder(word.text, this.#source)
    if (alone !== undefined && /^(?:\.\.\.|…)$/.test(alone.text)) return split(this.#bound(alone, word.pos))
    const words: string[] = []
    let current: string | null = null
    for (const part of word.parts ?? [word]) {
      const text = this.#part(part)
      if (part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') {
        current = (current ?? '') + text
        continue
      }
      const [first = '', ...rest] = text.split(/[ \t\n]+/)
      if (text !== '') current = (current ?? '') + first
      for (const next of rest) {
        if (current !== null && current !== '') words.push(current)
        current = next
      }
      if (current === '' && rest.length > 0) current = null
    }
    return current === null ? words : [...words, current]
  }

  /** The text of a word that is not split: a value, a file name. */
  text(word: Word): string {
    this.#checkTilde(word)
    return (word.parts ?? [word]).map((part) => this.#part(part)).join('')
  }

  /** The text of a here-document, whose variables are replaced unless its delimiter is quoted. */
  hereDocument(body: {
    readonly text: string
    readonly pos: number
    readonly parts?: readonly WordPart[] | undefined
  }): string {
    return body.parts === undefined
      ? this.#plain(body.text, body.pos)
      : body.parts.map((part) => this.#part(part)).join('')
  }

  #part(part: Word | WordPart): string {
    switch (part.type) {
      case 'Word':
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return this.#plain(part.value, part.pos)
      case 'DoubleQuoted':
        return part.parts.map((inner: DoubleQuotedChild) => this.#part(inner)).join('')
      case 'SimpleExpansion':
        return this.#variable(part.text.slice(1), part.pos)
      case 'ParameterExpansion':
        if (part.operation === undefined && part.prefix === undefined && part.index === undefined)
          return this.#variable(part.parameter, part.pos)
        throw refused(this.#source, part.pos, refusalOf(part.type))
      default:
        throw refused(this.#source, part.pos, refusalOf(part.type))
    }
  }

  #plain(text: string, position: number): string {
    return replaceMarks(text, this.#source, (placeholder) => this.#bound(placeholder, position))
  }

  #variable(name: string, position: number): string {
    return this.#scope.variable(name) ?? this.#unbound(`$${name}`, name, position)
  }

  #bound({ text, name }: Placeholder, position: number): string {
    return this.#scope.binding(name) ?? this.#unbound(text, name, position)
  }

  /** What is not bound is reported together, once everything was read. */
  #unbound(text: string, name: string, position: number): string {
    this.#scope.unbound.push({ text, name, line: lineAt(this.#source, position) })
    return text
  }

  #checkTilde(word: Word): void {
    if (/^~(?:[/\w]|$)/.test(word.text)) throw refused(this.#source, word.pos, HOME)
  }
}

function split(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
