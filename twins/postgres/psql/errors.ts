/** Ends psql with a message on standard error, as it is, and an exit code: 1 its own failure, 2 no connection, 3 ON_ERROR_STOP. */
export class PsqlExit extends Error {
  override readonly name = 'PsqlExit'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

export const EXIT_FAILURE = 1
export const EXIT_BADCONN = 2
export const EXIT_USER = 3
