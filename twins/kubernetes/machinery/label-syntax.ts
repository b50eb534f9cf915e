/**
 * Syntax of label keys and values, as texts of what is wrong.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/validate/content/{kube,dns,errors}.go (IsLabelKey, IsLabelValue).
 */

const MAX_LENGTH = 63
const MAX_SUBDOMAIN_LENGTH = 253
const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const NAME_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const VALUE = `(${NAME})?`
const VALUE_TEXT = `a valid label must be an empty string or ${NAME_TEXT.replace('must consist', 'consist')}`
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"

const NAME_PATTERN = new RegExp(`^${NAME}$`)
const VALUE_PATTERN = new RegExp(`^${VALUE}$`)
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN}$`)

/** What is wrong with a label key (`prefix/name` or `name`); empty when it is valid. */
export function labelKeyErrors(key: string): readonly string[] {
  const parts = key.split('/')
  if (parts.length > 2) {
    const rule = regexText(NAME_TEXT, NAME, ['MyName', 'my.name', '123-abc'])
    return [
      `a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const name = parts.at(-1) ?? ''
  const errors = parts.length === 2 ? prefixErrors(parts[0] ?? '') : []
  if (name === '') errors.push('name part must be non-empty')
  else if (byteLength(name) > MAX_LENGTH) errors.push(`name part must be no more than ${MAX_LENGTH} bytes`)
  if (!NAME_PATTERN.test(name)) {
    errors.push(`name part ${regexText(NAME_TEXT, NAME, ['MyName', 'my.name', '123-abc'])}`)
  }
  return errors
}

function prefixErrors(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  const errors: string[] = []
  if (byteLength(prefix) > MAX_SUBDOMAIN_LENGTH) {
    errors.push(`prefix part must be no more than ${MAX_SUBDOMAIN_LENGTH} bytes`)
  }
  if (!SUBDOMAIN_PATTERN.test(prefix)) {
    errors.push(`prefix part ${regexText(SUBDOMAIN_TEXT, SUBDOMAIN, ['example.com'])}`)
  }
  return errors
}

/** What is wrong with a label value; empty when it is valid. */
export function labelValueErrors(value: string): readonly string[] {
  const errors: string[] = []
  if (byteLength(value) > MAX_LENGTH) errors.push(`must be no more than ${MAX_LENGTH} bytes`)
  if (!VALUE_PATTERN.test(value)) {
    errors.push(regexText(VALUE_TEXT, VALUE, ['MyValue', 'my_value', '12345']))
  }
  return errors
}

function regexText(text: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ')
  return `${text} (e.g. ${shown}regex used for validation is '${pattern}')`
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
