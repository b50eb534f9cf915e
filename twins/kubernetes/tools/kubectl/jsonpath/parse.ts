import { KubectlError } from '../errors.js'

/** A node of a JSONPath template. */
export type PathNode =
  | { readonly kind: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'array'; readonly slice: Slice }
  | { readonly kind: 'union'; readonly nodes: readonly PathNode[] }
  | { readonly kind: 'filter'; readonly left: PathNode; readonly right: PathNode; readonly operator: string }
  | { readonly kind: 'identifier'; readonly name: string }

/** `[start:end:step]`; `[3]` is start 3 and end 4 with `single`. Absent members are not given. */
export interface Slice {
  readonly start?: number
  readonly end?: number
  readonly step?: number
  readonly single: boolean
}

const DICTIONARY_KEY = /^'([^']*)'$/
const SLICE = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/
const FILTER = /^([^!<>=]+)([!<>=]+)(.+?)$/

/**
 * Parses a template into its texts and actions. Throws `KubectlError` with the parser's words.
 * Source: client-go v0.32.0 util/jsonpath/parser.go.
 */
export function parseJsonPath(text: string): readonly PathNode[] {
  return new JsonPathParser(text).parse()
}

class JsonPathParser {
  private readonly input: string
  private at = 0

  constructor(input: string) {
    this.input = input
  }

  parse(): readonly PathNode[] {
    const nodes: PathNode[] = []
    while (this.at < this.input.length) {
      const open = this.input.indexOf('{', this.at)
      const end = open < 0 ? this.input.length : open
      if (end > this.at) nodes.push({ kind: 'text', text: this.input.slice(this.at, end) })
      this.at = end
      if (open >= 0) {
        this.at++
        nodes.push({ kind: 'list', nodes: this.action() })
      }
    }
    return nodes
  }

  /** Everything up to the closing brace, which is consumed. */
  private action(): readonly PathNode[] {
    const nodes: PathNode[] = []
    for (;;) {
      const character = this.input.charAt(this.at)
      if (character === '}') {
        this.at++
        return nodes
      }
      if (character === '' || character === '\n' || character === '\r') throw failure('unclosed action')
      if (character === ' ' || character === '@' || character === '$') this.at++
      else nodes.push(...this.step(character, nodes.at(-1)))
    }
  }

  private step(character: string, last: PathNode | undefined): readonly PathNode[] {
    if (this.input.startsWith('[?(', this.at)) return [this.filter()]
    if (this.input.startsWith('..', this.at)) return this.recursive(last)
    if (character === '[') return this.array()
    if (character === '"' || character === "'") return [this.quoted(character)]
    if (character === '.') {
      this.at++
      return [this.field()]
    }
    if (/[-+0-9]/.test(character)) return [this.number()]
    if (isWordCharacter(character)) return [this.identifier()]
    throw failure(`unrecognized character in action: ${unicodeName(character)}`)
  }

  private recursive(last: PathNode | undefined): readonly PathNode[] {
    if (last?.kind === 'recursive') throw failure('invalid multiple recursive descent')
    this.at += 2
    const nodes: PathNode[] = [{ kind: 'recursive' }]
    if (isWordCharacter(this.input.charAt(this.at))) nodes.push(this.field())
    return nodes
  }

  private field(): PathNode {
    const start = this.at
    while (this.at < this.input.length && !isTerminator(this.input.charAt(this.at))) {
      this.at += this.input.charAt(this.at) === '\\' ? 2 : 1
    }
    const name = this.input.slice(start, this.at)
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') }
  }

  private identifier(): PathNode {
    const start = this.at
    while (this.at < this.input.length && !isTerminator(this.input.charAt(this.at))) this.at++
    const name = this.input.slice(start, this.at)
    if (name === 'true' || name === 'false') return { kind: 'bool', value: name === 'true' }
    return { kind: 'identifier', name }
  }

