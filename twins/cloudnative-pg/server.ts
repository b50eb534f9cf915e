import { sql } from '../contract/sql/client.js'
import type { ExecuteAnswer } from '../contract/sql/requests.js'
import type { SqlError } from '../contract/sql/values.js'
import { RehearseError } from '../kernel/errors.js'
import type { Proc } from '../kernel/process.js'

/** An error of the server, in the words of the driver. */
export class ServerError extends RehearseError {
  override readonly name = 'ServerError'

  constructor(error: SqlError) {
    super(`ERROR: ${error.message} (SQLSTATE ${error.sqlstate})`, { code: `cnpg-sql-${error.sqlstate}` })
  }
}

/** The server does not answer: its postmaster is stopped or starting. */
export class ServerAway extends RehearseError {
  override readonly name = 'ServerAway'

  constructor(server: string) {
    super(`server ${server} does not answer`, { code: 'cnpg-server-away', subject: server })
  }
}

type Rows = readonly (readonly (string | null)[])[]

/**
 * Run statements as the superuser over the socket; the rows of the last one. Throws {@link ServerError} with an error in the words of
 * pgx v5 (PgError.Error), {@link ServerAway} when nobody answers.
 */
export function* asSuperuser(server: string, statement: string, database = 'postgres'): Proc<Rows> {
  const answer = yield* sql({ server, trusted: true, user: 'postgres', database }, statement)
  if (answer.kind === 'refused') throw new ServerError(answer.error as SqlError)
  if (answer.kind !== 'done') throw new ServerAway(server)
  const { error, results } = answer as Extract<ExecuteAnswer, { readonly kind: 'done' }>
  if (error !== null) throw new ServerError(error)
  return results.at(-1)?.rows ?? []
}
