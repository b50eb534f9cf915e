import { parseGoDuration } from '../kubernetes/index.js'

/** Milliseconds of a Go duration such as `1h0m0s`, `0` or `1.5m`; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const parsed = parseGoDuration(text)
  return 'value' in parsed ? parsed.value : undefined
}
