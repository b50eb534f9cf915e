import { invalidNextToken } from './refusals.js'

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextToken: string | undefined
}

/**
 * Cut a page out of a sorted list. A token names the last item of the page before; if that is no longer there, the token
 * is invalid (InvalidNextTokenException).
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  maxResults: number,
  token: string | undefined,
): Page<T> {
  const start = token === undefined ? 0 : positionAfter(all, keyOf, token)
  const items = all.slice(start, start + maxResults)
  const last = items.at(-1)
  const more = start + items.length < all.length
  return { items, nextToken: more && last !== undefined ? encode(keyOf(last)) : undefined }
}

function positionAfter<T>(all: readonly T[], keyOf: (item: T) => string, token: string): number {
  const index = all.findIndex((item) => encode(keyOf(item)) === token)
  if (index < 0) throw invalidNextToken()
  return index + 1
}

function encode(key: string): string {
  return Buffer.from(key).toString('base64')
}
