/** What a plain (unquoted) scalar means; `unsupported` has no JSON form. */
export type ScalarValue = string | number | boolean | null | { readonly unsupported: string }

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...spelled(null, '|~|null|Null|NULL'),
  ...spelled(true, 'y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON'),
  ...spelled(false, 'n|N|no|No|NO|false|False|FALSE|off|Off|OFF'),
  ...spelled({ unsupported: 'NaN' }, '.nan|.NaN|.NAN'),
  ...spelled({ unsupported: '+Inf' }, '.inf|.Inf|.INF|+.inf|+.Inf|+.INF'),
  ...spelled({ unsupported: '-Inf' }, '-.inf|-.Inf|-.INF'),
])

const HEX_OR_BINARY = /^[-+]?0([xX][0-9a-fA-F]+|[bB][01]+)$/
const OCTAL = /^[-+]?0[oO]?[0-7]+$/
const DECIMAL = /^[-+]?([1-9][0-9]*|0)$/
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/

/**
 * Resolves a plain scalar by the YAML 1.1 rules of go-yaml v2.4 resolve.go, over which sigs.k8s.io/yaml v1.4.0 stands:
 * `yes`, `on` and `y` are booleans, `012` is octal, `1_000` is a number, timestamps and `12:30` stay text.
 */
export function resolvePlainScalar(text: string): ScalarValue {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.0-9]/.test(text)) return text
  const plain = text.replaceAll('_', '')
  if (HEX_OR_BINARY.test(plain) || OCTAL.test(plain) || DECIMAL.test(plain)) {
    const value = integerOf(plain)
    if (value !== undefined) return value
    if (!DECIMAL.test(plain)) return text
  }
  if (!FLOAT.test(plain)) return text
  const value = Number(plain)
  // JSON has one zero; -0 would compare unequal to it.
  return Number.isFinite(value) ? value + 0 : text
}

/** The integer, if it fits int64 or uint64. */
function integerOf(plain: string): number | undefined {
  const digits = plain.replace(/^[-+]/, '')
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  const magnitude = BigInt(octal === null ? digits : `0o${octal[1] ?? '0'}`)
  const value = plain.startsWith('-') ? -magnitude : magnitude
  return value < -(2n ** 63n) || value >= 2n ** 64n ? undefined : Number(value)
}

function spelled(value: ScalarValue, spellings: string): [string, ScalarValue][] {
  return spellings.split('|').map((spelling) => [spelling, value])
}
