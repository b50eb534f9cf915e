import { tokenAt } from '../sql-text.js'

/** What a script holds, in order. `line` is where psql stands when it gets to it, counted from 1. */
export type ScriptPart =
  | { readonly kind: 'query'; readonly text: string; readonly line: number }
  | { readonly kind: 'backslash'; readonly name: string; readonly rest: string; readonly line: number }

/** A place in a script, and the query that is being collected. */
export interface Cursor {
  at: number
  /** What was collected, with variables replaced. */
  query: string
  parentheses: number
}

/** Looks up a psql variable. */
export type Lookup = (name: string) => string | undefined

/**
 * The next part of a script from a cursor on, which moves; undefined at its end. Queries end with a semicolon, which they keep, or
 * before a backslash command, which may use them. Variables are replaced as they are at that moment. PostgreSQL 15
 * src/fe_utils/psqlscan.l.
 */
export function nextPart(script: string, cursor: Cursor, lookup: Lookup): ScriptPart | undefined {
  while (cursor.at < script.length) {
    const token = tokenAt(script, cursor.at)
    if (token.text === '\\') return backslash(script, cursor)
    cursor.at += token.text.length
    if (token.kind === 'comment' || token.kind === 'space') {
      if (cursor.query !== '') cursor.query += token.text
      continue
    }
    if (token.text === '(') cursor.parentheses++
    if (token.text === ')' && cursor.parentheses > 0) cursor.parentheses--
    if (token.text === ':' && takeVariable(script, cursor, lookup)) continue
    cursor.query += token.text
    if (token.text === ';' && cursor.parentheses === 0 && !insideBody(cursor.query)) {
      return { kind: 'query', text: takeQuery(cursor), line: lineAt(script, cursor.at) }
    }
  }
  const rest = takeQuery(cursor)
  return rest === '' ? undefined : { kind: 'query', text: rest, line: lineAt(script, script.length) }
}

/** Hand over what was collected. */
export function takeQuery(cursor: Cursor): string {
  const query = cursor.query.trimEnd()
  cursor.query = ''
  cursor.parentheses = 0
  return query
}

/** The body of a function that begins with BEGIN ATOMIC holds semicolons. */
function insideBody(query: string): boolean {
  if (!/^create\b[\s\S]*\bbegin\s+atomic\b/i.test(query)) return false
  const body = query.slice(query.search(/\bbegin\s+atomic\b/i))
  return (body.match(/\b(begin\s+atomic|case)\b/gi) ?? []).length > (body.match(/\bend\b/gi) ?? []).length
}

function backslash(script: string, cursor: Cursor): ScriptPart {
  const newline = script.indexOf('\n', cursor.at)
  const end = newline < 0 ? script.length : newline
  const text = script.slice(cursor.at + 1, end)
  const line = lineAt(script, cursor.at)
  // Two backslashes end the arguments; the line goes on as SQL.
  const separator = text.indexOf('\\\\')
  const own = separator < 0 ? text : text.slice(0, separator)
  cursor.at = separator < 0 ? end : cursor.at + 1 + separator + 2
  const name = /^[^\s\\]*/.exec(own)?.[0] ?? ''
  return { kind: 'backslash', name, rest: own.slice(name.length).trim(), line }
}

/** `:name`, `:'name'` and `:"name"`; a name that is not set stays as it is. A cast is no variable. */
function takeVariable(script: string, cursor: Cursor, lookup: Lookup): boolean {
  if (script[cursor.at] === ':' || script[cursor.at - 2] === ':') return false
  const match = /^(?:(\w+)|'(\w+)'|"(\w+)")/.exec(script.slice(cursor.at))
  const value = lookup(match?.[1] ?? match?.[2] ?? match?.[3] ?? '')
  if (match === null || value === undefined) return false
  cursor.at += match[0].length
  if (match[2] !== undefined) cursor.query += `'${value.replaceAll("'", "''")}'`
  else if (match[3] !== undefined) cursor.query += `"${value.replaceAll('"', '""')}"`
  else cursor.query += value
  return true
}

function lineAt(script: string, at: number): number {
  return script.slice(0, at).split('\n').length - (script[at - 1] === '\n' && at === script.length ? 1 : 0)
}

/** The arguments of a backslash command: words, quoted ones without their quotes, variables replaced. */
export function argumentsOf(rest: string, lookup: Lookup): readonly string[] {
  const words = rest.match(/(?:'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|\S)+/g) ?? []
  return words.map((word) => {
    if (/^'.*'$/s.test(word)) return unescaped(word.slice(1, -1).replaceAll("''", "'"))
    const variable = /^:(\w+)$/.exec(word)?.[1]
    return variable === undefined ? word : (lookup(variable) ?? word)
  })
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_all, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter)
}
