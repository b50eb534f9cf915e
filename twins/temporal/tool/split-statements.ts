import { isAtLeast } from '../versions.js'

/** The text of a file that cannot be split, in upstream's words. */
export class SplitError extends Error {
  override readonly name = 'SplitError'
}

type Block = '(' | 'begin' | 'if' | 'loop' | '$$'

const WORDS: Readonly<Record<string, Block>> = { begin: 'begin', if: 'if', loop: 'loop' }
/** `IF` after these begins no block. */
const IF_EXISTS = /\b(?:add\s+column|create\s+index(?:\s+concurrently)?|create\s+table)\s+$/

/**
 * Splits SQL into statements as the schema tool does: at `;` outside of parentheses, quotes and `BEGIN … END`, line comments removed. From 1.31 on
 * also outside of `$$`, `IF … END IF` and `LOOP … END LOOP`. Throws {@link SplitError}.
 * Source: temporalio/temporal v1.29.1 and v1.31.2 common/persistence/query_util.go (LoadAndSplitQueryFromReaders).
 */
export function splitStatements(text: string, release: string): readonly string[] {
  return new Splitter(text, isAtLeast(release, '1.31')).split()
}

class Splitter {
  readonly #text: string
  readonly #lower: string
  readonly #blocks: boolean
  readonly #open: Block[] = []
  #at = 0

  constructor(text: string, blocks: boolean) {
    this.#text = text
    this.#lower = text.toLowerCase()
    this.#blocks = blocks
  }

  split(): readonly string[] {
    const statements: string[] = []
    while (this.#at < this.#text.length) {
      const statement = this.#statement().trim()
      if (statement !== '') statements.push(statement)
    }
    return statements
  }

  #statement(): string {
    let taken = ''
    while (this.#at < this.#text.length) {
      const character = this.#lower[this.#at] as string
      if (character === ';' && this.#open.length === 0) {
        this.#at++
        return `${taken};`
      }
      if (this.#lower.startsWith('--', this.#at)) {
        taken = taken.trimEnd()
        while (this.#at < this.#text.length && this.#lower[this.#at] !== '\n') this.#at++
        continue
      }
      const from = this.#at
      this.#token(character)
      taken += this.#text.slice(from, this.#at)
    }
    const left = this.#open.at(-1)
    if (left === '(') throw failure('unmatched left parenthesis')
    if (left !== undefined)
      throw failure(`unmatched \`${left === 'begin' ? 'BEGIN` keyword' : `${left[0]}\``}`)
    return taken
  }

  /** Move over one token. */
  #token(character: string): void {
    if (character === '(') this.#open.push('(')
    else if (character === ')') this.#close('(', 'right parenthesis')
    else if (character === "'" || character === '"') this.#quoted(character)
    else if (this.#blocks && this.#lower.startsWith('$$', this.#at)) {
      if (this.#open.at(-1) === '$$') this.#open.pop()
      else this.#open.push('$$')
      this.#at++
    } else this.#word()
    this.#at++
  }

  #word(): void {
    const word = /^[a-z]+/.exec(this.#lower.slice(this.#at, this.#at + 6))?.[0] ?? ''
    if (!/^(begin|end|if|loop)$/.test(word) || this.#isInsideWord(word.length)) return
    const before = this.#lower.slice(0, this.#at)
    this.#at += word.length - 1
    if (word === 'end') {
      this.#end()
      return
    }
    const block = WORDS[word] as Block
    if (block === 'if' && (!this.#blocks || IF_EXISTS.test(before))) return
    if (block === 'loop' && !this.#blocks) return
    this.#open.push(block)
  }

  #end(): void {
    const after = this.#blocks ? /^\s+(if|loop)\b/.exec(this.#lower.slice(this.#at + 1)) : null
    if (after === null) {
      this.#close('begin', '`END` keyword')
      return
    }
    this.#at += after[0].length
    this.#close(after[1] as Block, `\`END ${String(after[1]).toUpperCase()}\` keyword`)
  }

  #quoted(quote: string): void {
    const end = this.#lower.indexOf(quote, this.#at + 1)
    if (end < 0) throw failure('unmatched quotes')
    this.#at = end
  }

  #close(block: Block, what: string): void {
    if (this.#open.at(-1) !== block) throw failure(`unmatched ${what}`)
    this.#open.pop()
  }

  #isInsideWord(length: number): boolean {
    const around = `${this.#lower[this.#at - 1] ?? ' '}${this.#lower[this.#at + length] ?? ' '}`
    return /[\p{L}\d]/u.test(around)
  }
}

function failure(what: string): SplitError {
  return new SplitError(`error reading contents: ${what}`)
}
