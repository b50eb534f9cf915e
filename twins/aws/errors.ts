import { RehearseError } from '../kernel/errors.js'

/**
 * What AWS refuses, in its own words. `shape` is the error's name on the wire (`ResourceNotFoundException`), `message`
 * upstream's text. A port turns it into an answer; it never leaves the port.
 */
export class AwsError extends RehearseError {
  override readonly name = 'AwsError'
  readonly shape: string
  /** HTTP status; JSON services answer 400 to every client error. */
  readonly status: number

  constructor(shape: string, message: string, status = 400) {
    super(message, { code: 'aws-refused', subject: shape })
    this.shape = shape
    this.status = status
  }
}
