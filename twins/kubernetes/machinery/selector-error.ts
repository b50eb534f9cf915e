import { RehearseError } from '../../kernel/errors.js'

/** A label or field selector that cannot be understood; the message is upstream's. The API server answers 400. */
export class SelectorError extends RehearseError {
  override readonly name = 'SelectorError'

  constructor(message: string) {
    super(message, { code: 'selector-invalid', remedy: 'Correct the selector.' })
  }
}
