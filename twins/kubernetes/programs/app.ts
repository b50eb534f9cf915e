import type { Program } from '../../kernel/process.js'
import { park, printError, report, sleep } from '../../kernel/requests.js'
import { textAt } from '../client/objects.js'

/** What an application needs. */
export interface AppOptions {
  /** Variables that must be set and not empty. */
  readonly requiredEnv: readonly string[]
  /** From start to ready, in ms. Default 0. */
  readonly startupMs?: number
  /** Exit code when a required variable is missing. Default 1. */
  readonly exitCode?: number
}

/**
 * A server that checks its environment at start: it exits with a line per missing variable, or becomes ready and serves
 * until it is told to stop. For scenario authors: `{ name, matches, program: appProgram({ requiredEnv: ['DB_URL'] }) }`.
 */
export function appProgram(options: AppOptions): Program {
  return function* (args) {
    const missing = options.requiredEnv.filter((name) => textAt(args, 'env', name) === '')
    for (const name of missing) yield* printError(`required environment variable ${name} is not set`)
    if (missing.length > 0) return options.exitCode ?? 1
    if (options.startupMs !== undefined && options.startupMs > 0) yield* sleep(options.startupMs)
    yield* report({ ready: true })
    return yield* park()
  }
}
