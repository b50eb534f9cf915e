import type { Script, Word, WordPart } from './syntax.js'

/** One token of a script; `line` counts from 1. */
export type Token =
  | { readonly kind: 'operator'; readonly text: string; readonly line: number }
  | { readonly kind: 'redirect'; readonly text: string; readonly line: number }
  /** `plain` is the text of a word without quotes and variables, which alone can be a reserved word or a name. */
  | { readonly kind: 'word'; readonly word: Word; readonly plain: string | null; readonly line: number }

/** Syntax that is not modelled, or not valid. */
export class UnknownSyntax extends Error {
  override readonly name = 'UnknownSyntax'
}

/** `(script) => Script`, handed in for `$(…)`: the parser stands above this file. */
type ParseScript = (script: string) => Script

const OPERATORS = ['&&', '||', ';;', ';', '|', '(', ')'] as const
/** `1>&2`, `>/dev/null`, `2>/dev/null`, `&>/dev/null`, `</dev/null`: all that is modelled of redirections. */
const REDIRECT = /^(?:[12]?>&[12]|(?:[12]?|&)>>?[ \t]*\/dev\/null|<[ \t]*\/dev\/null)(?=[\s;|&)]|$)/
const PLAIN = /^[^\s;&|<>()`$"'\\*?#[\]~{}=]+/
const NAME = '[A-Za-z_][A-Za-z0-9_]*'
const PARAMETER = new RegExp(`^\\$(${NAME}|[0-9?#@*])`)
const BRACED = new RegExp(`^\\$\\{(${NAME}|[0-9?#@*])(?:(:?-)([^{}$\`"'\\\\]*))?\\}`)
const ARITHMETIC = new RegExp(
  `^\\$\\(\\([ \\t]*\\$?(${NAME}|\\d+)[ \\t]*([-+*/%])[ \\t]*\\$?(${NAME}|\\d+)[ \\t]*\\)\\)`,
)

/** Splits a script into tokens. Throws {@link UnknownSyntax}. Source: POSIX.1-2024, Shell Command Language, 2.3. */
export function tokenize(script: string, parse: ParseScript): readonly Token[] {
  const tokens: Token[] = []
  let rest = script.replace(/\\\n/g, ' ')
  const total = rest
  const line = () => total.slice(0, total.length - rest.length).split('\n').length
  while (rest !== '') {
    const blank = /^(?:[ \t]+|#[^\n]*)/.exec(rest)?.[0]
    const redirect = REDIRECT.exec(rest)?.[0]
    const operator = rest.startsWith('\n') ? '\n' : OPERATORS.find((one) => rest.startsWith(one))
    if (blank !== undefined) rest = rest.slice(blank.length)
    else if (redirect !== undefined) {
      tokens.push({ kind: 'redirect', text: redirect.replace(/\s/g, ''), line: line() })
      rest = rest.slice(redirect.length)
    } else if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator, line: line() })
      rest = rest.slice(operator.length)
    } else {
      const at = line()
      const [word, after] = takeWord(rest, parse)
      const plain = word.every((part) => part.kind === 'text' && !part.quoted)
        ? word.map((part) => (part.kind === 'text' ? part.text : '')).join('')
        : null
      tokens.push({ kind: 'word', word, plain, line: at })
      rest = after
    }
  }
  return tokens
}

function takeWord(script: string, parse: ParseScript): readonly [Word, string] {
  const parts: WordPart[] = []
  let rest = script
  while (rest !== '' && !/^[\s;&|<>()]/.test(rest)) {
    const [piece, after] = takePiece(rest, parts.length > 0, parse)
    parts.push(...piece)
    rest = after
  }
  if (rest.length === script.length) throw new UnknownSyntax(rest)
  return [parts, rest]
}

type Piece = readonly [readonly WordPart[], string]

const text = (value: string, quoted: boolean): WordPart => ({ kind: 'text', text: value, quoted })

function takePiece(script: string, inside: boolean, parse: ParseScript): Piece {
  const plain = PLAIN.exec(script)?.[0] ?? ordinary(script, inside)
  if (plain !== undefined) return [[text(plain, false)], script.slice(plain.length)]
  const single = /^'([^']*)'/.exec(script)
  if (single !== null) return [[text(single[1] as string, true)], script.slice(single[0].length)]
  if (script.startsWith('"')) return takeQuoted(script.slice(1), parse)
  const escaped = /^\\([^\n])/.exec(script)
  if (escaped !== null) return [[text(escaped[1] as string, true)], script.slice(2)]
  return takeExpansion(script, false, parse)
}

/** What means something special only elsewhere in a word, or as a word of its own. */
function ordinary(script: string, inside: boolean): string | undefined {
  const alone = /^(?:\[\[?|\]\]?|[{}])(?=[\s;|&)]|$)/.exec(script)?.[0]
  if (!inside && alone !== undefined && !alone.startsWith('[[')) return alone
  return inside ? /^[=~#]+/.exec(script)?.[0] : /^=+/.exec(script)?.[0]
}

function takeQuoted(script: string, parse: ParseScript): Piece {
  const parts: WordPart[] = []
  let rest = script
  while (!rest.startsWith('"')) {
    const plain = /^[^"$`\\]+/.exec(rest)?.[0]
    const escaped = /^\\(["$`\\])/.exec(rest)
    if (plain !== undefined) {
      parts.push(text(plain, true))
      rest = rest.slice(plain.length)
    } else if (escaped !== null || /^\\./.test(rest)) {
      parts.push(text(escaped?.[1] ?? rest.slice(0, 2), true))
      rest = rest.slice(2)
    } else if (/^\$(?=["\s]|$)/.test(rest)) {
      parts.push(text('$', true))
      rest = rest.slice(1)
    } else {
      const [piece, after] = takeExpansion(rest, true, parse)
      parts.push(...piece)
      rest = after
    }
  }
  return [parts.length === 0 ? [text('', true)] : parts, rest.slice(1)]
}

function takeExpansion(script: string, quoted: boolean, parse: ParseScript): Piece {
  const arithmetic = ARITHMETIC.exec(script)
  if (arithmetic !== null) {
    const [all, left = '', operator = '', right = ''] = arithmetic
    return [[{ kind: 'arithmetic', left, operator, right, quoted }], script.slice(all.length)]
  }
  const parameter = PARAMETER.exec(script)
  if (parameter !== null) {
    const [all, name = ''] = parameter
    return [[{ kind: 'variable', name, fallback: null, quoted }], script.slice(all.length)]
  }
  const braced = BRACED.exec(script)
  if (braced !== null) {
    const [all, name = '', operator, fallback = ''] = braced
    const word = { orEmpty: operator === ':-', word: [text(fallback, quoted)] }
    const part: WordPart = { kind: 'variable', name, fallback: operator === undefined ? null : word, quoted }
    return [[part], script.slice(all.length)]
  }
  if (!script.startsWith('$(') || script.startsWith('$((')) throw new UnknownSyntax(script)
  const inner = upToParenthesis(script.slice(2))
  return [[{ kind: 'command', script: parse(inner), quoted }], script.slice(inner.length + 3)]
}

/** The text before the parenthesis that closes what has been opened. */
function upToParenthesis(script: string): string {
  let depth = 1
  for (let index = 0; index < script.length; index++) {
    const rest = script.slice(index)
    const quoted = /^(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.)/.exec(rest)?.[0]
    if (quoted !== undefined) index += quoted.length - 1
    else if (rest.startsWith('(')) depth += 1
    else if (rest.startsWith(')')) depth -= 1
    if (depth === 0) return script.slice(0, index)
  }
  throw new UnknownSyntax(script)
}
