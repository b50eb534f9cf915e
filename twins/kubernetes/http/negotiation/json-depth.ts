/** Nested objects and arrays that Go reads; go-yaml has the same bound for flow style. */
export const MAX_DEPTH = 10_000

/** The bracket that is one too many, and the line it stands in, counted from 0. */
export interface TooDeep {
  readonly bracket: string
  readonly line: number
}

/**
 * Where a JSON text becomes too deep, whatever else is wrong with it: Go stops there, while JavaScript reads on.
 * Sources: Go 1.25 encoding/json scanner.go (maxNestingDepth); go.yaml.in/yaml/v2 scannerc.go (max_flow_level).
 */
export function findTooDeep(text: string): TooDeep | undefined {
  if (text.length <= MAX_DEPTH) return undefined
  let [depth, line, quoted] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') quoted = !quoted
    else if (character === '\n') line += 1
    else if (quoted) at += character === '\\' ? 1 : 0
    else if (character === '}' || character === ']') depth -= 1
    else if (character === '{' || character === '[') {
      depth += 1
      if (depth > MAX_DEPTH) return { bracket: character, line }
    }
  }
  return undefined
}
