import type { NoConnection } from '../../contract/sql/requests.js'
import type { SqlError, SqlErrorField } from '../../contract/sql/values.js'

/** Columns of a line that are shown around an error, and how many stay to the right of it. */
const DISPLAY_COLUMNS = 60
const RIGHT_COLUMNS = 10

/** An error or notice as libpq puts it together at default verbosity (PostgreSQL 15 fe-protocol3.c, pqBuildErrorMessage3). */
export function formatError(error: SqlError, statement: string): string {
  const field = (name: SqlErrorField) => (typeof error[name] === 'string' ? String(error[name]) : '')
  const lines = [`${error.severity}:  ${error.message}`]
  if (field('position') !== '') lines.push(pointAt(statement, Number(field('position'))))
  else if (field('internalPosition') !== '' && field('internalQuery') !== '')
    lines.push(pointAt(field('internalQuery'), Number(field('internalPosition'))))
  if (field('detail') !== '') lines.push(`DETAIL:  ${field('detail')}`)
  if (field('hint') !== '') lines.push(`HINT:  ${field('hint')}`)
  if (field('internalQuery') !== '') lines.push(`QUERY:  ${field('internalQuery')}`)
  if (field('where') !== '' && isError(error)) lines.push(`CONTEXT:  ${field('where')}`)
  return lines.join('\n')
}

/** Contexts of notices are not shown unless asked for (SHOW_CONTEXT). */
function isError({ severity }: SqlError): boolean {
  return severity === 'ERROR' || severity === 'FATAL' || severity === 'PANIC'
}

/** The line of the statement that holds the position, which counts characters from 1, and a mark below it. */
function pointAt(statement: string, position: number): string {
  const characters = [...statement]
  const at = position - 1
  let begin = characters.lastIndexOf('\n', at - 1) + 1
  const newline = characters.indexOf('\n', at)
  let end = newline < 0 ? characters.length : newline
  const number = characters.slice(0, begin).filter((character) => character === '\n').length + 1
  const [wholeBegin, wholeEnd] = [begin, end]
  if (end - begin > DISPLAY_COLUMNS) {
    if (begin + DISPLAY_COLUMNS >= at + RIGHT_COLUMNS) end = begin + DISPLAY_COLUMNS
    else {
      end = Math.min(end, at + RIGHT_COLUMNS)
      begin = Math.max(begin, end - DISPLAY_COLUMNS)
    }
  }
  const lead = `LINE ${number}: ${begin > wholeBegin ? '...' : ''}`
  const text = characters.slice(begin, end).join('').replaceAll('\t', ' ')
  return `${lead}${text}${end < wholeEnd ? '...' : ''}\n${' '.repeat(lead.length + at - begin)}^`
}

/** Why there is no connection, in libpq's words (PostgreSQL 15 fe-connect.c, emitHostIdentityInfo and connectFailureMessage). */
export function formatNoConnection(answer: NoConnection): string {
  const { host, address, port } = answer.place
  if (answer.kind === 'unreachable' && answer.reason === 'unknown-host' && !host.startsWith('/'))
    return `could not translate host name "${host}" to address: Name or service not known`
  const place = host.startsWith('/')
    ? `on socket "${host}/.s.PGSQL.${port}"`
    : `at "${host}"${address === '' || address === host ? '' : ` (${address})`}, port ${port}`
  const start = `connection to server ${place} failed: `
  switch (answer.kind) {
    case 'refused':
      return start + formatError(answer.error, '')
    case 'no-password':
      return `${start}fe_sendauth: no password supplied`
    case 'unreachable':
      return start + unreachable(host, answer.reason)
  }
}

function unreachable(host: string, reason: 'unknown-host' | 'refused' | 'timeout'): string {
  if (host.startsWith('/')) {
    const why = reason === 'unknown-host' ? 'No such file or directory' : 'Connection refused'
    return `${why}\n\tIs the server running locally and accepting connections on that socket?`
  }
  const why = reason === 'timeout' ? 'Connection timed out' : 'Connection refused'
  return `${why}\n\tIs the server running on that host and accepting TCP/IP connections?`
}
