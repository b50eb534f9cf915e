/** Where a scenario came from, to name lines in errors. */
export interface ScenarioSource {
  readonly path: string
  readonly text: string
}

/**
 * 1-based line of the part with this name, at or after `from`: where it is declared, else where it is first quoted.
 * A name that the scenario makes up while it loads has none.
 */
export function lineOfName(source: ScenarioSource, name: string, from = 1): number | undefined {
  const quoted = `(['"\`])${escaped(name)}\\1`
  return (
    findLine(source, new RegExp(`(?:^\\s*|\\bname:\\s*|\\bstep\\(\\s*)${quoted}`), from) ??
    findLine(source, new RegExp(quoted), from)
  )
}

/** 1-based line of a step of an incident or a fix. */
export function lineOfStep(source: ScenarioSource, owner: string, step: string): number | undefined {
  const from = lineOfName(source, owner)
  return from === undefined ? undefined : lineOfName(source, step, from)
}

/** 1-based line on which a command is written, as far as it is written out: values are known only when it runs. */
export function lineOfCommand(source: ScenarioSource, argv: readonly string[], from = 1): number | undefined {
  for (let count = argv.length; count >= 2; count--) {
    const line = findLine(source, new RegExp(argv.slice(0, count).map(escaped).join('\\s+')), from)
    if (line !== undefined) return line
  }
  return undefined
}

/**
 * 1-based line of the member at a path of a value: the deepest part of the path that can be found. An element of a list
 * is found by its name.
 */
export function lineOfPath(
  source: ScenarioSource,
  value: unknown,
  path: readonly PropertyKey[],
): number | undefined {
  let current = value
  let range: Range = { from: 1, until: Number.POSITIVE_INFINITY }
  let found: number | undefined
  for (const key of path) {
    const line =
      typeof key === 'number'
        ? lineOfElement(source, current, key, range)
        : findLine(source, memberPattern(String(key)), range.from, range.until)
    if (line !== undefined) {
      found = line
      const next =
        typeof key === 'number'
          ? lineOfElement(source, current, key + 1, { ...range, from: line + 1 })
          : undefined
      range = { from: line, until: next === undefined ? range.until : next - 1 }
    }
    current = (current as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key]
  }
  return found
}

interface Range {
  readonly from: number
  readonly until: number
}

function lineOfElement(
  source: ScenarioSource,
  list: unknown,
  index: number,
  range: Range,
): number | undefined {
  const name = ((list as readonly unknown[] | undefined)?.[index] as { readonly name?: unknown } | undefined)
    ?.name
  if (typeof name !== 'string') return undefined
  const line = lineOfName(source, name, range.from)
  return line === undefined || line > range.until ? undefined : line
}

/** A member as it is written: `key:`, `'key':`, `key,` or `key }` (shorthand). */
function memberPattern(key: string): RegExp {
  return new RegExp(`(?:^|[\\s{,(])(['"]?)${escaped(key)}\\1\\s*(?:[:,}]|$)`)
}

function findLine(
  source: ScenarioSource,
  pattern: RegExp,
  from: number,
  until = Number.POSITIVE_INFINITY,
): number | undefined {
  const lines = source.text.split('\n')
  const index = lines.findIndex((line, at) => at + 1 >= from && at + 1 <= until && pattern.test(line))
  return index < 0 ? undefined : index + 1
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
