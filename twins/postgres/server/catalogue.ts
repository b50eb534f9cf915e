/**
 * What a database holds, as lines of text: one query for everything that is shared by the databases of a server, one for the catalogue
 * of a database. Internal numbers (oids, transaction ids, file names, statistics) are left out; definitions are the server's own
 * deparsed texts. Members of extensions are covered by their extension. PostgreSQL 17 documentation, chapter 51 (System Catalogs).
 */

/** Read before any of the queries, so that names are written in full. */
export const CATALOGUE_SETTINGS = `SET search_path = pg_catalog; SET client_min_messages = error;
  SET plan_cache_mode = force_generic_plan`

/** Roles with their stored passwords: name, password or null. */
export const PASSWORDS = 'SELECT rolname, rolpassword FROM pg_authid WHERE rolpassword IS NOT NULL ORDER BY 1'

/** One line an object; `major` selects columns that came later. */
export function sharedQuery(major: number): string {
  const member = major >= 16 ? 'm.admin_option, m.inherit_option, m.set_option' : 'm.admin_option'
  const locale = major >= 17 ? 'd.datlocale' : 'd.daticulocale'
  return lines([
    `SELECT 'role' || ROW(rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
       rolbypassrls, rolconnlimit, rolvaliduntil)::text FROM pg_authid`,
    `SELECT 'member' || ROW(pg_get_userbyid(m.roleid), pg_get_userbyid(m.member), pg_get_userbyid(m.grantor), ${member})::text
       FROM pg_auth_members m`,
    `SELECT 'setting' || ROW(d.datname, r.rolname, s.setconfig)::text FROM pg_db_role_setting s
       LEFT JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole`,
    `SELECT 'database' || ROW(d.datname, pg_get_userbyid(d.datdba), d.encoding, d.datcollate, d.datctype, ${locale},
       d.datlocprovider, d.datistemplate, d.datallowconn, d.datconnlimit, d.datacl::text, t.spcname)::text
       FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace`,
    `SELECT 'tablespace' || ROW(spcname, pg_get_userbyid(spcowner), spcacl::text, spcoptions)::text FROM pg_tablespace`,
    `SELECT 'comment' || ROW(i.type, i.identity, c.description)::text
       FROM pg_shdescription c, pg_identify_object(c.classoid, c.objoid, 0) i`,
    `SELECT 'parameter' || ROW(parname, paracl::text)::text FROM pg_parameter_acl`,
    `SELECT 'file' || ROW(name, setting)::text FROM pg_file_settings WHERE sourcefile LIKE '%postgresql.auto.conf'`,
  ])
}

