import { RehearseError } from '../../../kernel/errors.js'

/**
 * Why an applied configuration was refused.
 * - `apply-bad-request`: 400, another version than the endpoint's, or managedFields in the body.
 * - `apply-untypable`: 500, the configuration does not fit the type.
 */
export type ApplyErrorCode = 'apply-bad-request' | 'apply-untypable'

/** A configuration that cannot be applied; the message is upstream's. */
export class ApplyError extends RehearseError {
  override readonly name = 'ApplyError'

  constructor(code: ApplyErrorCode, message: string) {
    super(message, { code, remedy: 'Correct the applied configuration.' })
  }
}
