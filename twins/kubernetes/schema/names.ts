/**
 * Rules for names, keys and values. Every function returns upstream's messages, none when the text is fine.
 * Source: kubernetes/apimachinery v0.36.3 pkg/util/validation/validation.go (names: lengths in "characters") and
 * pkg/api/validate/content/{dns,kube,errors}.go (labels: lengths in "bytes", since 1.35).
 */

/** Checks a text and says what is wrong with it. */
export type NameRule = (text: string) => readonly string[]

const NONE: readonly string[] = []

const DNS1123_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const DNS1123_SUBDOMAIN = `${DNS1123_LABEL}(\\.${DNS1123_LABEL})*`
const DNS1035_LABEL = '[a-z]([-a-z0-9]*[a-z0-9])?'
const LABEL_KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const LABEL_VALUE = `(${LABEL_KEY})?`
const CONFIG_MAP_KEY = '[-._a-zA-Z0-9]+'
const PERCENT = '[0-9]+%'

const dns1123Label = new RegExp(`^${DNS1123_LABEL}$`)
const dns1123Subdomain = new RegExp(`^${DNS1123_SUBDOMAIN}$`)
const dns1035Label = new RegExp(`^${DNS1035_LABEL}$`)
const labelKey = new RegExp(`^${LABEL_KEY}$`)
const labelValue = new RegExp(`^${LABEL_VALUE}$`)
const configMapKey = new RegExp(`^${CONFIG_MAP_KEY}$`)
const percent = new RegExp(`^${PERCENT}$`)
const environmentName = /^[ -<>-~]+$/

const SUBDOMAIN_MESSAGE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character"
const LABEL_MESSAGE =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character"
const DNS1035_MESSAGE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character"
const LABEL_KEY_MESSAGE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const LABEL_VALUE_MESSAGE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`
const CONFIG_MAP_KEY_MESSAGE = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
const PERCENT_MESSAGE = "a valid percent string must be a numeric string followed by an ending '%'"
const ENVIRONMENT_MESSAGE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='"

/** Source: content/errors.go (RegexError): the examples are followed by `, ` each, hence the double space. */
function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ')
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`
}

function tooLong(text: string, max: number, unit: 'bytes' | 'characters'): readonly string[] {
  return Buffer.byteLength(text) > max ? [`must be no more than ${max} ${unit}`] : NONE
}

/** A DNS-1123 subdomain, at most 253 characters: the rule for most object names. */
export function isDns1123Subdomain(
  text: string,
  unit: 'bytes' | 'characters' = 'characters',
): readonly string[] {
  if (text.length <= 253 && dns1123Subdomain.test(text)) return NONE
  const messages = [...tooLong(text, 253, unit)]
  if (!dns1123Subdomain.test(text))
    messages.push(regexError(SUBDOMAIN_MESSAGE, DNS1123_SUBDOMAIN, 'example.com'))
  return messages
}

/** A DNS-1123 label, at most 63 characters: namespaces, containers, volumes. */
export function isDns1123Label(text: string): readonly string[] {
  if (text.length <= 63 && dns1123Label.test(text)) return NONE
  const messages = [...tooLong(text, 63, 'characters')]
  if (dns1123Label.test(text)) return messages
  if (dns1123Subdomain.test(text)) messages.push('must not contain dots')
  else messages.push(regexError(LABEL_MESSAGE, DNS1123_LABEL, 'my-name', '123-abc'))
  return messages
}

/** A DNS-1035 label, at most 63 characters: Services, CRD names. */
export function isDns1035Label(text: string): readonly string[] {
  const messages = [...tooLong(text, 63, 'characters')]
  if (!dns1035Label.test(text))
    messages.push(regexError(DNS1035_MESSAGE, DNS1035_LABEL, 'my-name', 'abc-123'))
  return messages
}

/** A name that can be a URL path segment: RBAC objects. Source: apimachinery pkg/api/validate/content/path.go. */
export function isPathSegmentName(text: string): readonly string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`]
  return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`)
}

/** A label key, annotation key (lower-cased by the caller) or finalizer: optional DNS prefix, `/`, name. */
export function isQualifiedName(text: string): readonly string[] {
  if (text.length <= 63 && labelKey.test(text)) return NONE
  const parts = text.split('/')
  if (parts.length > 2) {
    const message = `a valid label key ${regexError(LABEL_KEY_MESSAGE, LABEL_KEY, 'MyName', 'my.name', '123-abc')}`
    return [`${message} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  const messages: string[] = []
  const name = parts[parts.length - 1] as string
  if (parts.length === 2) messages.push(...prefixMessages(parts[0] as string))
  if (name === '') messages.push('name part must be non-empty')
  else messages.push(...tooLong(name, 63, 'bytes').map((message) => `name part ${message}`))
  if (!labelKey.test(name)) {
    messages.push(`name part ${regexError(LABEL_KEY_MESSAGE, LABEL_KEY, 'MyName', 'my.name', '123-abc')}`)
  }
  return messages
}

function prefixMessages(prefix: string): readonly string[] {
  if (prefix === '') return ['prefix part must be non-empty']
  return isDns1123Subdomain(prefix, 'bytes').map((message) => `prefix part ${message}`)
}

/** A label value: empty, or at most 63 bytes. */
export function isLabelValue(text: string): readonly string[] {
  if (text.length <= 63 && labelValue.test(text)) return NONE
  const messages = [...tooLong(text, 63, 'bytes')]
  if (!labelValue.test(text)) {
    messages.push(regexError(LABEL_VALUE_MESSAGE, LABEL_VALUE, 'MyValue', 'my_value', '12345'))
  }
  return messages
}

/** A key of a ConfigMap or Secret. */
export function isConfigMapKey(text: string): readonly string[] {
  const messages = [...tooLong(text, 253, 'characters')]
  if (!configMapKey.test(text)) {
    messages.push(regexError(CONFIG_MAP_KEY_MESSAGE, CONFIG_MAP_KEY, 'key.name', 'KEY_NAME', 'key-name'))
  }
  if (text === '.' || text === '..') messages.push(`must not be '${text}'`)
  else if (text.startsWith('..')) messages.push(`must not start with '..'`)
  return messages
}

/** The name of an environment variable, relaxed rule (printable ASCII without `=`), default since 1.32. */
export function isEnvironmentName(text: string): readonly string[] {
  if (environmentName.test(text)) return NONE
  return text === '' ? ['environment variable name must be non-empty'] : [ENVIRONMENT_MESSAGE]
}

/** A named port: at most 15 characters of `[-a-z0-9]`, at least one letter. */
export function isPortName(text: string): readonly string[] {
  const messages = [...tooLong(text, 15, 'characters')]
  if (!/^[-a-z0-9]+$/.test(text)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(text)) messages.push('must contain at least one letter (a-z)')
  if (text.includes('--')) messages.push('must not contain consecutive hyphens')
  if (text.startsWith('-') || text.endsWith('-')) messages.push('must not begin or end with a hyphen')
  return messages
}

/** A port number between 1 and 65535. */
export function isPortNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? NONE : ['must be between 1 and 65535, inclusive']
}

/** A percentage such as `25%`. */
export function isPercent(text: string): readonly string[] {
  return percent.test(text) ? NONE : [regexError(PERCENT_MESSAGE, PERCENT, '1%', '93%')]
}

/**
 * The rule applied to a `generateName`: a trailing dash is allowed because characters will follow.
 * Source: apimachinery pkg/api/validation/generic.go (maskTrailingDash).
 */
export function prefixRule(rule: NameRule): NameRule {
  return (text) => rule(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text)
}
