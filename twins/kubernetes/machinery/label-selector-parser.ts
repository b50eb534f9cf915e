import { compareKeys } from '../../kernel/json.js'
import {
  keyErrors,
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  newRequirement,
} from './label-selector.js'
import { SelectorError } from './selector-error.js'

type TokenKind = 'identifier' | 'end' | 'error' | Keyword
type Keyword = ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '('

interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const KEYWORDS: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', 'in', '<', '!=', 'notin', '('])
const SPECIAL = '=!(),><'
const WHITESPACE = ' \t\r\n'
const OPERATORS: Readonly<Partial<Record<TokenKind, LabelOperator>>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
}
const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt'

/**
 * Parses a label selector such as `app=web,tier in (a, b),!legacy`. Requirements come sorted by key.
 * Throws `SelectorError` with upstream's text.
 * Source: kubernetes/apimachinery v0.36.3 pkg/labels/selector.go (Parse, Parser, Lexer).
 */
export function parseLabelSelector(text: string): LabelSelector {
  const cursor = new Cursor(tokens(text))
  const requirements: LabelRequirement[] = []
  for (;;) {
    const next = cursor.peek('value')
    if (next.kind === 'end') break
    if (next.kind !== 'identifier' && next.kind !== '!') {
      throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`)
    }
    requirements.push(parseRequirement(cursor))
    if (endsHere(cursor)) break
  }
  requirements.sort((a, b) => compareKeys(a.key, b.key))
  return { requirements }
}

function endsHere(cursor: Cursor): boolean {
  const separator = cursor.take('value')
  if (separator.kind === 'end') return true
  if (separator.kind !== ',')
    throw new SelectorError(`found '${separator.text}', expected: ',' or 'end of string'`)
  const next = cursor.peek('value')
  if (next.kind !== 'identifier' && next.kind !== '!') {
    throw new SelectorError(`found '${next.text}', expected: identifier after ','`)
  }
  return false
}

function parseRequirement(cursor: Cursor): LabelRequirement {
  try {
    return requirementAt(cursor)
  } catch (error) {
    if (error instanceof SelectorError)
      throw new SelectorError(`unable to parse requirement: ${error.message}`)
    throw error
  }
}

function requirementAt(cursor: Cursor): LabelRequirement {
  const { key, unary } = parseKey(cursor)
  if (unary !== undefined) return newRequirement(key, unary, [])
  const token = cursor.take('operator')
  const operator = OPERATORS[token.kind]
  if (operator === undefined) {
    throw new SelectorError(`found '${token.text}', expected: ${BINARY_OPERATORS}`)
  }
  const values = operator === 'in' || operator === 'notin' ? parseValues(cursor) : [parseExactValue(cursor)]
  return newRequirement(key, operator, [...new Set(values)].sort(compareKeys))
}

function parseKey(cursor: Cursor): { key: string; unary: LabelOperator | undefined } {
  let token = cursor.take('value')
  const negated = token.kind === '!'
  if (negated) token = cursor.take('value')
  if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`)
  const wrong = keyErrors(token.text, '<nil>')[0]
  if (wrong !== undefined) throw new SelectorError(wrong)
  // A negated key followed by an operator (`!a=b`) is an unary requirement too; the operator then fails the parse.
  const next = cursor.peek('value').kind
  const exists = next === 'end' || next === ',' ? 'exists' : undefined
  return { key: token.text, unary: negated ? '!' : exists }
}

function parseExactValue(cursor: Cursor): string {
  const next = cursor.peek('value')
  if (next.kind === 'end' || next.kind === ',') return ''
  const token = cursor.take('value')
  if (token.kind === 'identifier') return token.text
  throw new SelectorError(`found '${token.text}', expected: identifier`)
}

function parseValues(cursor: Cursor): readonly string[] {
  const open = cursor.take('value')
  if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`)
  const next = cursor.peek('value')
  if (next.kind === ')') {
    cursor.take('value')
    return ['']
  }
  if (next.kind !== 'identifier' && next.kind !== ',') {
    throw new SelectorError(`found '${next.text}', expected: ',', ')' or identifier`)
  }
  const values = parseIdentifiers(cursor)
  cursor.take('value')
  return values
}

/** The values up to, not including, the closing parenthesis; `(a,,b)` and `(,)` hold the empty value. */
function parseIdentifiers(cursor: Cursor): readonly string[] {
  const values: string[] = []
  for (;;) {
    const token = cursor.take('value')
    const next = cursor.peek('value')
    if (token.kind === 'identifier') {
      values.push(token.text)
      if (next.kind === ')') return values
      if (next.kind !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or ')'`)
    } else if (token.kind === ',') {
      if (values.length === 0 || next.kind === ',') values.push('')
      if (next.kind === ')') return [...values, '']
    } else {
      throw new SelectorError(`found '${token.text}', expected: ',', or identifier`)
    }
  }
}

/** Walks the tokens; in a value, `in` and `notin` are identifiers like any other. */
class Cursor {
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(list: readonly Token[]) {
    this.#tokens = list
  }

  peek(context: 'value' | 'operator'): Token {
    const token = this.#tokens[this.#position] ?? { kind: 'end', text: '' }
    return context === 'value' && (token.kind === 'in' || token.kind === 'notin')
      ? { kind: 'identifier', text: token.text }
      : token
  }

  take(context: 'value' | 'operator'): Token {
    const token = this.peek(context)
    this.#position += 1
    return token
  }
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    if (WHITESPACE.includes(character)) at += 1
    else {
      const token = SPECIAL.includes(character) ? specialAt(text, at) : wordAt(text, at)
      found.push(token)
      at += token.text.length
    }
  }
  return [...found, { kind: 'end', text: '' }]
}

function specialAt(text: string, at: number): Token {
  const two = text.slice(at, at + 2)
  const literal = KEYWORDS.has(two) ? two : text.charAt(at)
  return { kind: literal as Keyword, text: literal }
}

function wordAt(text: string, at: number): Token {
  let end = at
  while (end < text.length && !SPECIAL.includes(text.charAt(end)) && !WHITESPACE.includes(text.charAt(end)))
    end += 1
  const literal = text.slice(at, end)
  return { kind: KEYWORDS.has(literal) ? (literal as Keyword) : 'identifier', text: literal }
}
