import type { Json } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { now, print, printError } from '../kernel/requests.js'
import { VIRTUAL_EPOCH_MS } from '../kubernetes/index.js'

export type Level = 'debug' | 'info' | 'warn' | 'error'

/** Key and value pairs of a line, in order. */
export type Tags = Readonly<Record<string, Json>>

/** Writes one line. `file` is the source file that upstream names as the place of the call. */
export type Log = (level: Level, message: string, file: string, tags?: Tags) => Proc<void>

/**
 * Lines of Temporal's command-line tools: on standard error, for people, all levels. Times are virtual; levels are not coloured and places
 * of calls have no line number. Source: temporalio/temporal v1.29.1 common/log/zap_logger.go (buildCLIZapLogger).
 */
export function* consoleLog(level: Level, message: string, file: string, tags: Tags = {}): Proc<void> {
  const fields = Object.entries({ ...tags, 'logging-call-at': file })
  const text = fields.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(', ')
  yield* printError(`${yield* timestamp()}\t${level.toUpperCase()}\t${message}\t{${text}}`)
}

/** Lines of the server: JSON on standard output from level info on (config_template.yaml `log`). */
export function* serverLog(level: Level, message: string, file: string, tags: Tags = {}): Proc<void> {
  if (level === 'debug') return
  const ts = yield* timestamp()
  yield* print(JSON.stringify({ level, ts, msg: message, ...tags, 'logging-call-at': file }))
}

/** zapcore.ISO8601TimeEncoder in UTC. */
function* timestamp(): Proc<string> {
  return new Date(VIRTUAL_EPOCH_MS + (yield* now())).toISOString()
}
