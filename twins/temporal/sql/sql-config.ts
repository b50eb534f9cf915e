import { qualify } from '../../contract/network.js'
import type { Target } from '../../contract/sql/requests.js'
import { NotModelled } from '../../kernel/errors.js'
import { isObject } from '../../kernel/json.js'

/** How a store is reached: `persistence.datastores.<name>.sql` of the server, or the flags of the tool. */
export interface SqlConfig {
  readonly pluginName: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** '': none is named, the defaults are tried. */
  readonly databaseName: string
  readonly connectAttributes: Readonly<Record<string, string>>
  /** How long a connection is used, in ms; 0: for ever. */
  readonly maxConnLifetimeMs: number
  /** Where names are resolved: the pod's namespace; '' outside of the cluster. */
  readonly namespace: string
}

/** The plugins of PostgreSQL: lib/pq and jackc/pgx. */
export const POSTGRES_PLUGINS: readonly string[] = ['postgres12', 'postgres12_pgx']

/** All plugins that are compiled in, as the error about an unknown one lists them (common/persistence/sql/store.go getPlugin). */
const SUPPORTED = ['mysql8', 'postgres12', 'postgres12_pgx', 'sqlite']

/** What is wrong with the plugin's name, or null. Throws {@link NotModelled} for SQLite. */
export function pluginProblem(name: string): string | null {
  if (name === 'sqlite') throw new NotModelled('Temporal: SQLite', 'Use postgres12 or postgres12_pgx.')
  if (SUPPORTED.includes(name)) return null
  return `plugin not supported: unknown plugin ${JSON.stringify(name)}, supported plugins: [${SUPPORTED.join(' ')}]`
}

/** Attributes that change nothing in the twin. */
const IGNORED = new Set([
  'sslmode',
  'connect_timeout',
  'application_name',
  'sslrootcert',
  'sslcert',
  'sslkey',
])

/**
 * Whom the driver logs in as. The DSN holds the user as it is, so that one with a character of URLs breaks it, and the password escaped as in a
 * query: a blank becomes `+`, which nobody turns back. Source: temporalio/temporal v1.29.1
 * common/persistence/sql/sqlplugin/postgresql/session/session.go (buildDSN). Throws {@link NotModelled} for a broken DSN.
 */
export function targetOf(config: SqlConfig, database: string): Target {
  const { host, port, user, password, namespace } = config
  if (/[@:/?#%\s]/.test(user)) {
    throw new NotModelled(
      `Temporal: the user ${JSON.stringify(user)} in a DSN`,
      'Use a name of letters and digits.',
    )
  }
  for (const name of Object.keys(config.connectAttributes)) {
    if (!IGNORED.has(name)) throw new NotModelled(`Temporal: connect attribute ${name}`, 'Leave it out.')
  }
  const received = password.replaceAll(' ', '+')
  return {
    host: qualify(host, namespace),
    port,
    user,
    database,
    ...(received === '' ? {} : { password: received }),
  }
}

/** Text of an unknown value, '' for anything that is no scalar. */
export function scalarText(value: unknown): string {
  return value === null || value === undefined || isObject(value) || Array.isArray(value) ? '' : String(value)
}
