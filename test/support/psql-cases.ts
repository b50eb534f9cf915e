/** What psql is run with: the real one to record, the built-in one to compare. */
export interface PsqlCase {
  readonly name: string
  /** Everything after `psql`. */
  readonly argv: readonly string[]
  /** Besides host, port, user `app`, its password and database `app`. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
  /** Run by the superuser in database `app` before. */
  readonly before?: readonly string[]
}

/** What a run of psql gave. */
export interface PsqlGolden {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The server both find: role `app` with password `pw` owns database `app`. */
export const PSQL_SERVER = [
  { database: 'postgres', statement: "CREATE ROLE app LOGIN PASSWORD 'pw'" },
  { database: 'postgres', statement: 'CREATE ROLE reader NOLOGIN' },
  { database: 'postgres', statement: 'GRANT reader TO app' },
  { database: 'postgres', statement: 'CREATE DATABASE app OWNER app' },
]

const TABLES = [
  'SET ROLE app',
  "CREATE TABLE team(id int PRIMARY KEY, name text NOT NULL DEFAULT 'none', UNIQUE (name))",
  'CREATE TABLE member(id bigint GENERATED ALWAYS AS IDENTITY, team int REFERENCES team(id), score numeric(6,2) CHECK (score >= 0), at timestamptz)',
  'CREATE INDEX member_team ON member(team, score DESC)',
  'CREATE VIEW names AS SELECT name FROM team',
  "INSERT INTO team VALUES (1, 'red'), (2, 'blue')",
]

const SCRIPT = `-- comment first
  select *
 from nope;
select 1;
\\foo
\\echo hi
insert into t values (3);
`

const one = (name: string, ...argv: string[]): PsqlCase => ({ name, argv })

export const PSQL_CASES: readonly PsqlCase[] = [
  one('aligned', '-c', `select 1 as a, 'x y' as "B c", null as n, true as t, 1.5::numeric as num`),
  one('no-columns', '-c', 'select'),
  one('no-rows', '-c', 'select 1 where false'),
  one('no-rows-expanded', '-x', '-c', 'select 1 where false'),
  one('empty', '-c', ''),
  one('expanded', '-x', '-c', "select 1 as a, 'long enough to be wider' as bbb union all select 2, null"),
  one('expanded-tuples', '-x', '-t', '-c', 'select 1 as a, 2 as b union all select 3, 4'),
  one('unaligned-tuples', '-At', '-c', `select 1, 'a|b', null union all select 2, 'c', 'd'`),
  one('unaligned', '-A', '-F', ';', '-c', 'select 1 as a, 2 as b'),
  one('unaligned-expanded', '-A', '-x', '-c', 'select 1 as a, 2 as b union all select 3, 4'),
  one('tuples', '-tc', 'select 1, 2'),
  one('tuples-none', '-tc', 'select 1 where false'),
  one('multi-line-value', '-c', `select E'a\\nb' as m, 'x' as y, E'last\\nline' as z`),
  one('multi-line-expanded', '-x', '-c', `select E'a\\nb' as m, 'x' as y`),
  one('wide', '-c', `select 'äöü' as a, '日本' as b, 'x' as c`),
  one('several-results', '-c', 'select 1 as a; select 2 as b'),
  one(
    'string-is-one-transaction',
    '-c',
    'create table t(i int); insert into t values (1); select * from nope where a = 1',
    '-c',
    'select * from t',
  ),
  one('long-line', '-c', `select ${'1 + '.repeat(40)} nope ${'+ 1'.repeat(30)}`),
  one('two-commands', '-c', 'select 1/0', '-c', 'select 2 as b'),
  one('last-command-fails', '-c', 'select 2 as b', '-c', 'select 1/0'),
  one('stop-between-commands', '-v', 'ON_ERROR_STOP=1', '-c', 'select 1/0', '-c', 'select 2'),
  one(
    'tags',
    '-c',
    'create table t(i int)',
    '-c',
    'insert into t values (1), (2)',
    '-c',
    'update t set i = 3',
    '-c',
    'delete from t where i = 3',
    '-c',
    'insert into t values (5) returning i',
    '-c',
    'drop table t',
  ),
  one('quiet', '-q', '-c', 'create table if not exists t(i int)', '-c', 'select 1 as a'),
  one(
    'notice',
    '-c',
    'drop table if exists t',
    '-c',
    'create table t()',
    '-c',
    'create table if not exists t()',
  ),
  one('show', '-c', 'show search_path'),
  one(
    'detail-and-hint',
    '-c',
    'create table p(i int primary key); create table c(i int references p)',
    '-c',
    'insert into c values (1)',
    '-c',
    'drop table p',
    '-c',
    'select nofunction(1)',
  ),
  one(
    'do-block',
    '-c',
    `do $$ begin raise notice 'hello'; raise exception 'stop' using hint = 'try', detail = 'why'; end $$`,
  ),
  one('invalid-command', '-c', '\\foo'),
  one('expanded-toggle', '-c', '\\x', '-c', 'select 1 as a'),
  one('echo-queries', '-e', '-c', 'select 1 as a'),
  one('single-transaction', '-1', '-v', 'ON_ERROR_STOP=1', '-c', 'create table t(i int)', '-c', 'select 1/0'),
  one('unrecognized-option', '--nope'),
  one('invalid-option', '-Y'),
  one('missing-argument', '-c'),
  one('missing-file', '-f', 'nope.sql'),
  { name: 'script', argv: ['-f', 'x.sql'], files: { 'x.sql': SCRIPT } },
  { name: 'script-stops', argv: ['-v', 'ON_ERROR_STOP=1', '-f', 'x.sql'], files: { 'x.sql': SCRIPT } },
  { name: 'script-echo-all', argv: ['-b', '-f', 'x.sql'], files: { 'x.sql': SCRIPT } },
  { name: 'standard-input', argv: [], stdin: SCRIPT },
  { name: 'standard-input-as-file', argv: ['-f', '-'], stdin: SCRIPT },
  {
    name: 'script-with-variables',
    argv: ['-v', 'name=bob', '-f', 'x.sql'],
    files: {
      'x.sql': `\\set n 3\nselect :n as n, :'name' as q, 1::int as cast, ':n' as literal, :unset_is_kept as x;\nselect :'name' as again, :"name" from (select 1 as bob) t;\n`,
    },
  },
  {
    name: 'script-quotes',
    argv: ['-f', 'x.sql'],
    files: {
      'x.sql': `select 'a;b' as a, $q$ ; $q$ as b /* ; */; select 2 as c -- ;\n;\ncreate function f() returns int language sql begin atomic select 1; select 2; end;\nselect f();`,
    },
  },
  {
    name: 'gexec',
    argv: ['-f', 'x.sql'],
    files: {
      'x.sql': `select 'create table g' || i || '(i int)' from generate_series(1, 2) i \\gexec\nselect count(*) as tables from pg_tables where tablename like 'g_' \\gset\n\\echo :tables\n`,
    },
  },
  {
    name: 'include',
    argv: ['-f', 'a.sql'],
    files: { 'a.sql': '\\i b.sql\nselect 2 as b;\n\\i c.sql\n', 'b.sql': 'select 1 as a;\nselect nope;\n' },
  },
  { name: 'quit', argv: ['-f', 'x.sql'], files: { 'x.sql': 'select 1 as a;\n\\q\nselect 2;\n' } },
  {
    name: 'transaction',
    argv: [],
    stdin: 'begin;\ncreate table t(i int);\nselect nope;\nselect 1;\ncommit;\nselect * from t;\n',
  },
  { name: 'wrong-password', argv: ['-c', 'select 1'], env: { PGPASSWORD: 'bad' } },
  { name: 'no-password', argv: ['-w', '-c', 'select 1'], env: { PGPASSWORD: '' } },
  { name: 'prompt', argv: ['-c', 'select 1'], env: { PGPASSWORD: '' } },
  { name: 'no-such-role', argv: ['-U', 'nobody_here', '-c', 'select 1'] },
  { name: 'no-login', argv: ['-U', 'reader', '-c', 'select 1'], before: ["ALTER ROLE reader PASSWORD 'pw'"] },
  { name: 'no-such-database', argv: ['-d', 'nodb', '-c', 'select 1'] },
  { name: 'no-database-wrong-password', argv: ['-d', 'nodb', '-c', 'select 1'], env: { PGPASSWORD: 'bad' } },
  {
    name: 'connect-revoked',
    argv: ['-U', 'other', '-c', 'select 1'],
    before: ["CREATE ROLE other LOGIN PASSWORD 'pw'", 'REVOKE CONNECT ON DATABASE app FROM PUBLIC'],
  },
  { name: 'connection-limit', argv: ['-c', 'select 1'], before: ['ALTER ROLE app CONNECTION LIMIT 0'] },
  { name: 'unknown-host', argv: ['-h', 'nohost.invalid', '-c', 'select 1'] },
  { name: 'refused', argv: ['-p', '1', '-c', 'select 1'] },
  { name: 'no-socket', argv: ['-h', '/nowhere', '-c', 'select 1'] },
  {
    name: 'uri',
    argv: [
      'postgresql://app:pw@127.0.0.1:5432/app?sslmode=disable',
      '-Atc',
      'select current_user, current_database()',
    ],
    env: { PGUSER: 'x', PGPASSWORD: 'y', PGDATABASE: 'z' },
  },
  {
    name: 'conninfo-string',
    argv: ['-d', `host=127.0.0.1 port=5432 user=app password='pw' dbname=app`, '-c', '\\conninfo'],
  },
  { name: 'bad-connection-option', argv: ['-d', 'nonsense=1', '-c', 'select 1'] },
  {
    name: 'reconnect',
    argv: ['-f', 'x.sql'],
    files: { 'x.sql': '\\c postgres\nselect current_database();\n\\c - app\n\\c nodb\nselect 1;\n' },
  },
  { name: 'reconnect-fails', argv: ['-c', '\\c nodb', '-c', 'select 1'] },
  {
    name: 'privileges',
    argv: [
      '-d',
      'postgres',
      '-c',
      'create table t()',
      '-c',
      'create database x',
      '-c',
      'drop database postgres',
    ],
  },
  one('list-databases', '-l'),
  one('list-databases-pattern', '-c', '\\l app*'),
  one('list-schemas', '-c', '\\dn'),
  one('list-roles', '-c', '\\du'),
  one('list-tables-none', '-c', '\\dt'),
  one('list-tables-none-named', '-c', '\\dt zz'),
  {
    name: 'list-tables',
    argv: ['-c', '\\dt', '-c', '\\dt public.te*', '-c', '\\dv', '-c', '\\di', '-c', '\\d'],
    before: TABLES,
  },
  { name: 'describe-table', argv: ['-c', '\\d team', '-c', '\\d member', '-c', '\\d names'], before: TABLES },
  one('describe-missing', '-c', '\\d zz'),
]
