import type { JsonObject } from '../../kernel/json.js'
import { ConnectionLost, type Proc } from '../../kernel/process.js'
import { type ApiRequest, api, succeeded } from '../../kubernetes/index.js'
import { HelmError, helmError } from '../errors.js'

/**
 * Send a request and give the body of the answer. Throws `HelmError` `helm-request-failed` with the server's message,
 * or the connection's; its `cause` is the Status, for the predicates of `status-error.ts`.
 */
export function* send(request: ApiRequest): Proc<JsonObject> {
  const response = yield* whileConnected(api(request))
  if (succeeded(response)) return response.body
  throw refused(response.body)
}

/** The error for a Status. */
export function refused(status: JsonObject): HelmError {
  return helmError('helm-request-failed', String(status['message'] ?? ''), { cause: status })
}

/** A lost connection becomes the error that Go's client returns. */
export function* whileConnected<T>(work: Proc<T>): Proc<T> {
  try {
    return yield* work
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error
    throw helmError('helm-request-failed', error.message, { cause: error })
  }
}

/** True when the error is the server's and the predicate holds for its Status. */
export function isRefusal(error: unknown, predicate: (status: unknown) => boolean): boolean {
  return error instanceof HelmError && predicate(error.cause)
}
