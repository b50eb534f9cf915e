import { readFileSync } from 'node:fs'
import { deepFreeze } from '../../../../../twins/kernel/json.js'

/** A recorded file of test/golden/kubernetes-machinery, frozen, so that a mutated input shows. */
export function golden<T>(name: string): T {
  const url = new URL(`../../../../golden/kubernetes-machinery/${name}.json`, import.meta.url)
  return deepFreeze(JSON.parse(readFileSync(url, 'utf8')) as T)
}

/** What upstream answered: a value, or the text of its error. */
export interface Answer<T> {
  readonly result?: T
  readonly error?: string
}

/** Runs our side of a recorded question. */
export function answer<T>(run: () => T): Answer<T> {
  try {
    return { result: run() }
  } catch (error) {
    return { error: (error as Error).message }
  }
}
