import type { BackOff } from './records.js'

/** Bounds of an exponential back-off, in ms. */
export interface BackOffBounds {
  readonly baseMs: number
  readonly maxMs: number
}

/**
 * An entry is forgotten when the thing ran longer than twice the maximum before it failed again.
 * Source: kubernetes/client-go v0.36.3 util/flowcontrol/backoff.go (hasExpired).
 */
function hasExpired(entry: BackOff, failedAt: number, { maxMs }: BackOffBounds): boolean {
  return failedAt - entry.sinceAt > 2 * maxMs
}

/** Virtual ms before which a restart must wait, or undefined when it may go at once (IsInBackOffSince). */
export function backOffUntil(
  entry: BackOff | null,
  failedAt: number,
  bounds: BackOffBounds,
): number | undefined {
  if (entry === null || hasExpired(entry, failedAt, bounds)) return undefined
  return failedAt + entry.delayMs
}

/** The entry after a restart at `nowMs` of what failed at `failedAt` (Next): base, doubled up to the maximum. */
export function nextBackOff(
  entry: BackOff | null,
  failedAt: number,
  nowMs: number,
  bounds: BackOffBounds,
): BackOff {
  const delayMs =
    entry === null || hasExpired(entry, failedAt, bounds)
      ? bounds.baseMs
      : Math.min(entry.delayMs * 2, bounds.maxMs)
  return { delayMs, sinceAt: nowMs }
}

/** Virtual ms at which a running container's entry may be forgotten. */
export function backOffExpiresAt(entry: BackOff, { maxMs }: BackOffBounds): number {
  return entry.sinceAt + 2 * maxMs + 1
}
