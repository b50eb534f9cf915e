/** A list psql shows: its title, its query for a name pattern and a server version, and lines below instead of the row count. */
export interface Description {
  readonly title: string
  readonly query: (pattern: string | undefined, major: number) => string
  readonly footers?: readonly string[]
}

/** Letters of `\dt`, `\dv`, … -> kinds in pg_class. */
export const RELATION_KINDS: Readonly<Record<string, string>> = {
  t: "'r', 'p'",
  v: "'v'",
  m: "'m'",
  i: "'i', 'I'",
  s: "'S'",
}

const VISIBLE_SCHEMA = `n.nspname <> 'pg_catalog' AND n.nspname !~ '^pg_toast' AND n.nspname <> 'information_schema'`

/** A pattern of psql as conditions; `visible` is asked without a schema in it. PostgreSQL 15 fe_utils/string_utils.c. */
export function matching(
  pattern: string | undefined,
  columns: { readonly name: string; readonly schema?: string; readonly visible?: string },
): string {
  if (pattern === undefined) return columns.visible === undefined ? '' : ` AND ${columns.visible}`
  const [name = '', schema] = [...splitPattern(pattern)].reverse()
  const conditions = [
    `${columns.name} OPERATOR(pg_catalog.~) ${literal(regexOf(name))} COLLATE pg_catalog.default`,
  ]
  if (schema !== undefined && columns.schema !== undefined)
    conditions.push(
      `${columns.schema} OPERATOR(pg_catalog.~) ${literal(regexOf(schema))} COLLATE pg_catalog.default`,
    )
  else if (columns.visible !== undefined) conditions.push(columns.visible)
  return ` AND ${conditions.join(' AND ')}`
}

/** Schema and name of a pattern, each lower-cased outside of quotes and with `*` and `?` still in it. */
function splitPattern(pattern: string): readonly string[] {
  return pattern.match(/(?:"(?:[^"]|"")*"|[^."])+/g) ?? [pattern]
}

function regexOf(part: string): string {
  const body = part.replace(/"((?:[^"]|"")*)"|([^"]+)/g, (_all, quoted?: string, plain?: string) => {
    if (quoted !== undefined) return quoted.replaceAll('""', '"').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return (plain ?? '').toLowerCase().replaceAll('$', '\\$').replaceAll('*', '.*').replaceAll('?', '.')
  })
  return `^(${body})$`
}

/** A string literal of SQL. */
export function literal(text: string): string {
  return text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`
}

/** The list of relations of these kinds (letters of {@link RELATION_KINDS}). */
export function relationQuery(kinds: string): Description['query'] {
  return (pattern) => {
    const index = kinds.includes('i')
    const wanted = [...kinds].map((kind) => RELATION_KINDS[kind]).join(', ')
    const hidden = pattern === undefined ? ` AND ${VISIBLE_SCHEMA}` : ''
    return `SELECT n.nspname AS "Schema", c.relname AS "Name",
  CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index'
    WHEN 'S' THEN 'sequence' WHEN 'p' THEN 'partitioned table' WHEN 'I' THEN 'partitioned index' END AS "Type",
  pg_catalog.pg_get_userbyid(c.relowner) AS "Owner"${index ? ',\n  t.relname AS "Table"' : ''}
FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
${index ? 'LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class t ON t.oid = x.indrelid\n' : ''}WHERE c.relkind IN (${wanted})${hidden}${matching(
      pattern,
      {
        name: 'c.relname',
        schema: 'n.nspname',
        visible: 'pg_catalog.pg_table_is_visible(c.oid)',
      },
    )}
ORDER BY 1, 2`
  }
}

export const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  l: {
    title: 'List of databases',
    query: (pattern, major) => `SELECT d.datname AS "Name", pg_catalog.pg_get_userbyid(d.datdba) AS "Owner",
  pg_catalog.pg_encoding_to_char(d.encoding) AS "Encoding", d.datcollate AS "Collate", d.datctype AS "Ctype",
  ${major >= 17 ? 'd.datlocale' : 'd.daticulocale'} AS "ICU Locale",
  CASE d.datlocprovider WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider",
  pg_catalog.array_to_string(d.datacl, E'\\n') AS "Access privileges"
FROM pg_catalog.pg_database d WHERE true${matching(pattern, { name: 'd.datname' })} ORDER BY 1`,
  },
  dn: {
    title: 'List of schemas',
    query: (pattern) => `SELECT n.nspname AS "Name", pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner"
FROM pg_catalog.pg_namespace n WHERE ${
      pattern === undefined ? "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'" : 'true'
    }${matching(pattern, { name: 'n.nspname' })} ORDER BY 1`,
  },
  du: {
    title: 'List of roles',
    footers: [],
    query: (pattern) => `SELECT r.rolname AS "Role name", pg_catalog.concat_ws(', ',
    CASE WHEN r.rolsuper THEN 'Superuser' END, CASE WHEN NOT r.rolinherit THEN 'No inheritance' END,
    CASE WHEN r.rolcreaterole THEN 'Create role' END, CASE WHEN r.rolcreatedb THEN 'Create DB' END,
    CASE WHEN NOT r.rolcanlogin THEN 'Cannot login' END, CASE WHEN r.rolreplication THEN 'Replication' END,
    CASE WHEN r.rolbypassrls THEN 'Bypass RLS' END)
  || CASE WHEN r.rolconnlimit < 0 THEN '' WHEN r.rolconnlimit = 0 THEN E'\\nNo connections'
       WHEN r.rolconnlimit = 1 THEN E'\\n1 connection' ELSE E'\\n' || r.rolconnlimit || ' connections' END
  || CASE WHEN r.rolvaliduntil IS NULL THEN '' ELSE E'\\nPassword valid until ' || r.rolvaliduntil END AS "Attributes",
  ARRAY(SELECT b.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON m.roleid = b.oid
    WHERE m.member = r.oid ORDER BY b.rolname) AS "Member of"
FROM pg_catalog.pg_roles r WHERE ${pattern === undefined ? "r.rolname !~ '^pg_'" : 'true'}${matching(
      pattern,
      {
        name: 'r.rolname',
      },
    )} ORDER BY 1`,
  },
}
