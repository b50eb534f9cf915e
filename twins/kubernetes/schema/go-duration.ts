const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /^([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([^0-9.]*)/

/** Milliseconds of a Go duration such as `1h30m` or `-1s`, or the error text of Go 1.23 time.ParseDuration. */
export function parseGoDuration(text: string): { readonly value: number } | { readonly problem: string } {
  const quoted = JSON.stringify(text)
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return { value: 0 }
  if (rest === '') return { problem: `time: invalid duration ${quoted}` }
  let totalMs = 0
  while (rest !== '') {
    const match = PART.exec(rest)
    if (match === null) return { problem: `time: invalid duration ${quoted}` }
    const unit = match[2] ?? ''
    if (unit === '') return { problem: `time: missing unit in duration ${quoted}` }
    const unitMs = UNIT_MS[unit]
    if (unitMs === undefined) {
      return { problem: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` }
    }
    totalMs += Number(match[1]) * unitMs
    rest = rest.slice(match[0].length)
  }
  return { value: text.startsWith('-') ? -totalMs : totalMs }
}

/** A duration of whole milliseconds as Go prints it: `1h0m0s`, `90ms`, `1.5s`. Source: Go 1.23 time (Duration.String). */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s'
  const sign = ms < 0 ? '-' : ''
  const size = Math.abs(ms)
  if (size < 1_000) return `${sign}${size}ms`
  const hours = Math.floor(size / 3_600_000)
  const minutes = Math.floor((size % 3_600_000) / 60_000)
  const seconds = `${(size % 60_000) / 1_000}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}
