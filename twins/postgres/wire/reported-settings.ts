import type { SqlResult } from '../../contract/sql/values.js'
import { skeletonOf, splitStatements } from '../sql-text.js'

/** What a server reports of itself. Documentation of PostgreSQL 17, 53.2.7 (Asynchronous Operations). */
const REPORTED = [
  'application_name',
  'client_encoding',
  'DateStyle',
  'default_transaction_read_only',
  'in_hot_standby',
  'integer_datetimes',
  'IntervalStyle',
  'is_superuser',
  'server_encoding',
  'server_version',
  'session_authorization',
  'standard_conforming_strings',
  'TimeZone',
]

/** The question for all of them. */
export const SETTINGS_QUERY = `SELECT name, current_setting(name, true) FROM unnest('{${REPORTED.join(',')}}'::text[]) AS name`

/** The answer, by name. */
export function settingsOf(results: readonly SqlResult[]): ReadonlyMap<string, string> {
  const rows = results.at(-1)?.rows ?? []
  return new Map(rows.flatMap(([name, value]) => (name && value !== null ? [[name, value ?? '']] : [])))
}

/** Whether a statement may change one of them. */
export function mayChangeSettings(statement: string): boolean {
  return splitStatements(statement).some(({ text }) =>
    /^(set|reset|discard)\b|\bset_config\b/.test(skeletonOf(text)),
  )
}