/** What belongs to an extension, read once for all parts of a query. */
const MEMBERS = `WITH members AS MATERIALIZED (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')`
const USER_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`
/** Objects made by users have oids from here on (src/include/access/transam.h, FirstNormalObjectId). */
const USER_OID = 16_384

function notMember(catalogue: string, oid: string): string {
  return `('${catalogue}'::regclass::oid, ${oid}) NOT IN (SELECT classid, objid FROM members)`
}

/** One line an object of the current database, its sequences' positions and rows aside. */
export const DATABASE_QUERY: string = lines([
  `SELECT 'schema' || ROW(n.nspname, pg_get_userbyid(n.nspowner), n.nspacl::text)::text FROM pg_namespace n
     WHERE n.nspname !~ '^pg_(toast|temp)'`,
  `SELECT 'class' || ROW(c.oid::regclass, c.relkind, pg_get_userbyid(c.relowner), c.relpersistence, c.relacl::text, c.reloptions,
     c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated, a.amname, t.spcname,
     pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid),
     CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
     CASE WHEN c.relkind = 'c' THEN NULL ELSE c.reloftype::regtype END)::text
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am a ON a.oid = c.relam
     LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
     WHERE ${USER_SCHEMA} AND c.relkind <> 'i' AND c.relkind <> 'I' AND ${notMember('pg_class', 'c.oid')}`,
  `SELECT 'column' || ROW(a.attrelid::regclass, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), a.attname,
     format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, 
     CASE WHEN a.attcollation >= ${USER_OID} THEN a.attcollation::regcollation::text ELSE a.attcollation::text END,
     a.attacl::text, a.attoptions, a.attfdwoptions, a.attstorage, a.attcompression, a.attislocal, a.attinhcount,
     pg_get_expr(d.adbin, d.adrelid))::text
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE ${USER_SCHEMA} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
     AND ${notMember('pg_class', 'c.oid')}`,
  `SELECT 'constraint' || ROW(k.conrelid::regclass, k.contypid::regtype, k.conname, k.convalidated, k.condeferrable,
     k.condeferred, k.conislocal, pg_get_constraintdef(k.oid))::text FROM pg_constraint k
     JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${USER_SCHEMA} AND ${notMember('pg_constraint', 'k.oid')}`,
  `SELECT 'index' || ROW(pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisclustered, x.indisreplident, c.reloptions)::text
     FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${USER_SCHEMA} AND ${notMember('pg_class', 'x.indrelid')}`,
  `SELECT 'sequence' || ROW(s.seqrelid::regclass, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin,
     s.seqcache, s.seqcycle)::text FROM pg_sequence s WHERE ${notMember('pg_class', 's.seqrelid')}`,
  `SELECT 'owned' || ROW(d.objid::regclass, d.refobjid::regclass, a.attname, d.deptype)::text FROM pg_depend d
     JOIN pg_sequence s ON s.seqrelid = d.objid JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')`,
  `SELECT 'type' || ROW(t.oid::regtype, t.typtype, pg_get_userbyid(t.typowner), t.typacl::text, t.typnotnull, t.typdefault,
     format_type(t.typbasetype, t.typtypmod),
     (SELECT array_agg(v.enumlabel ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = t.oid))::text
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE ${USER_SCHEMA} AND t.typtype <> 'b' AND ${notMember('pg_type', 't.oid')}`,
  `SELECT 'function' || ROW(p.oid::regprocedure, p.prokind, pg_get_userbyid(p.proowner), p.proacl::text,
     CASE WHEN p.prokind = 'a' THEN p.prosrc ELSE pg_get_functiondef(p.oid) END)::text
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${USER_SCHEMA} AND ${notMember('pg_proc', 'p.oid')}`,
  `SELECT 'trigger' || ROW(pg_get_triggerdef(t.oid), t.tgenabled)::text FROM pg_trigger t WHERE NOT t.tgisinternal`,
  `SELECT 'rule' || ROW(pg_get_ruledef(r.oid), r.ev_enabled)::text FROM pg_rewrite r
     WHERE r.oid >= ${USER_OID} AND r.rulename <> '_RETURN'`,
  `SELECT 'policy' || ROW(p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive,
     (SELECT array_agg(pg_get_userbyid(u) ORDER BY pg_get_userbyid(u)) FROM unnest(p.polroles) u),
     pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))::text FROM pg_policy p`,
  `SELECT 'inherits' || ROW(i.inhrelid::regclass, i.inhparent::regclass, i.inhseqno)::text FROM pg_inherits i
     JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind IN ('r', 'p', 'f')`,
  `SELECT 'extension' || ROW(e.extname, e.extversion, n.nspname, pg_get_userbyid(e.extowner))::text
     FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`,
  `SELECT 'default' || ROW(pg_get_userbyid(a.defaclrole), a.defaclnamespace::regnamespace, a.defaclobjtype, a.defaclacl::text)::text
     FROM pg_default_acl a`,
  `SELECT 'comment' || ROW(i.type, i.identity, d.description)::text
     FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
     WHERE (d.objoid >= ${USER_OID} OR d.classoid = 'pg_namespace'::regclass) AND ${notMember('pg_description', 'd.objoid')}`,
  ...['pg_event_trigger', 'pg_publication', 'pg_foreign_data_wrapper', 'pg_foreign_server', 'pg_language']
    .concat(['pg_cast', 'pg_operator', 'pg_opclass', 'pg_collation', 'pg_conversion', 'pg_transform'])
    .concat(['pg_ts_config', 'pg_ts_dict', 'pg_statistic_ext', 'pg_largeobject_metadata', 'pg_am'])
    .map(
      (catalogue) => `SELECT 'object' || ROW(i.type, i.identity)::text
     FROM ${catalogue} o, pg_identify_object('${catalogue}'::regclass, o.oid, 0) i
     WHERE o.oid >= ${USER_OID} AND ${notMember(catalogue, 'o.oid')}`,
    ),
])

/** Tables and sequences with rows of their own: name, kind, then the name and the kind of each column. */
export const RELATIONS_QUERY = `${MEMBERS}
  SELECT c.oid::regclass::text, c.relkind, coalesce(array_to_json(array_agg(a.name ORDER BY a.attnum) FILTER (WHERE a.name IS NOT NULL)), '[]'),
    coalesce(array_to_json(array_agg(a.type ORDER BY a.attnum) FILTER (WHERE a.name IS NOT NULL)), '[]')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN (
    SELECT a.attrelid, a.attnum, quote_ident(a.attname) AS name, a.atttypid::int AS type FROM pg_attribute a
    LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND (d.adbin IS NULL
      OR pg_get_expr(d.adbin, d.adrelid) !~ '(random|uuid_generate_v\\d|uuidv\\d)\\w*\\(')
  ) a ON a.attrelid = c.oid
  WHERE ${USER_SCHEMA} AND c.relkind IN ('r', 'm', 'S') AND c.relpersistence <> 't' AND ${notMember('pg_class', 'c.oid')}
  GROUP BY c.oid, c.relkind ORDER BY 1`

/** A query whose only value is all lines, sorted. */
function lines(queries: readonly string[]): string {
  return `${MEMBERS} SELECT coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), '') FROM (${queries.join(' UNION ALL ')}) all_lines(line)`
}
