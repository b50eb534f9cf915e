import { qualify } from '../../contract/network.js'
import type { Target } from '../../contract/sql/requests.js'
import { NotModelled } from '../../kernel/errors.js'
import { EXIT_BADCONN, PsqlExit } from './errors.js'
import type { PsqlOptions } from './options.js'

/** Where libpq looks without a host, as Debian builds it. */
const SOCKET_FOLDER = '/var/run/postgresql'
const DEFAULT_PORT = '5432'

export interface Parameters {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly dbname: string
  readonly password: string
}

/** Parameters that change nothing in the twin. */
const IGNORED = new Set([
  'application_name',
  'client_encoding',
  'connect_timeout',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'sslcompression',
  'sslnegotiation',
  'tcp_user_timeout',
  'channel_binding',
])
const OWN = new Set(['host', 'port', 'user', 'password', 'dbname'])
const SSL_MODES = new Set(['disable', 'allow', 'prefer', 'require'])

/**
 * Who connects where: a connection string or URI in place of the database's name, then options, then the environment, then
 * defaults. PostgreSQL 15 documentation, 34.1 (Connection Strings) and 34.15 (Environment Variables).
 */
export function parametersOf(options: PsqlOptions, env: Readonly<Record<string, string>>): Parameters {
  const given = options.database === undefined ? {} : expand(options.database)
  const of = (name: string, option: string | undefined, variable: string) =>
    given[name] ?? option ?? (env[variable] === '' ? undefined : env[variable])
  checkSsl(given['sslmode'] ?? env['PGSSLMODE'] ?? 'prefer')
  checkEnvironment(env)
  const user = of('user', options.user, 'PGUSER') ?? env['USER'] ?? 'root'
  return {
    host: of('host', options.host, 'PGHOST') ?? SOCKET_FOLDER,
    port: portOf(of('port', options.port, 'PGPORT') ?? DEFAULT_PORT),
    user,
    dbname: of('dbname', undefined, 'PGDATABASE') ?? user,
    password: of('password', undefined, 'PGPASSWORD') ?? '',
  }
}

/** Where psql runs: the namespace whose names it resolves, and the server on its machine; '' for none. */
export interface Surroundings {
  readonly namespace: string
  readonly server: string
}

/** The parameters as the port wants them. A socket leads to the server of the machine, which trusts who runs it. */
export function targetOf(parameters: Parameters, { namespace, server }: Surroundings): Target {
  const { host, port, user, dbname: database, password } = parameters
  if (host.startsWith('/') && server !== '') return { server, user, database, trusted: true }
  const place = { host: namespace === '' ? host : qualify(host, namespace), port }
  return { ...place, user, database, ...(password === '' ? {} : { password }) }
}

/** Who runs a server, and psql on its machine. */
const SYSTEM_USER = 'postgres'

/**
 * Why the server of the machine refuses a client on its socket: method `peer` takes the user of the system for that of the database.
 * PostgreSQL 15 src/backend/libpq/auth.c (auth_failed). Null: it does not.
 */
export function peerRefusal({ host, port, user }: Parameters, server: string): string | null {
  if (!host.startsWith('/') || server === '' || user === SYSTEM_USER) return null
  const socket = `connection to server on socket "${host}/.s.PGSQL.${port}" failed`
  return `${socket}: FATAL:  Peer authentication failed for user "${user}"`
}

/** `\c` takes what is not given from the connection before. */
export function reconnect(before: Parameters, words: readonly string[]): Parameters {
  const [dbname, user, host, port] = words.map((word) => (word === '-' ? undefined : word))
  const given = dbname === undefined ? {} : expand(dbname)
  const sameHost = (given['host'] ?? host ?? before.host) === before.host
  const sameUser = (given['user'] ?? user ?? before.user) === before.user
  return {
    host: given['host'] ?? host ?? before.host,
    port: portOf(given['port'] ?? port ?? String(before.port)),
    user: given['user'] ?? user ?? before.user,
    dbname: given['dbname'] ?? before.dbname,
    password: given['password'] ?? (sameHost && sameUser ? before.password : ''),
  }
}

/** What `\\conninfo` says. */
export function parametersText(parameters: Parameters | null): string {
  if (parameters === null) return 'You are currently not connected to a database.'
  const { dbname, user, host, port } = parameters
  const where = host.startsWith('/') ? `via socket in "${host}"` : `on host "${host}"`
  return `You are connected to database "${dbname}" as user "${user}" ${where} at port "${port}".`
}

function expand(database: string): Readonly<Record<string, string>> {
  if (/^postgres(ql)?:\/\//.test(database)) return checked(parseUri(database))
  return database.includes('=') ? checked(parseConninfo(database)) : { dbname: database }
}

function checked(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const name of Object.keys(given)) {
    if (OWN.has(name) || IGNORED.has(name) || name === 'sslmode') continue
    if (/^[a-z_]+$/.test(name) && KNOWN_TO_LIBPQ.has(name)) throw unmodelled(name)
    throw new PsqlExit(EXIT_BADCONN, `psql: error: invalid connection option "${name}"`)
  }
  return given
}

const KNOWN_TO_LIBPQ = new Set([
  'hostaddr',
  'passfile',
  'options',
  'service',
  'target_session_attrs',
  'sslcert',
  'sslkey',
  'sslrootcert',
  'sslpassword',
  'replication',
  'require_auth',
  'requirepeer',
  'krbsrvname',
])

function parseUri(uri: string): Readonly<Record<string, string>> {
  const match = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(
    uri,
  )
  if (match === null) throw new PsqlExit(EXIT_BADCONN, `psql: error: invalid connection string "${uri}"`)
  const [, user, password, hosts = '', dbname, query] = match
  if (hosts.includes(',')) throw new NotModelled('several hosts in a connection string', REAL)
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(hosts) ?? []
  const parts = { user, password, host: host?.replace(/^\[|\]$/g, ''), port, dbname }
  const named = Object.entries(parts).filter(([, value]) => value !== undefined && value !== '')
  const extra = (query ?? '').split('&').filter((part) => part !== '')
  return Object.fromEntries([
    ...named.map(([name, value]) => [name, decodeURIComponent(value ?? '')] as const),
    ...extra.map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [name, decodeURIComponent(value)] as const
    }),
  ])
}

function parseConninfo(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const pattern = /\s*([A-Za-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)/g
  for (const [, name = '', value = ''] of text.matchAll(pattern)) {
    const inner = value.startsWith("'") ? value.slice(1, -1) : value
    found[name] = inner.replace(/\\(.)/g, '$1')
  }
  return found
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  const message = /^\d+$/.test(text)
    ? `invalid port number: "${text}"`
    : `invalid integer value "${text}" for connection option "port"`
  throw new PsqlExit(EXIT_BADCONN, `psql: error: ${message}`)
}

function checkSsl(mode: string): void {
  if (SSL_MODES.has(mode)) return
  if (mode === 'verify-ca' || mode === 'verify-full') throw unmodelled(`sslmode=${mode}`)
  throw new PsqlExit(EXIT_BADCONN, `psql: error: invalid sslmode value: "${mode}"`)
}

function checkEnvironment(env: Readonly<Record<string, string>>): void {
  for (const name of ['PGHOSTADDR', 'PGOPTIONS', 'PGSERVICE', 'PGPASSFILE', 'PGTARGETSESSIONATTRS'])
    if ((env[name] ?? '') !== '') throw unmodelled(name)
}

const REAL = 'Run this step with the real binary: --clients real.'

function unmodelled(what: string): NotModelled {
  return new NotModelled(`psql: ${what}`, REAL)
}
