import type { FieldError } from '../field-error.js'

/** Errors of a value, and how many checks passed: upstream picks the best alternative of an `anyOf` by that. */
export interface Result {
  readonly errors: FieldError[]
  matchCount: number
}

export function newResult(): Result {
  return { errors: [], matchCount: 0 }
}

/** Path of upstream's composite errors, which have none. */
export const NO_PATH = '<nil>'

/** Upstream's path of a field; the root has none. */
export function errorPath(path: string): string {
  const trimmed = path.startsWith('.') ? path.slice(1) : path
  return trimmed === '' ? NO_PATH : trimmed
}
