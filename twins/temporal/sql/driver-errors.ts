import type { NoConnection } from '../../contract/sql/requests.js'
import type { SqlError } from '../../contract/sql/values.js'
import type { SqlConfig } from './sql-config.js'

/** Where names are looked up in a cluster; messages of Go's resolver name it. */
const CLUSTER_DNS = '10.96.0.10:53'

/**
 * An error of the server as the driver prints it; DETAIL is in neither. Sources: lib/pq v1.10.9 error.go (Error), jackc/pgx v5.7.2
 * pgconn/errors.go (PgError.Error).
 */
export function serverErrorText(pluginName: string, error: SqlError): string {
  return pluginName === 'postgres12'
    ? `pq: ${error.message}`
    : `${error.severity}: ${error.message} (SQLSTATE ${error.sqlstate})`
}

/**
 * Why there is no connection, in the driver's words. Without a password both send an empty one, which is a wrong one.
 * Sources: as above, and Go 1.24 net (OpError.Error, DNSError.Error), jackc/pgx v5.7.2 pgconn/pgconn.go (connectOne).
 */
export function connectErrorText(config: SqlConfig, database: string, answer: NoConnection): string {
  const { pluginName, user } = config
  if (answer.kind === 'unreachable') return dialText(config, database, answer)
  const error = answer.kind === 'refused' ? answer.error : wrongPassword(user)
  if (pluginName === 'postgres12') return serverErrorText(pluginName, error)
  const step = error.sqlstate === '28P01' ? 'failed SASL auth' : 'server error'
  return pgxPrefix(config, database, `${placeText(answer)}: ${step}: ${serverErrorText(pluginName, error)}`)
}

function wrongPassword(user: string): SqlError {
  return {
    severity: 'FATAL',
    sqlstate: '28P01',
    message: `password authentication failed for user "${user}"`,
  }
}

function dialText(
  config: SqlConfig,
  database: string,
  answer: NoConnection & { readonly kind: 'unreachable' },
): string {
  const { host, port } = answer.place
  const pgx = config.pluginName === 'postgres12_pgx'
  if (answer.reason === 'unknown-host') {
    const server = config.namespace === '' ? '' : ` on ${CLUSTER_DNS}`
    const lookup = `lookup ${config.host}${server}: no such host`
    return pgx ? pgxPrefix(config, database, `hostname resolving error: ${lookup}`) : `dial tcp: ${lookup}`
  }
  const why = answer.reason === 'timeout' ? 'connection timed out' : 'connection refused'
  const dial = `dial tcp ${answer.place.address || host}:${port}: connect: ${why}`
  return pgx ? pgxPrefix(config, database, `${placeText(answer)}: dial error: ${dial}`) : dial
}

function placeText({ place }: NoConnection): string {
  return `${place.address || place.host}:${place.port} (${place.host})`
}

function pgxPrefix({ user }: SqlConfig, database: string, details: string): string {
  return `failed to connect to \`user=${user} database=${database}\`: ${details}`
}
