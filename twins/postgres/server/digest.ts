import { createHash } from 'node:crypto'
import { CATALOGUE_SETTINGS, DATABASE_QUERY, PASSWORDS, RELATIONS_QUERY, sharedQuery } from './catalogue.js'
import type { Connection } from './connection.js'

/** Types of points in time: those that lie within the run are not part of a state (`timestamptz`, `timestamp`, `date`). */
export const TIME_TYPES: ReadonlySet<number> = new Set([1184, 1114, 1082])

/** Rows of `pg_authid` -> what stands for each password. */
export type PasswordNames = (role: string, stored: string) => string

/** Prepare a superuser's connection for the queries of this module: planning them takes far longer than running them. */
export async function prepareObserver(connection: Connection, major: number): Promise<void> {
  await connection.run(CATALOGUE_SETTINGS)
  await connection.run(`PREPARE shared AS ${sharedQuery(major)}`)
  await connection.run(`PREPARE catalogue AS ${DATABASE_QUERY}`)
  await connection.run(`PREPARE relations AS ${RELATIONS_QUERY}`)
}

/** Digest of roles, memberships, databases and settings. */
export async function digestShared(connection: Connection, names: PasswordNames): Promise<string> {
  const text = await value(connection, 'EXECUTE shared')
  const passwords = await connection.run(PASSWORDS)
  const named = passwords.map(([role, stored]) => `${role} ${names(role ?? '', stored ?? '')}`)
  return hash(`${text}\n${named.join('\n')}`)
}

/** The databases of the server, sorted. */
export async function databaseNames(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.run('SELECT datname FROM pg_database ORDER BY datname COLLATE "C"')
  return rows.map(([name]) => name ?? '')
}

/**
 * Digest of the connection's database: its catalogue, and the rows of each table in the order in which they lie, since that is the
 * order an unsorted query gives. Times from `since` (ISO text) on and values of random defaults are left out.
 */
export async function digestDatabase(connection: Connection, since: string): Promise<string> {
  const catalogue = await value(connection, 'EXECUTE catalogue')
  const relations = await connection.run('EXECUTE relations')
  const parts = relations.map(([name, kind, columns, types]) => {
    const names = JSON.parse(columns ?? '[]') as readonly string[]
    const ids = JSON.parse(types ?? '[]') as readonly number[]
    return rowsQuery(name ?? '', kind ?? 'r', names, ids, since)
  })
  const rows = parts.length === 0 ? '' : await value(connection, gather(parts))
  return hash(`${catalogue}\n${rows}`)
}

function rowsQuery(
  name: string,
  kind: string,
  columns: readonly string[],
  types: readonly number[],
  since: string,
): string {
  // Sequences also hold how far the log is ahead, which says nothing.
  const shown =
    kind === 'S'
      ? ['last_value', 'is_called']
      : columns.map((column, index) => maskTime(column, types[index] ?? 0, since))
  const row = `ROW(${shown.join(', ')})::text`
  return `SELECT ${literal(name)}, count(*), md5(coalesce(string_agg(${row}, E'\\n'), '')) FROM ONLY ${name}`
}

function maskTime(column: string, type: number, since: string): string {
  if (!TIME_TYPES.has(type)) return column
  return `CASE WHEN ${column} BETWEEN ${literal(since)} AND clock_timestamp() + '1 s' THEN NULL ELSE ${column} END`
}

function gather(parts: readonly string[]): string {
  return `SELECT string_agg(ROW(r.name, r.count, r.rows)::text, E'\\n') FROM (${parts.join(' UNION ALL ')}) r(name, count, rows)`
}

async function value(connection: Connection, query: string): Promise<string> {
  return (await connection.run(query))[0]?.[0] ?? ''
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** 32 hexadecimal digits. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
