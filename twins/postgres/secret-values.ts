import { compareKeys, type Json } from '../kernel/json.js'
import type { Process } from '../kernel/process.js'
import { PROCESSES } from '../kernel/tables.js'
import type { View } from '../kernel/world.js'
import { tokensOf } from './sql-text.js'

const URI_PASSWORD = /\bpostgres(?:ql)?:\/\/[^:@/\s]*:([^@/\s]+)@/g
const CONNINFO_PASSWORD = /\bpassword\s*=\s*('(?:[^'\\]|\\.)*'|[^\s']+)/g

/** Passwords that clients hold: in PGPASSWORD, in connection strings, after PASSWORD in a statement. */
export function secretValues(view: View): readonly string[] {
  const found = new Set<string>()
  for (const { value: process } of view.list<Process>(PROCESSES)) collect(process.args, found)
  return [...found].filter((value) => value !== '').sort(compareKeys)
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value === 'string') collectText(value, into)
  else if (Array.isArray(value)) for (const item of value) collect(item as Json, into)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'PGPASSWORD' && typeof child === 'string') into.add(child)
      else collect(child, into)
    }
  }
}

function collectText(text: string, into: Set<string>): void {
  if (!/pass|postgres(?:ql)?:\/\//i.test(text)) return
  for (const [, password] of text.matchAll(URI_PASSWORD)) into.add(decodeURIComponent(password ?? ''))
  for (const [, password] of text.matchAll(CONNINFO_PASSWORD)) into.add(unquote(password ?? ''))
  const tokens = tokensOf(text).filter(({ kind }) => kind !== 'space' && kind !== 'comment')
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]
    if (token.kind === 'string' && before !== undefined && /^password$/i.test(before.text))
      into.add(unquote(token.text))
  })
}

function unquote(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'").replaceAll("\\'", "'") : text
}
