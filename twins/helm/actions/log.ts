import type { Proc } from '../../kernel/process.js'
import { printError } from '../../kernel/requests.js'
import { goQuote } from '../../kubernetes/index.js'
import { isHelm4 } from '../versions.js'
import type { Configuration } from './configuration.js'

/**
 * A line of Helm 4's log on standard error: `level=WARN msg="upgrade failed" name=web error="..."`. Helm 3 logs only
 * with `--debug`. Helm v4.1.4 internal/logging/logging.go (NewLogger).
 */
export function* log(
  { version }: Configuration,
  level: 'WARN' | 'ERROR',
  message: string,
  attributes: Readonly<Record<string, string>> = {},
): Proc<void> {
  if (!isHelm4(version)) return
  const pairs = Object.entries({ level, msg: message, ...attributes })
  yield* printError(pairs.map(([key, value]) => `${key}=${logValue(value)}`).join(' '))
}

/** Go's log/slog text_handler.go (needsQuoting). */
function logValue(text: string): string {
  return text !== '' && /^[!#-<>-~]+$/.test(text) ? text : goQuote(text)
}
