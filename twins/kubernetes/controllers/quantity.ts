import { RehearseError } from '../../kernel/errors.js'

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/**
 * The number of a resource quantity such as `500m`, `2`, `1Gi` or `1e3`. Absent or null counts as 0.
 * Throws `RehearseError` `quantity-malformed`.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/resource/quantity.go (ParseQuantity).
 */
export function parseQuantity(value: unknown): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number') return value
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(String(value))
  const unit = match === null ? undefined : SUFFIXES[match[3] ?? '']
  if (match === null || unit === undefined) {
    throw new RehearseError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      { code: 'quantity-malformed', subject: String(value), remedy: 'Write it as 500m, 2 or 1Gi.' },
    )
  }
  const exponent = match[2] === undefined ? 1 : 10 ** Number(match[2])
  return Number(match[1]) * unit * exponent
}
