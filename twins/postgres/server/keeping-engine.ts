import type { Json } from '../../kernel/json.js'
import { keyOf } from '../memo.js'
import type { DatabaseEngine, EngineRequest } from '../types.js'
import type { KeptAnswers } from './kept-answers.js'

/**
 * An engine that answers from earlier runs where it can, and asks `engine` otherwise, which is made with the first such question.
 * `answersOf`: what is kept of the servers of a major version; undefined: nothing is.
 */
export function keepingEngine(
  engine: () => DatabaseEngine,
  answersOf: (version: string) => KeptAnswers | undefined,
): DatabaseEngine {
  async function look<T extends Json>(request: EngineRequest, ask: () => Promise<T>): Promise<T> {
    const answers = answersOf(request.root.version)
    if (answers === undefined) return ask()
    const key = keyOf(request)
    const kept = answers.get(key)
    // Equal keys have equal answers, of the same kind.
    if (kept !== undefined) return kept as T
    const answer = await ask()
    answers.put(key, answer)
    return answer
  }
  return {
    login: (request) => look(request, () => engine().login(request)),
    execute: (request) => look(request, () => engine().execute(request)),
  }
}
