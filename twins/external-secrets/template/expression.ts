import { NotModelled } from '../../kernel/errors.js'
import { decodeText, encodeText, type SecretData } from '../secret-data.js'
import { SyncError } from '../sync-error.js'

const ACTION = /\{\{(-\s)?([\s\S]*?)(\s-)?\}\}/g
const REMEDY = 'Use {{ .key }}, {{ index . "key" }} and pipes into the functions the README lists.'

type StringFunction = (value: string) => string

/** Functions of one string. Go text/template with sprig v3.3.0 strings.go; b64dec as in sprig defaults. */
const FUNCTIONS: ReadonlyMap<string, StringFunction> = new Map<string, StringFunction>([
  ['b64enc', encodeText],
  ['b64dec', decodeText],
  ['toString', (value) => value],
  ['upper', (value) => value.toUpperCase()],
  ['lower', (value) => value.toLowerCase()],
  ['trim', (value) => value.trim()],
  ['quote', (value) => JSON.stringify(value)],
  ['squote', (value) => `'${value}'`],
])

/**
 * Render one template over the provider's data (base64 values). Text outside `{{ }}` is copied. A key that the data
 * does not have is Go's error (`missingkey=error`); what is not a plain reference with pipes is {@link NotModelled}.
 * `name` is the template's name in errors. external-secrets v2.9.0 runtime/template/v2/template.go (execute).
 */
export function renderTemplate(name: string, template: string, data: SecretData): string {
  let output = ''
  let from = 0
  let trimNext = false
  for (const match of template.matchAll(ACTION)) {
    const text = template.slice(from, match.index)
    output += trimRight(trimNext ? text.trimStart() : text, match[1] !== undefined)
    output += evaluate(
      { name, template, offset: match.index + match[0].indexOf(match[2]!, 2) },
      match[2]!,
      data,
    )
    from = match.index + match[0].length
    trimNext = match[3] !== undefined
  }
  const rest = template.slice(from)
  if (rest.includes('{{')) throw new NotModelled(`the template ${JSON.stringify(template)}`, REMEDY)
  return output + (trimNext ? rest.trimStart() : rest)
}

interface Place {
  readonly name: string
  readonly template: string
  /** Where the action's text starts. */
  readonly offset: number
}

function trimRight(text: string, trim: boolean): string {
  return trim ? text.trimEnd() : text
}

function evaluate(place: Place, action: string, data: SecretData): string {
  if (action.trim().startsWith('/*')) return ''
  const [operand = '', ...functions] = splitPipes(action)
  let value = evaluateOperand(place, action, operand.trim(), data)
  for (const step of functions) {
    const name = step.trim()
    const apply = FUNCTIONS.get(name)
    if (apply === undefined)
      throw new NotModelled(`the template function ${JSON.stringify(name)} of External Secrets`, REMEDY)
    value = apply(value)
  }
  return value
}

/** Pipes outside quotes separate. */
function splitPipes(action: string): readonly string[] {
  return action.match(/(?:"(?:\\.|[^"\\])*"|`[^`]*`|[^|"`])+/g) ?? ['']
}

function evaluateOperand(place: Place, action: string, operand: string, data: SecretData): string {
  const field = /^\.([A-Za-z_]\w*)$/.exec(operand)
  if (field !== null) {
    const value = Object.hasOwn(data, field[1]!) ? data[field[1]!] : undefined
    if (value !== undefined) return decodeText(value)
    throw missingKey(place, action.indexOf(operand), operand, field[1]!)
  }
  const indexed = /^\(?index\s+\.\s+("(?:\\.|[^"\\])*"|`[^`]*`)\)?$/.exec(operand)
  if (indexed !== null) return decodeText(data[unquote(indexed[1]!)] ?? '')
  if (/^("(?:\\.|[^"\\])*"|`[^`]*`)$/.test(operand)) return unquote(operand)
  const call = /^(\w+)\s+(\.\w+|"(?:\\.|[^"\\])*"|`[^`]*`)$/.exec(operand)
  const apply = call === null ? undefined : FUNCTIONS.get(call[1]!)
  if (call !== null && apply !== undefined) return apply(evaluateOperand(place, action, call[2]!, data))
  throw new NotModelled(`the template action {{${action}}} of External Secrets`, REMEDY)
}

function unquote(literal: string): string {
  return literal.startsWith('`') ? literal.slice(1, -1) : (JSON.parse(literal) as string)
}

/** Go text/template exec.go (evalField) with parse.go (ErrorContext): line and byte offset in the line. */
function missingKey(place: Place, at: number, operand: string, key: string): SyncError {
  const before = place.template.slice(0, place.offset + at)
  const line = before.split('\n').length
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1), 'utf8')
  return new SyncError(
    'other',
    `template: ${place.name}:${line}:${column}: executing ${JSON.stringify(place.name)} at <${operand}>: map has no entry for key ${JSON.stringify(key)}`,
  )
}
