import { NotModelled } from '../../kernel/errors.js'
import { isObject, type Json } from '../../kernel/json.js'

/** A parsed `--query`. */
export type Query = readonly Segment[]

/** Steps between two flattenings (`[]`). */
type Segment = readonly Step[]
type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'project' }

const STEP = /^(?:\.?([A-Za-z_][A-Za-z0-9_]*)|\.?"([^"\\]+)"|\[(-?\d+)\]|\[(\*)\]|(\[\]))/

/**
 * Parse the part of JMESPath that runbooks use: `a.b`, `"a-b"`, `a[0]`, `a[*].b`, `a[].b`.
 * Throws `NotModelled` for everything else (filters, pipes, functions, multi-select). Source: the JMESPath
 * specification, jmespath.py 1.0.
 */
export function parseQuery(text: string): Query {
  const segments: Step[][] = [[]]
  let rest = text.trim()
  let first = true
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (match === null || (rest.startsWith('.') === first && /^[.A-Za-z_"]/.test(rest)))
      throw queryNotModelled(text)
    const [all, name, quoted, index, star] = match
    const field = name ?? quoted
    if (field !== undefined) segments.at(-1)!.push({ kind: 'field', name: field })
    else if (index !== undefined) segments.at(-1)!.push({ kind: 'index', index: Number(index) })
    else if (star !== undefined) segments.at(-1)!.push({ kind: 'project' })
    else segments.push([])
    rest = rest.slice(all.length)
    first = false
  }
  if (first) throw queryNotModelled(text)
  return segments
}

/** The value a query selects; null when there is none. */
export function runQuery(query: Query, value: Json): Json {
  const [head = [], ...tail] = query
  let result = evaluate(head, value)
  for (const segment of tail) {
    if (!Array.isArray(result)) return null
    const flattened = result.flatMap((item: Json) =>
      Array.isArray(item) ? (item as readonly Json[]) : [item],
    )
    result = flattened.map((item) => evaluate(segment, item)).filter((item) => item !== null)
  }
  return result
}

function evaluate(steps: Segment, value: Json): Json {
  const [step, ...rest] = steps
  if (step === undefined) return value
  switch (step.kind) {
    case 'field':
      return evaluate(rest, isObject(value) && Object.hasOwn(value, step.name) ? value[step.name]! : null)
    case 'index':
      return evaluate(
        rest,
        (Array.isArray(value) ? (value.at(step.index) as Json | undefined) : null) ?? null,
      )
    case 'project':
      if (!Array.isArray(value)) return null
      return value.map((item: Json) => evaluate(rest, item)).filter((item) => item !== null)
  }
}

function queryNotModelled(text: string): NotModelled {
  return new NotModelled(
    `aws --query ${text}`,
    'Use names, dots, [n], [*] and [] only, or take it apart later.',
  )
}
