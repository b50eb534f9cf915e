import { RehearseError } from '../kernel/errors.js'
import type { JsonObject } from '../kernel/json.js'
import { textAt } from '../kubernetes/index.js'

/**
 * Why a sync failed, as far as the controller tells failures apart.
 * `no-secret`: the provider has no such secret (NoSecretErr); `conflict`: the API server answered 409;
 * `set-controller`, `is-owned`, `immutable`: upstream's ErrSecretSetCtrlRef, ErrSecretIsOwned, ErrSecretImmutable.
 * external-secrets v2.9.0 pkg/controllers/externalsecret/externalsecret_controller.go.
 */
export type SyncFailure = 'no-secret' | 'conflict' | 'set-controller' | 'is-owned' | 'immutable' | 'other'

/** An error inside a sync; its message is upstream's, and ends in a condition or an event. */
export class SyncError extends RehearseError {
  override readonly name = 'SyncError'
  readonly failure: SyncFailure

  constructor(failure: SyncFailure, message: string) {
    super(message, { code: `eso-${failure}` })
    this.failure = failure
  }
}

/** The provider has no such secret. external-secrets v2.9.0 apis/externalsecrets/v1/provider.go (NoSecretErr). */
export function noSecret(): SyncError {
  return new SyncError('no-secret', 'Secret does not exist')
}

/** The error for a refused API request, with the Status message as Go prints it. */
export function refusal(body: JsonObject): SyncError {
  const conflict = textAt(body, 'reason') === 'Conflict'
  return new SyncError(conflict ? 'conflict' : 'other', textAt(body, 'message'))
}

/** As Go's `fmt.Errorf(prefix + "%w", err)`; anything that is not a {@link SyncError} is passed on unchanged. */
export function wrapped(error: unknown, wrap: (message: string) => string): unknown {
  return error instanceof SyncError ? new SyncError(error.failure, wrap(error.message)) : error
}
