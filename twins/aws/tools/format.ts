import { compareKeys, isObject, type Json, type JsonArray, type JsonObject } from '../../kernel/json.js'

/** The text of a result without its last newline; '' prints nothing. */
export function formatOutput(output: 'json' | 'text', value: Json): string {
  return output === 'json' ? formatJson(value) : textLines(value).join('\n')
}

/** aws-cli 2.36.7 awscli/formatter.py (JSONFormatter): four spaces; an empty object prints nothing. */
function formatJson(value: Json): string {
  return isObject(value) && Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 4)
}

/** aws-cli 2.36.7 awscli/text.py: columns by tab, keys in order, nested values below with their name in capitals. */
function textLines(item: Json, identifier?: string, scalarKeys?: readonly string[]): readonly string[] {
  if (isObject(item)) return objectLines(item, identifier, scalarKeys)
  if (Array.isArray(item)) return listLines(item as JsonArray, identifier)
  return [scalar(item)]
}

function objectLines(
  item: JsonObject,
  identifier: string | undefined,
  scalarKeys: readonly string[] | undefined,
): readonly string[] {
  const keys = Object.keys(item).sort(compareKeys)
  const columns = scalarKeys ?? keys.filter((key) => !isNested(item[key]))
  const nested = keys.filter((key) =>
    scalarKeys === undefined ? isNested(item[key]) : !scalarKeys.includes(key),
  )
  const cells = columns.map((key) => (item[key] === undefined ? '' : scalar(item[key])))
  const line = [...(identifier === undefined ? [] : [identifier.toUpperCase()]), ...cells].join('\t')
  return [...(cells.length === 0 ? [] : [line]), ...nested.flatMap((key) => textLines(item[key]!, key))]
}

function listLines(items: JsonArray, identifier: string | undefined): readonly string[] {
  if (items.length === 0) return []
  if (items.some(isObject)) {
    const keys = scalarKeysOf(items)
    return items.flatMap((item) => textLines(item, identifier, keys))
  }
  const nested = items.filter(isNested)
  const scalars = items.filter((item) => !isNested(item))
  const lines = scalars.length === 0 ? [] : scalarLines(scalars, identifier)
  return [...lines, ...nested.flatMap((item) => textLines(item, identifier))]
}

function scalarLines(items: readonly Json[], identifier: string | undefined): readonly string[] {
  if (identifier === undefined) return [items.map(scalar).join('\t')]
  return items.map((item) => `${identifier.toUpperCase()}\t${scalar(item)}`)
}

function scalarKeysOf(items: JsonArray): readonly string[] {
  const keys = new Set<string>()
  for (const item of items) {
    if (isObject(item)) for (const key of Object.keys(item)) if (!isNested(item[key])) keys.add(key)
  }
  return [...keys].sort(compareKeys)
}

function isNested(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null
}

/** Python's str(). */
function scalar(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}
