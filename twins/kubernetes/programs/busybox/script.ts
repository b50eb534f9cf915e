import type { JsonObject } from '../../../kernel/json.js'
import { textAt } from '../../client/objects.js'

/** One command of a script, and what joins it to the one before: '' for the first. */
export interface ScriptPart {
  readonly after: '' | ';' | '&&' | '||'
  readonly words: readonly string[]
}

type Token =
  | { readonly kind: 'operator'; readonly text: ';' | '&&' | '||' }
  | { readonly kind: 'word'; readonly text: string }

const OPERATORS = ['&&', '||', ';'] as const
/** Words that begin a compound command. */
const RESERVED: ReadonlySet<string> = new Set(
  'if then else elif fi for while until do done case esac in function { } ! [['.split(' '),
)
const PLAIN = /^[^\s;&|<>()`$"'\\*?#[\]~{}=]+/
const VARIABLE = /^\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/

/**
 * Splits a shell script into simple commands; variables are replaced, single and double quotes removed. An unquoted
 * variable is not split into words. Undefined for any syntax beyond that.
 */
export function parseScript(script: string, env: JsonObject): readonly ScriptPart[] | undefined {
  const tokens = tokenize(script.replace(/\\\n/g, ' '), env)
  if (tokens === undefined) return undefined
  const parts: ScriptPart[] = []
  let words: string[] = []
  let after: ScriptPart['after'] = ''
  for (const token of [...tokens, { kind: 'operator', text: ';' } as const]) {
    if (token.kind === 'word') words.push(token.text)
    else if (words.length > 0) {
      if (RESERVED.has(words[0] as string)) return undefined
      parts.push({ after, words })
      after = token.text
      words = []
    } else if (token.text !== ';') return undefined
  }
  return parts
}

function tokenize(script: string, env: JsonObject): readonly Token[] | undefined {
  const tokens: Token[] = []
  let rest = script
  while (rest !== '') {
    const blank = /^(?:[ \t]+|#[^\n]*)/.exec(rest)?.[0]
    const operator = rest.startsWith('\n') ? '\n' : OPERATORS.find((one) => rest.startsWith(one))
    if (blank !== undefined) rest = rest.slice(blank.length)
    else if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator === '\n' ? ';' : operator })
      rest = rest.slice(operator.length)
    } else {
      const word = takeWord(rest, env)
      if (word === undefined) return undefined
      tokens.push({ kind: 'word', text: word.text })
      rest = word.rest
    }
  }
  return tokens
}

interface Taken {
  readonly text: string
  readonly rest: string
}

function takeWord(script: string, env: JsonObject): Taken | undefined {
  let [text, rest] = ['', script]
  while (rest !== '' && !/^[\s;]/.test(rest) && !rest.startsWith('&&') && !rest.startsWith('||')) {
    const piece = takePiece(rest, env, text !== '')
    if (piece === undefined) return undefined
    text += piece.text
    rest = piece.rest
  }
  return { text, rest }
}

/** A part of a word. `=`, `~` and `#` are ordinary inside a word; at its start they mean something that is not modelled. */
function takePiece(script: string, env: JsonObject, inside: boolean): Taken | undefined {
  const plain = PLAIN.exec(script)?.[0] ?? (inside ? /^[=~#]+/.exec(script)?.[0] : undefined)
  if (plain !== undefined) return { text: plain, rest: script.slice(plain.length) }
  const single = /^'([^']*)'/.exec(script)
  if (single !== null) return { text: single[1] as string, rest: script.slice(single[0].length) }
  const double = /^"([^"\\`]*)"/.exec(script)
  if (double !== null) {
    const text = replaceVariables(double[1] as string, env)
    return text === undefined ? undefined : { text, rest: script.slice(double[0].length) }
  }
  const variable = VARIABLE.exec(script)
  if (variable === null) return undefined
  return { text: textOf(variable, env), rest: script.slice(variable[0].length) }
}

function replaceVariables(text: string, env: JsonObject): string | undefined {
  let [done, rest] = ['', text]
  while (rest !== '') {
    const variable = VARIABLE.exec(rest)
    if (variable === null && rest.startsWith('$') && rest !== '$') return undefined
    const piece = variable?.[0] ?? (/^\$?[^$]*/.exec(rest)?.[0] as string)
    done += variable === null ? piece : textOf(variable, env)
    rest = rest.slice(piece.length)
  }
  return done
}

function textOf(variable: RegExpExecArray, env: JsonObject): string {
  return textAt(env, variable[1] ?? (variable[2] as string))
}
