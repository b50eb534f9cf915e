/** What a plain (unquoted) YAML scalar means. */
export type ScalarValue = string | number | boolean | null | NotANumber

/** `.nan` and `.inf`: legal YAML that cannot become JSON. */
type NotANumber = { readonly unsupported: '+Inf' | '-Inf' | 'NaN' }

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...words(null, ['', '~', 'null', 'Null', 'NULL']),
  ...words(true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']),
  ...words(false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']),
  ...words({ unsupported: 'NaN' }, ['.nan', '.NaN', '.NAN']),
  ...words({ unsupported: '+Inf' }, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']),
  ...words({ unsupported: '-Inf' }, ['-.inf', '-.Inf', '-.INF']),
])

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const MIN_INT64 = -(2n ** 63n)
const MAX_UINT64 = 2n ** 64n - 1n

/**
 * Resolves a plain scalar by the YAML 1.1 rules of go-yaml v2.4 resolve.go: `yes`, `on` and `y` are booleans,
 * `012` is octal, `0x1F`, `0b11` and `1_000` are integers, `08` is the float 8, timestamps and `190:20:30` stay
 * strings, and so does a float out of range.
 */
export function resolvePlainScalar(text: string): ScalarValue {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  const plain = text.replaceAll('_', '')
  return parseInteger(plain) ?? parseFloat64(plain) ?? text
}

/** An integer that fits int64 or uint64; larger decimal ones are floats, larger others strings. */
function parseInteger(plain: string): number | undefined {
  const match = INTEGER.exec(plain)
  if (match === null) return undefined
  const digits = match[2] ?? ''
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  const magnitude = BigInt(octal === null ? digits : `0o${octal[1] ?? ''}`)
  const value = match[1] === '-' ? -magnitude : magnitude
  return value < MIN_INT64 || value > MAX_UINT64 ? undefined : Number(value)
}

function parseFloat64(plain: string): number | undefined {
  if (!FLOAT.test(plain)) return undefined
  const value = Number(plain)
  if (!Number.isFinite(value)) return undefined
  // JSON has one zero; -0 would compare unequal to it.
  return value === 0 ? 0 : value
}

function words(value: ScalarValue, spellings: readonly string[]): [string, ScalarValue][] {
  return spellings.map((spelling) => [spelling, value])
}
