import { hashString, hashToHex } from '../../twins/kernel/hash.js'
import { compareKeys } from '../../twins/kernel/json.js'

/** Shorter values stand everywhere by chance (`a`, `true`, a port): replacing them would garble the text. */
const MINIMUM_LENGTH = 6

/** Values up to this length are looked for together, in one pass. */
const PATTERN_LENGTH = 500

/** Replaces secret values in a text; equal values get equal names. */
export type Redact = (text: string) => string

/**
 * A redactor for these values. `key` enters the names that replace them, so that a name tells nothing about its value:
 * the same value is recognised within a report, and not across reports with another key.
 */
export function redactor(values: readonly string[], key: string): Redact {
  const names = new Map<string, string>()
  for (const value of values) {
    if (value.trim().length < MINIMUM_LENGTH) continue
    const name = `<secret ${hashToHex(hashString(`${key}\u0000${value}`)).slice(0, 8)}>`
    for (const form of formsOf(value)) names.set(form, name)
  }
  if (names.size === 0) return (text) => text
  // Longer values first: one may contain another.
  const forms = [...names.keys()].sort((x, y) => y.length - x.length || compareKeys(x, y))
  const short = forms.filter((form) => form.length <= PATTERN_LENGTH)
  const long = forms.filter((form) => form.length > PATTERN_LENGTH)
  const pattern = new RegExp(short.map(escapePattern).join('|'), 'g')
  const replaceShort: Redact = (text) =>
    short.length === 0 ? text : text.replace(pattern, (value) => names.get(value) ?? value)
  return (text) => replaceShort(replaceLong(text, long, names))
}

/** Long values (certificates, the payload of a release) one by one: few texts are long enough to hold one. */
function replaceLong(text: string, long: readonly string[], names: ReadonlyMap<string, string>): string {
  if (text.length <= PATTERN_LENGTH) return text
  return long.reduce((known, form) => known.replaceAll(form, names.get(form) ?? ''), text)
}

/** Redact every string of a plain value; keys stay. */
export function redactValue<T>(value: T, redact: Redact): T {
  return redactUnknown(value, redact) as T
}

function redactUnknown(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactUnknown(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, redactUnknown(member, redact)]),
  )
}

/**
 * Terminals and manifests show a value with or without its last line break, quoted, and in YAML one indented line at a
 * time.
 */
function formsOf(value: string): readonly string[] {
  const lines = value.split('\n').map((line) => line.trim())
  const forms = [value, value.trim(), ...(lines.length > 1 ? lines : [])]
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))].filter(
    (form) => form.trim().length >= MINIMUM_LENGTH,
  )
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
