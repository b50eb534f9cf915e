/** A member of a JSON object, or an element of an array (key ''), with its source text untouched. */
export interface RawMember {
  readonly key: string
  readonly raw: string
}

/** What a JSON text is, with the source text of its parts: Go keeps it (json.RawMessage) and gjson prints it. */
export type RawJson =
  | { readonly kind: 'object' | 'array'; readonly raw: string; readonly members: readonly RawMember[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly raw: string }

/** Read a JSON text; undefined when it is not valid JSON. */
export function readRawJson(text: string): RawJson | undefined {
  const raw = text.trim()
  try {
    JSON.parse(raw)
  } catch {
    return undefined
  }
  return read(raw)
}

/** Of a text that is known to be valid JSON. */
function read(raw: string): RawJson {
  const first = raw[0]
  if (first === '{' || first === '[')
    return { kind: first === '{' ? 'object' : 'array', raw, members: membersOf(raw, first === '{') }
  if (first === '"') return { kind: 'string', raw }
  if (first === 't' || first === 'f') return { kind: 'boolean', raw }
  return { kind: first === 'n' ? 'null' : 'number', raw }
}

function membersOf(raw: string, keyed: boolean): readonly RawMember[] {
  const members: RawMember[] = []
  let at = skipSpace(raw, 1)
  while (at < raw.length - 1) {
    let key = ''
    if (keyed) {
      const end = endOfValue(raw, at)
      key = JSON.parse(raw.slice(at, end)) as string
      at = skipSpace(raw, raw.indexOf(':', end) + 1)
    }
    const end = endOfValue(raw, at)
    members.push({ key, raw: raw.slice(at, end) })
    at = skipSpace(raw, skipSpace(raw, end) + 1)
  }
  return members
}

function skipSpace(raw: string, from: number): number {
  let at = from
  while (at < raw.length && ' \t\r\n'.includes(raw[at]!)) at += 1
  return at
}

/** Index after the value that starts at `from`. */
function endOfValue(raw: string, from: number): number {
  let depth = 0
  for (let at = from; at < raw.length; at++) {
    const letter = raw[at]!
    if (letter === '"') {
      at = endOfString(raw, at) - 1
    } else if (letter === '{' || letter === '[') {
      depth += 1
      continue
    } else if (letter === '}' || letter === ']') {
      if (depth === 0) return at
      depth -= 1
    } else if (depth > 0 || !', \t\r\n:'.includes(letter)) {
      continue
    } else {
      return at
    }
    if (depth === 0) return at + 1
  }
  return raw.length
}

function endOfString(raw: string, from: number): number {
  let at = from + 1
  while (raw[at] !== '"') at += raw[at] === '\\' ? 2 : 1
  return at + 1
}
