/** A name as SQL writes it: quoted always. jackc/pgx v5 conn.go (Identifier.Sanitize). */
export function identifier(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

/** A text as SQL writes it. lib/pq conn.go (QuoteLiteral). */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
