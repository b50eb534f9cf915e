import { isObject } from '../kernel/json.js'
import { StatusError } from './status.js'

/** Reasons upstream knows; an unknown reason falls back to the HTTP code (errors.go, knownReasons). */
const KNOWN_REASONS: ReadonlySet<string> = new Set([
  'AlreadyExists',
  'BadRequest',
  'Conflict',
  'Expired',
  'Forbidden',
  'Gone',
  'InternalError',
  'Invalid',
  'MethodNotAllowed',
  'NotAcceptable',
  'NotFound',
  'RequestEntityTooLarge',
  'ServerTimeout',
  'ServiceUnavailable',
  'Timeout',
  'TooManyRequests',
  'Unauthorized',
  'UnsupportedMediaType',
])

interface ReasonAndCode {
  readonly reason: string
  readonly httpCode: number
}

/**
 * Reason and HTTP code of a StatusError or of a Status JSON; undefined for anything else.
 * Source: kubernetes/apimachinery v0.36.3 pkg/api/errors/errors.go (reasonAndCodeForError).
 */
export function reasonAndCode(value: unknown): ReasonAndCode | undefined {
  if (value instanceof StatusError) return { reason: value.reason, httpCode: value.httpCode }
  if (!isObject(value) || value['kind'] !== 'Status' || value['status'] === 'Success') return undefined
  const reason = value['reason']
  const code = value['code']
  return { reason: typeof reason === 'string' ? reason : '', httpCode: typeof code === 'number' ? code : 0 }
}

function matches(value: unknown, reason: string, httpCode?: number): boolean {
  const found = reasonAndCode(value)
  if (found === undefined) return false
  if (found.reason === reason) return true
  return httpCode !== undefined && !KNOWN_REASONS.has(found.reason) && found.httpCode === httpCode
}

/** 404. All predicates take a StatusError or a Status JSON and are false for everything else. */
export const isNotFound = (value: unknown): boolean => matches(value, 'NotFound', 404)
/** 409 because the object exists. */
export const isAlreadyExists = (value: unknown): boolean => matches(value, 'AlreadyExists')
/** 409 because of a stale resourceVersion, a precondition or server-side apply. */
export const isConflict = (value: unknown): boolean => matches(value, 'Conflict', 409)
/** 422. */
export const isInvalid = (value: unknown): boolean => matches(value, 'Invalid', 422)
/** 403. */
export const isForbidden = (value: unknown): boolean => matches(value, 'Forbidden', 403)
/** 400. */
export const isBadRequest = (value: unknown): boolean => matches(value, 'BadRequest', 400)
/** 405. */
export const isMethodNotAllowed = (value: unknown): boolean => matches(value, 'MethodNotAllowed', 405)
/** 415. */
export const isUnsupportedMediaType = (value: unknown): boolean => matches(value, 'UnsupportedMediaType', 415)
/** 410: the resourceVersion or the continue token is too old. */
export const isResourceExpired = (value: unknown): boolean => matches(value, 'Expired')
/** 500 `Internal error occurred`, and untyped errors. */
export const isInternalError = (value: unknown): boolean => matches(value, 'InternalError', 500)
/** 504. */
export const isTimeout = (value: unknown): boolean => matches(value, 'Timeout', 504)
/** 429, by reason or by code. */
export function isTooManyRequests(value: unknown): boolean {
  return matches(value, 'TooManyRequests') || reasonAndCode(value)?.httpCode === 429
}

/** True when one of the causes has this reason, e.g. `NamespaceTerminating`. */
export function hasStatusCause(value: unknown, reason: string): boolean {
  const status = value instanceof StatusError ? value.status : value
  if (!isObject(status) || !isObject(status['details'])) return false
  const causes = status['details']['causes']
  return Array.isArray(causes) && causes.some((cause) => isObject(cause) && cause['reason'] === reason)
}
