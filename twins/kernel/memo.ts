/**
 * Remembers the results of a pure function of one text, at most `limit` of them; the oldest is dropped first.
 * The result must be frozen or never mutated: callers share it.
 */
export function memoByText<T>(limit: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (text) => {
    const hit = known.get(text)
    if (hit !== undefined) return hit.value
    const value = compute(text)
    if (known.size >= limit) {
      const oldest = known.keys().next()
      if (oldest.done !== true) known.delete(oldest.value)
    }
    known.set(text, { value })
    return value
  }
}
