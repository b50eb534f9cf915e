import { Buffer } from 'node:buffer'
import type { SqlError, SqlErrorField, SqlResult, TransactionStatus } from '../../contract/sql/values.js'

/** Messages of a server. Documentation of PostgreSQL 17, 53.7 (Message Formats). */
export const AUTHENTICATION_OK = message('R', int32(0))
/** The password is then checked by the server's own SCRAM login. */
export const AUTHENTICATION_CLEARTEXT = message('R', int32(3))
export const PARSE_COMPLETE = message('1')
export const BIND_COMPLETE = message('2')
export const CLOSE_COMPLETE = message('3')
export const NO_DATA = message('n')
export const EMPTY_QUERY = message('I')
export const PORTAL_SUSPENDED = message('s')

/** Neither TLS nor GSSAPI encryption. */
export const NO_ENCRYPTION = Buffer.from('N')

/** The newest minor version of protocol 3 that is spoken, and the options that are not known. */
export function negotiateVersion(unknown: readonly string[]): Buffer {
  return message('v', int32(3 << 16), int32(unknown.length), ...unknown.map(cString))
}

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', cString(name), cString(value))
}

/** Cancelling is not possible, so the key is nothing. */
export function backendKey(process: number): Buffer {
  return message('K', int32(process), int32(0))
}

export function readyForQuery(status: TransactionStatus): Buffer {
  return message('Z', Buffer.from(status))
}

export function commandComplete(tag: string): Buffer {
  return message('C', cString(tag))
}

export function parameterDescription(types: readonly number[]): Buffer {
  return message('t', int16(types.length), ...types.map(int32))
}

/** Names and types. Where a column comes from and how long it may be is not known here. */
export function rowDescription({ fields }: SqlResult): Buffer {
  const columns = fields.map(({ name, type }) =>
    Buffer.concat([cString(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]),
  )
  return message('T', int16(columns.length), ...columns)
}

export function dataRow(row: readonly (string | null)[]): Buffer {
  const values = row.map((value) => {
    if (value === null) return int32(-1)
    const bytes = Buffer.from(value, 'utf8')
    return Buffer.concat([int32(bytes.length), bytes])
  })
  return message('D', int16(values.length), ...values)
}

const FIELD_CODES: Readonly<Record<SqlErrorField, string>> = {
  detail: 'D',
  hint: 'H',
  position: 'P',
  internalPosition: 'p',
  internalQuery: 'q',
  where: 'W',
  schema: 's',
  table: 't',
  column: 'c',
  constraint: 'n',
}

/** An ErrorResponse or a NoticeResponse; file, line and routine of the server's source are not known here. */
export function report(kind: 'error' | 'notice', error: SqlError): Buffer {
  const { severity, sqlstate, message: text } = error
  const required = [`S${severity}`, `V${severity}`, `C${sqlstate}`, `M${text}`]
  const optional = Object.entries(FIELD_CODES).flatMap(([name, code]) => {
    const value = error[name]
    return value === undefined ? [] : [`${code}${String(value)}`]
  })
  return message(kind === 'error' ? 'E' : 'N', ...[...required, ...optional].map(cString), Buffer.from([0]))
}

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value | 0)
  return bytes
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function cString(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`, 'utf8')
}
