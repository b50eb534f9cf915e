import type { Assignment, Branch, Command, Redirect, Script, ScriptItem, Word } from './syntax.js'
import { type Token, tokenize, UnknownSyntax } from './tokenize.js'

/** Words that mean something where a command may begin. */
const RESERVED: ReadonlySet<string> = new Set(
  'if then else elif fi for while until do done case esac in function select time { } ! [['.split(' '),
)
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/
const REDIRECT = /^([12&]?)(>|<)/

/**
 * A shell script: lists, pipelines, `if`, `while`, `until`, `for`, groups, functions, quotes, variables, `$(…)`, and
 * redirections to /dev/null or to another stream. Undefined for any syntax beyond that, and for what is not valid.
 * Source: POSIX.1-2024, Shell Command Language, 2.10.
 */
export function parseScript(script: string): Script | undefined {
  try {
    return parse(script)
  } catch (error) {
    if (error instanceof UnknownSyntax) return undefined
    throw error
  }
}

function parse(script: string): Script {
  const parser = new Parser(tokenize(script, parse))
  const parsed = parser.script([])
  if (!parser.atEnd()) throw new UnknownSyntax(script)
  return parsed
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  atEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  /** Pipelines up to one of the reserved words or operators in `ends`, which is left. */
  script(ends: readonly string[]): Script {
    const items: ScriptItem[] = []
    let after: ScriptItem['after'] = ';'
    this.#skipNewlines(true)
    while (!this.atEnd() && !ends.includes(this.#reserved() ?? this.#operator() ?? '')) {
      items.push(this.#pipeline(after))
      const operator = this.#operator()
      if (operator === '&&' || operator === '||') {
        this.#at += 1
        this.#skipNewlines(false)
        after = operator
        continue
      }
      after = ';'
      if (operator === ';' || operator === '\n') this.#skipNewlines(true)
      else break
    }
    if (after !== ';' || (ends.length > 0 && items.length === 0)) throw this.#unknown()
    return { items }
  }

  #pipeline(after: ScriptItem['after']): ScriptItem {
    let negated = false
    while (this.#accept('!')) negated = !negated
    const commands = [this.#command()]
    while (this.#operator() === '|') {
      this.#at += 1
      this.#skipNewlines(false)
      commands.push(this.#command())
    }
    return { after, negated, commands }
  }

  #command(): Command {
    const compound = this.#compound()
    if (compound === undefined) return this.#simple()
    const redirects = this.#redirects()
    return { ...compound, redirects } as Command
  }

  #compound(): Omit<Command, 'redirects'> | undefined {
    if (this.#operator() === '(') return this.#group('(', ')')
    if (this.#isFunction()) return this.#function()
    switch (this.#reserved()) {
      case undefined:
        return undefined
      case '{':
        return this.#group('{', '}')
      case 'if':
        return this.#if()
      case 'while':
      case 'until':
        return this.#loop()
      case 'for':
        return this.#for()
      default:
        throw this.#unknown()
    }
  }

  #group(open: '(' | '{', close: ')' | '}'): Omit<Command, 'redirects'> {
    this.#at += 1
    const body = this.script([close])
    this.#at += 1
    return { kind: 'group', body, subshell: open === '(' }
  }

  #isFunction(): boolean {
    const [name, open, close] = this.#tokens.slice(this.#at, this.#at + 3)
    const parentheses = isOperator(open, '(') && isOperator(close, ')')
    return parentheses && name?.kind === 'word' && NAME.test(name.plain ?? '')
  }

  #function(): Omit<Command, 'redirects'> {
    const name = this.#plainWord()
    this.#at += 2
    this.#skipNewlines(false)
    if (this.#reserved() !== '{') throw this.#unknown()
    const { body } = this.#group('{', '}') as unknown as { body: Script }
    return { kind: 'function', name, body }
  }

  #if(): Omit<Command, 'redirects'> {
    const branches: Branch[] = []
    do {
      this.#at += 1
      const condition = this.script(['then'])
      this.#expect('then')
      branches.push({ condition, body: this.script(['elif', 'else', 'fi']) })
    } while (this.#reserved() === 'elif')
    const otherwise = this.#accept('else') ? this.script(['fi']) : null
    this.#expect('fi')
    return { kind: 'if', branches, otherwise }
  }

  #loop(): Omit<Command, 'redirects'> {
    const until = this.#reserved() === 'until'
    this.#at += 1
    const condition = this.script(['do'])
    return { kind: 'loop', until, condition, body: this.#body() }
  }

  #for(): Omit<Command, 'redirects'> {
    this.#at += 1
    const name = this.#plainWord()
    let words: Word[] | null = null
    if (this.#accept('in')) {
      words = []
      for (let token = this.#peek(); token?.kind === 'word'; token = this.#peek()) {
        words.push(token.word)
        this.#at += 1
      }
    }
    this.#skipNewlines(true)
    return { kind: 'for', name, words, body: this.#body() }
  }

  #body(): Script {
    this.#expect('do')
    const body = this.script(['done'])
    this.#expect('done')
    return body
  }

  #simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    const line = this.#peek()?.line ?? 0
    for (let token = this.#peek(); token !== undefined && token.kind !== 'operator'; token = this.#peek()) {
      this.#at += 1
      if (token.kind === 'redirect') redirects.push(...redirectsOf(token.text))
      else {
        const assignment = words.length === 0 ? assignmentOf(token.word) : undefined
        if (assignment === undefined) words.push(token.word)
        else assignments.push(assignment)
      }
    }
    if (words.length + assignments.length + redirects.length === 0) throw this.#unknown()
    return { kind: 'simple', assignments, words, redirects, line }
  }

  #redirects(): readonly Redirect[] {
    const redirects: Redirect[] = []
    for (let token = this.#peek(); token?.kind === 'redirect'; token = this.#peek()) {
      redirects.push(...redirectsOf(token.text))
      this.#at += 1
    }
    return redirects
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #operator(): string | undefined {
    const token = this.#peek()
    return token?.kind === 'operator' ? token.text : undefined
  }

  #reserved(): string | undefined {
    const token = this.#peek()
    return token?.kind === 'word' && token.plain !== null && RESERVED.has(token.plain)
      ? token.plain
      : undefined
  }

  #accept(word: string): boolean {
    if (this.#reserved() !== word) return false
    this.#at += 1
    return true
  }

  #expect(word: string): void {
    if (!this.#accept(word)) throw this.#unknown()
  }

  #plainWord(): string {
    const token = this.#peek()
    if (token?.kind !== 'word' || !NAME.test(token.plain ?? '')) throw this.#unknown()
    this.#at += 1
    return token.plain as string
  }

  #skipNewlines(semicolons: boolean): void {
    while (this.#operator() === '\n' || (semicolons && this.#operator() === ';')) this.#at += 1
  }

  #unknown(): UnknownSyntax {
    return new UnknownSyntax(`token ${this.#at}`)
  }
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token?.kind === 'operator' && token.text === text
}

