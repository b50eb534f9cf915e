/** Functions that only look. Any other one may do something. Source: PostgreSQL 17 documentation, chapter 9. */
const LOOKING: ReadonlySet<string> = new Set(
  `abs age array_agg array_length avg bit_length bool_and bool_or cast ceil char_length coalesce concat concat_ws count current_database
  current_setting date_part date_trunc exists extract floor format greatest has_database_privilege has_schema_privilege has_table_privilege in
  inet_server_addr json_agg jsonb_agg jsonb_pretty least left length lower ltrim max md5 min mod now nullif obj_description pg_database_size
  pg_encoding_to_char pg_get_userbyid pg_is_in_recovery pg_relation_size pg_size_pretty pg_table_size pg_total_relation_size position quote_ident
  quote_literal rank regexp_replace replace right round row_number row_to_json rtrim split_part string_agg strpos substr substring sum to_char
  to_json to_regclass to_timestamp trim upper values version and or not as over filter using on any all`.split(
    /\s+/,
  ),
)

/** Whether every statement of a text only reads: `SELECT` without `INTO`, locks and unknown functions, `SHOW`, `\d` and their like. */
export function readsOnly(sql: string): boolean {
  const statements = sql
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--[^\n]*/g, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  return statements.length > 0 && statements.every(isReading)
}

function isReading(statement: string): boolean {
  if (/^\\(?:d[a-zA-Z]*[S+]*|l\+?|z|conninfo|x|timing|pset|echo|sf|sv)(?:\s|$)/.test(statement)) return true
  if (/^SHOW\s/i.test(statement)) return true
  const query = statement.replace(/^EXPLAIN\s+(?!ANALY[SZ]E|\()/i, '')
  if (!/^(?:SELECT|TABLE|VALUES|WITH)\b/i.test(query)) return false
  if (/\b(?:INTO|INSERT|UPDATE|DELETE|MERGE|SHARE)\b/i.test(query)) return false
  return [...query.matchAll(/([\w"]+)\s*\(/g)].every(([, name = '']) => LOOKING.has(name.toLowerCase()))
}
