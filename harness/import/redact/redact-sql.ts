import type { KnownSecrets } from './known-secrets.js'

/** A quoted text of SQL; a quote within it is doubled. */
const QUOTED = `'((?:[^']|'')*)'`
const PASSWORD = new RegExp(`(\\bPASSWORD\\s+)${QUOTED}`, 'gi')
const CONNECTION = new RegExp(`(\\bCONNECTION\\s+)${QUOTED}`, 'gi')
const OPTION = new RegExp(`(\\b(?:password|passfile|sslpassword)\\s+)${QUOTED}`, 'gi')

/**
 * A dump of a schema without passwords: those of roles (CREATE ROLE … PASSWORD), of subscriptions (CONNECTION) and of user mappings (OPTIONS),
 * and every mention of a known secret. PostgreSQL 17, SQL commands of these names.
 */
export function redactSql(text: string, known: KnownSecrets): string {
  const within = (_all: string, before: string, quoted: string) =>
    `${before}'${known.leaf(quoted.replaceAll("''", "'")).replaceAll("'", "''")}'`
  return known.text(text.replace(PASSWORD, within).replace(OPTION, within).replace(CONNECTION, within))
}