/** `NAME=value` at the start of a command. */
function assignmentOf(word: Word): Assignment | undefined {
  const joined = joinText(word)
  const [first, ...rest] = joined
  if (first?.kind !== 'text' || first.quoted) return undefined
  const match = ASSIGNMENT.exec(first.text)
  if (match === null) return undefined
  const value = first.text.slice(match[0].length)
  return { name: match[1] as string, value: [{ ...first, text: value }, ...rest] }
}

/** The word with its leading unquoted texts as one. */
function joinText(word: Word): Word {
  const [first, second, ...rest] = word
  if (first?.kind !== 'text' || second?.kind !== 'text' || first.quoted || second.quoted) return word
  return joinText([{ ...first, text: first.text + second.text }, ...rest])
}

function redirectsOf(text: string): readonly Redirect[] {
  const [, number = '', direction] = REDIRECT.exec(text) as RegExpExecArray
  if (direction === '<') return [{ stream: 'stdin', to: 'null' }]
  if (number === '&') {
    return [
      { stream: 'stdout', to: 'null' },
      { stream: 'stderr', to: 'null' },
    ]
  }
  const stream = number === '2' ? 'stderr' : 'stdout'
  const copied = /&([12])$/.exec(text)?.[1]
  const to = copied === undefined ? 'null' : copied === '1' ? 'stdout' : 'stderr'
  return [{ stream, to }]
}
