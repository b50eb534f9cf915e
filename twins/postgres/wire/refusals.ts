import type { SqlError } from '../../contract/sql/values.js'
import { NotModelled } from '../../kernel/errors.js'
import { skeletonOf, splitStatements } from '../sql-text.js'

/** src/backend/utils/errcodes.txt: feature_not_supported. */
const NOT_SUPPORTED = '0A000'

/** What the endpoint does not do, as PostgreSQL says that it does not support something. */
export function notSupported(message: string, hint?: string): SqlError {
  return { severity: 'ERROR', sqlstate: NOT_SUPPORTED, message, ...(hint === undefined ? {} : { hint }) }
}

/** The end of a connection. */
export function fatal(sqlstate: string, message: string): SqlError {
  return { severity: 'FATAL', sqlstate, message }
}

/** A statement that the twin refuses. Throws anything else again. */
export function ofNotModelled(error: unknown): SqlError {
  if (!(error instanceof NotModelled)) throw error
  return notSupported(error.message, error.remedy)
}

/** Notifications never come: a world has nobody who would wait for them. */
export function refusedHere(statement: string): SqlError | null {
  const listens = splitStatements(statement).some(({ text }) => /^listen\b/.test(skeletonOf(text)))
  return listens ? notSupported('LISTEN is not supported: notifications reach nobody in this world') : null
}

/** PostgreSQL 17 src/backend/tcop/postgres.c (ProcessInterrupts). */
export const IDLE_IN_TRANSACTION = fatal('25P03', 'terminating connection due to idle-in-transaction timeout')
export const SHUTDOWN = fatal('57P01', 'terminating connection due to administrator command')

/** src/backend/tcop/postgres.c (SocketBackend, ProtocolViolation). */
export const INVALID_MESSAGE = fatal('08P01', 'invalid frontend message type')
/** src/backend/tcop/backend_startup.c (ProcessStartupPacket). */
export const INVALID_STARTUP = fatal('08P01', 'invalid length of startup packet')
export const NO_USER = fatal('28000', 'no PostgreSQL user name specified in startup packet')
/** src/backend/libpq/auth.c (recv_password_packet). */
export const EMPTY_PASSWORD = fatal('28P01', 'empty password returned by client')
