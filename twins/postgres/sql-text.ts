/** A piece of SQL text as PostgreSQL's scanner sees it. */
export interface SqlToken {
  readonly kind: 'word' | 'string' | 'identifier' | 'comment' | 'space' | 'symbol'
  readonly text: string
}

const WORD_START = /[A-Za-z_\u0080-\uffff]/
const WORD = /[A-Za-z0-9_$\u0080-\uffff]/
const DOLLAR_TAG = /^\$([A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/

/**
 * Cut SQL text into tokens; joined they are the text again. An unterminated string or comment reaches to the end. PostgreSQL 17
 * documentation, 4.1 (Lexical Structure).
 */
export function tokensOf(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

/** The token that begins at a place of the text. */
export function tokenAt(text: string, at: number): SqlToken {
  const first = text[at] ?? ''
  const cut = (kind: SqlToken['kind'], end: number): SqlToken => ({ kind, text: text.slice(at, end) })
  if (/\s/.test(first)) return cut('space', endOfRun(text, at, /\s/))
  if (text.startsWith('--', at)) return cut('comment', endOfLine(text, at))
  if (text.startsWith('/*', at)) return cut('comment', endOfComment(text, at))
  if (first === "'") return cut('string', endOfQuoted(text, at, "'", false))
  if (first === '"') return cut('identifier', endOfQuoted(text, at, '"', false))
  if (/[eE]/.test(first) && text[at + 1] === "'") return cut('string', endOfQuoted(text, at + 1, "'", true))
  if (/[bBxXnN]/.test(first) && text[at + 1] === "'")
    return cut('string', endOfQuoted(text, at + 1, "'", false))
  if (first === '$') {
    const tag = DOLLAR_TAG.exec(text.slice(at))?.[0]
    if (tag !== undefined) return cut('string', endOf(text, tag, at + tag.length))
  }
  if (WORD_START.test(first)) return cut('word', endOfRun(text, at, WORD))
  return cut('symbol', at + 1)
}

function endOfRun(text: string, start: number, pattern: RegExp): number {
  let at = start
  while (at < text.length && pattern.test(text[at] ?? '')) at++
  return at
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}

function endOf(text: string, mark: string, start: number): number {
  const end = text.indexOf(mark, start)
  return end < 0 ? text.length : end + mark.length
}

/** Comments nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++
      at++
    } else if (text.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

function endOfQuoted(text: string, start: number, quote: string, escapes: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1
      at++
    }
  }
  return text.length
}

/** Where a statement ends, and whether it was closed by a semicolon. */
export interface Piece {
  readonly text: string
  readonly complete: boolean
}

/**
 * Cut a script into statements without their semicolons, as psql does: not within parentheses, nor within the body of a function
 * that begins with BEGIN ATOMIC (psql 17 psqlscan.l). Pieces without any token but comments are left out.
 */
export function splitStatements(script: string): readonly Piece[] {
  const pieces: Piece[] = []
  let piece: SqlToken[] = []
  let parentheses = 0
  let blocks = 0
  const push = (complete: boolean) => {
    if (piece.some(isSolid)) pieces.push({ text: trimPiece(piece), complete })
    piece = []
  }
  for (const token of tokensOf(script)) {
    if (token.text === '(') parentheses++
    if (token.text === ')' && parentheses > 0) parentheses--
    if (token.kind === 'word') blocks = nextBlocks(blocks, token.text.toLowerCase(), piece)
    if (token.text === ';' && parentheses === 0 && blocks === 0) push(true)
    else piece.push(token)
  }
  push(false)
  return pieces
}

function nextBlocks(blocks: number, word: string, before: readonly SqlToken[]): number {
  if (blocks === 0 && word !== 'atomic') return 0
  const words = before.filter((token) => token.kind === 'word').map((token) => token.text.toLowerCase())
  const isRoutine =
    words[0] === 'create' && words.slice(1, 5).some((each) => /^(function|procedure)$/.test(each))
  if (!isRoutine) return 0
  if (word === 'atomic' && words.at(-1) === 'begin') return blocks + 1
  if (word === 'case' && blocks > 0) return blocks + 1
  return word === 'end' && blocks > 0 ? blocks - 1 : blocks
}

function isSolid(token: SqlToken): boolean {
  return token.kind !== 'space' && token.kind !== 'comment'
}

/** Without space and comments in front, as psql sends it. */
function trimPiece(tokens: readonly SqlToken[]): string {
  const from = tokens.findIndex(isSolid)
  const text = tokens.slice(from).map((token) => token.text)
  return text.join('').trimEnd()
}

/** The words and symbols of a statement in lower case, without literals, comments and space: what kind it is. */
export function skeletonOf(statement: string): string {
  return tokensOf(statement)
    .filter((token) => isSolid(token) && token.kind !== 'string')
    .map((token) => (token.kind === 'word' ? token.text.toLowerCase() : token.text))
    .join(' ')
}

/** The values of all string literals, also of those within dollar quotes and format strings. */
export function literalsOf(statement: string, depth = 0): readonly string[] {
  return tokensOf(statement).flatMap((token) => {
    if (token.kind !== 'string') return []
    const value = literalValue(token.text)
    // A DO block keeps its statements in a string.
    return depth < 3 && /['$]/.test(value) ? [value, ...literalsOf(value, depth + 1)] : [value]
  })
}

function literalValue(text: string): string {
  const tag = DOLLAR_TAG.exec(text)?.[0]
  if (tag !== undefined) return text.slice(tag.length, text.endsWith(tag) ? -tag.length : undefined)
  const start = text.indexOf("'") + 1
  const inner = text.slice(start, text.endsWith("'") ? -1 : undefined).replaceAll("''", "'")
  return /^[eE]/.test(text) ? inner.replace(/\\(.)/gs, '$1') : inner
}

const SHOWN_LENGTH = 100

/** A statement on one line for labels and logs: no value of a string after PASSWORD, none that looks like a stored password. */
export function showStatement(statement: string): string {
  let secret = false
  const parts = tokensOf(statement).map((token) => {
    if (token.kind === 'space' || token.kind === 'comment') return ' '
    const hidden = token.kind === 'string' && (secret || /SCRAM-SHA-256\$|\bpassword\b/i.test(token.text))
    secret = token.kind === 'word' && /^password$/i.test(token.text)
    return hidden ? "'***'" : token.text
  })
  const line = parts.join('').replace(/\s+/g, ' ').trim()
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH - 1)}…`
}
