import type { SqlResult } from '../../contract/sql/values.js'
import { NotModelled } from '../../kernel/errors.js'
import type { FieldOrigin, QueryAnswer } from './connection.js'
import type { PasswordBook } from './passwords.js'

/** What every point in time within a run is shown as. */
const FIXED_DAY = '2000-01-01'
const FIXED_TIME = '2000-01-01 00:00:00'

/** src/include/catalog/pg_type.dat */
const DATE = 1082
const TIMESTAMP = 1114
const TIMESTAMPTZ = 1184
const OID = 26
/** Types whose values are the server's own counters: xid, cid, tid, txid_snapshot, pg_snapshot, xid8, pg_lsn. */
const COUNTERS: ReadonlySet<number> = new Set([28, 29, 27, 2970, 5038, 5069, 3220])
const FIRST_USER_OID = 16_384
/** Columns that tell a server process or an address. */
const PROCESS_COLUMNS = /^(pid|pg_backend_pid|client_port|backend_xid|backend_xmin|inet_server_port)$/

/**
 * The results without what differs from one execution to the next: times within the run become one fixed time, stored passwords get
 * a fixed salt. Throws {@link NotModelled} for internal numbers, which the twin does not keep.
 */
export function maskResults(
  { results, origins }: QueryAnswer,
  since: string,
  until: string,
  passwords: PasswordBook,
): readonly SqlResult[] {
  return results.map((result, index) => {
    const columns = origins[index] ?? []
    checkColumns(result)
    return {
      ...result,
      rows: result.rows.map((row) =>
        row.map((value, column) =>
          value === null ? null : mask(value, columns[column], { since, until, passwords }),
        ),
      ),
    }
  })
}

interface Masking {
  readonly since: string
  readonly until: string
  readonly passwords: PasswordBook
}

function checkColumns(result: SqlResult): void {
  const process = result.fields.find((field) => PROCESS_COLUMNS.test(field.name))
  if (process !== undefined && result.rows.some((row) => row[result.fields.indexOf(process)] !== null)) {
    throw internal(`column ${process.name}, which names a process of the server`)
  }
}

function mask(value: string, origin: FieldOrigin | undefined, masking: Masking): string {
  const type = origin?.typeId ?? 0
  if (COUNTERS.has(type)) throw internal('a counter of the server (transaction id, log position)')
  if (type === OID && Number(value) >= FIRST_USER_OID) throw internal('the oid of an object')
  if (type === DATE) {
    return value >= masking.since.slice(0, 10) && value <= masking.until.slice(0, 10) ? FIXED_DAY : value
  }
  if (type === TIMESTAMP || type === TIMESTAMPTZ) return maskTime(value, type, masking)
  return value.includes('SCRAM-SHA-256$') ? masking.passwords.hide(value) : value
}

/** Times come as ISO text in UTC unless the session says otherwise, so that text compares as time does. */
function maskTime(value: string, type: number, { since, until }: Masking): string {
  const instant = Date.parse(`${value.slice(0, 19).replace(' ', 'T')}Z`)
  const within = instant >= Date.parse(since) - 1000 && instant <= Date.parse(until) + 1000
  if (!within) return value
  return type === TIMESTAMPTZ ? `${FIXED_TIME}+00` : FIXED_TIME
}

function internal(what: string): NotModelled {
  return new NotModelled(
    `PostgreSQL: a result with ${what}`,
    'Ask by name instead: cast an oid to regclass, regrole or regtype, and leave process numbers out of the result.',
  )
}
