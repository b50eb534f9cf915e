import type { DatabaseEngine } from '../types.js'
import { serverStamp } from './binaries.js'
import { PostgresEngine } from './engine.js'
import { keepingEngine } from './keeping-engine.js'
import { answersPath, KeptAnswers } from './kept-answers.js'

let engine: PostgresEngine | undefined
const kept = new Map<string, KeptAnswers | undefined>()

/** The engine of this process: systems share its servers, and what one of them has made another finds. */
export const sharedEngine: DatabaseEngine = keepingEngine(() => (engine ??= new PostgresEngine()), answersOf)

function answersOf(version: string): KeptAnswers | undefined {
  if (!kept.has(version)) {
    const stamp = serverStamp(version)
    const path = stamp === undefined ? undefined : answersPath(process.env, stamp)
    kept.set(version, path === undefined ? undefined : new KeptAnswers(path))
  }
  return kept.get(version)
}
