import { PostgresEngine } from './engine.js'

let engine: PostgresEngine | undefined

/** The engine of this process: systems share its servers, and what one of them has made another finds. */
export function sharedEngine(): PostgresEngine {
  engine ??= new PostgresEngine()
  return engine
}
