import { type ErrorDetails, RehearseError } from '../../kernel/errors.js'

/** A PostgreSQL server that cannot be had, started or asked. Codes begin with `postgres-`. */
export class ServerError extends RehearseError {
  override readonly name = 'ServerError'

  constructor(message: string, details: ErrorDetails & { readonly code: `postgres-${string}` }) {
    super(message, details)
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
