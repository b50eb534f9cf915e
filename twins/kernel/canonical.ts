import type { Json } from './json.js'

/**
 * Gives names that do not depend on the seed, on how often something was re-created, or on absolute counts.
 * Components use it in the `canonical` projection of their tables.
 */
export interface Canonicalizer {
  /**
   * Stands for a counter (a revision, a restart count): replaced by its rank among all counters of the same scope in
   * the world, so that "one more of the same" looks the same.
   */
  counter(scope: string, value: number): Json
}

/** A counter that a projection named. */
export interface Counter {
  readonly scope: string
  readonly value: number
}

/** First pass: collects the counters of each scope. */
export class CounterCollector implements Canonicalizer {
  readonly #counters: Counter[] = []

  counter(scope: string, value: number): Json {
    this.#counters.push({ scope, value })
    return null
  }

  /** What was named so far. */
  counters(): readonly Counter[] {
    return this.#counters
  }

  /** Second pass: answers with ranks. */
  ranks(): Canonicalizer {
    const scopes = new Map<string, Set<number>>()
    for (const { scope, value } of this.#counters) {
      const known = scopes.get(scope)
      if (known === undefined) scopes.set(scope, new Set([value]))
      else known.add(value)
    }
    const ranks = new Map<string, Map<number, number>>()
    for (const [scope, values] of scopes) {
      const sorted = [...values].sort((x, y) => x - y)
      ranks.set(scope, new Map(sorted.map((value, rank) => [value, rank])))
    }
    return { counter: (scope, value) => ranks.get(scope)?.get(value) ?? null }
  }
}

/** A word that may be a minted id: UUIDs, generated names, hexadecimal ids. It ends in a letter or digit. */
const WORD = /[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/g

/** Replace every word of every string (keys too) by `rename(word)`, or leave it when that is undefined. */
export function renameWords(value: Json, rename: (word: string) => string | undefined): Json {
  if (typeof value === 'string') return renameText(value, rename)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => renameWords(item as Json, rename))
  const renamed: Record<string, Json> = {}
  for (const [key, child] of Object.entries(value))
    renamed[renameText(key, rename)] = renameWords(child, rename)
  return renamed
}

/** {@link renameWords} for one text. */
export function renameText(text: string, rename: (word: string) => string | undefined): string {
  return text.replace(WORD, (word) => rename(word) ?? word)
}

/** Every word of every string of a value. */
export function collectWords(value: Json, into: Set<string>): void {
  if (typeof value === 'string') {
    for (const match of value.matchAll(WORD)) into.add(match[0])
  } else if (Array.isArray(value)) {
    for (const item of value) collectWords(item as Json, into)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      collectWords(key, into)
      collectWords(child, into)
    }
  }
}