  private number(): PathNode {
    const match = /^[-+]?[0-9.]*/.exec(this.input.slice(this.at))
    const text = match?.[0] ?? ''
    this.at += text.length
    if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) throw failure(`cannot parse number ${text}`)
    return { kind: 'number', value: Number(text) }
  }

  private quoted(quote: string): PathNode {
    const start = this.at++
    for (;;) {
      const character = this.input.charAt(this.at++)
      if (character === '' || character === '\n') throw failure('unterminated quoted string')
      if (character === quote && this.input.charAt(this.at - 2) !== '\\') break
    }
    return { kind: 'text', text: unquote(this.input.slice(start, this.at)) }
  }

  private array(): readonly PathNode[] {
    const close = this.input.indexOf(']', this.at)
    const inner = close < 0 ? '' : this.input.slice(this.at + 1, close)
    if (close < 0 || inner.includes('\n')) throw failure('unterminated array')
    this.at = close + 1
    const text = inner === '*' ? ':' : inner
    const parts = text.split(',')
    if (parts.length > 1) {
      return [{ kind: 'union', nodes: parts.map((part) => actionOf(`[${part.trim()}]`)) }]
    }
    const key = DICTIONARY_KEY.exec(text)
    if (key !== null) {
      const action = actionOf(`.${key[1]}`)
      return action.kind === 'list' ? action.nodes : [action]
    }
    return [{ kind: 'array', slice: parseSlice(text) }]
  }

  private filter(): PathNode {
    this.at += 3
    const text = this.filterText()
    const match = FILTER.exec(text)
    if (match === null) {
      return { kind: 'filter', left: actionOf(text), right: { kind: 'list', nodes: [] }, operator: 'exists' }
    }
    const [, left = '', operator = '', right = ''] = match
    return { kind: 'filter', left: actionOf(left), right: actionOf(right), operator }
  }

  /** The text up to `)]`; a closing parenthesis inside the one quoted string does not count. */
  private filterText(): string {
    const start = this.at
    let begin = false
    let end = false
    let pair = ''
    for (;;) {
      const character = this.input.charAt(this.at++)
      if (character === '' || character === '\n') throw failure('unterminated filter')
      if (character === '"' || character === "'") {
        if (!begin) {
          begin = true
          pair = character
        } else if (this.input.charAt(this.at - 2) !== '\\' && character === pair) end = true
      } else if (character === ')' && begin === end) break
    }
    if (this.input.charAt(this.at) !== ']') throw failure('unclosed array expect ]')
    this.at++
    return this.input.slice(start, this.at - 2)
  }
}

/** The action of an expression without its braces. */
function actionOf(text: string): PathNode {
  return parseJsonPath(`{${text}}`)[0] ?? { kind: 'list', nodes: [] }
}

function parseSlice(text: string): Slice {
  const match = SLICE.exec(text)
  if (match === null) throw failure(`invalid array index ${text}`)
  const [, start = '', end, step] = match
  const part = (value: string | undefined): number | undefined => {
    const digits = value?.replace(/^:/, '') ?? ''
    if (digits === '') return undefined
    if (digits === '-') throw failure(`array index ${digits} is not a number`)
    return Number(digits)
  }
  const first = part(start)
  const single = end === undefined
  const last = single ? (first ?? 0) + 1 : part(end)
  const by = part(step)
  return {
    single,
    ...(first === undefined ? {} : { start: first }),
    ...(last === undefined ? {} : { end: last }),
    ...(by === undefined ? {} : { step: by }),
  }
}

const UNQUOTED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/** Go's strconv.UnquoteChar over a string in either kind of quotes. */
function unquote(quoted: string): string {
  const quote = quoted.charAt(0)
  return quoted
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}|.)/g, (_, sequence: string) => {
      if (/^[xu]./.test(sequence)) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
      if (/^[0-7]{3}$/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8))
      const text = UNQUOTED[sequence]
      const otherQuote = (sequence === '"' || sequence === "'") && sequence !== quote
      if (text === undefined || otherQuote) throw failure(`unquote string ${quoted} error invalid syntax`)
      return text
    })
}

function isTerminator(character: string): boolean {
  return /[\s.,[\]$@{}]/.test(character)
}

function isWordCharacter(character: string): boolean {
  return /^[_\p{L}\p{Nd}]$/u.test(character)
}

/** Go's `%#U`. */
function unicodeName(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `U+${code} '${character}'`
}

function failure(text: string): KubectlError {
  return new KubectlError(text)
}
