import { administer, sql } from '../../contract/sql/client.js'
import type { JsonObject } from '../../kernel/json.js'
import type { Proc, Program } from '../../kernel/process.js'
import { print, printError } from '../../kernel/requests.js'
import { arrayAt, objectAt, textAt } from '../../kubernetes/index.js'
import { archiveOf, recoverySource } from '../archive.js'
import { applicationOf, imageOf, majorVersionOf, serverOf } from '../cluster.js'
import { find } from '../kube.js'
import { CLUSTER } from '../names.js'
import { identifier, literal } from '../sql.js'

const FAILED = 1

/**
 * `instance init`: a new server with what `bootstrap.initdb` asks for, as the superuser. An error of the server ends the job.
 * cloudnative-pg v1.30.0 pkg/management/postgres/initdb.go (Bootstrap, ConfigureNewInstance).
 */
export const instanceInit: Program = function* (args) {
  const cluster = yield* ownCluster(args)
  if (cluster === undefined) return FAILED
  const server = serverName(args)
  const version = majorVersionOf(imageOf(cluster)) ?? ''
  yield* administer({ op: 'remove-server', server })
  yield* administer({ op: 'create-server', server, version, runBy: textAt(args, 'pod') })
  const problem = yield* runAll(server, initStatements(cluster))
  yield* administer({ op: 'set-status', server, status: 'down' })
  return yield* ended(problem)
}

/** `instance join`: replicas share the server of their primary, so there is nothing to copy. */
export const instanceJoin: Program = function* () {
  yield* print('Base backup completed')
  return 0
}

/**
 * `instance restore`: the server as the archive has it, under this Cluster's name, with the application's role and database if they are
 * missing. cloudnative-pg v1.30.0 pkg/management/postgres/restore.go (RestoreInstance), initdb.go (ConfigureNewInstance).
 */
export const instanceRestore: Program = function* (args) {
  const cluster = yield* ownCluster(args)
  if (cluster === undefined) return FAILED
  const server = serverName(args)
  const source = yield* recoverySource(cluster)
  if (source.kind === 'missing') return yield* ended(source.message)
  yield* administer({ op: 'remove-server', server })
  const archive = yield* archiveOf(cluster, source.backup)
  yield* administer({
    op: 'copy-server',
    server: archive,
    copy: server,
    runBy: textAt(args, 'pod'),
    status: 'up',
  })
  const problem = yield* runAll(server, yield* missingApplication(server, cluster))
  yield* administer({ op: 'set-status', server, status: 'down' })
  return yield* ended(problem)
}

interface Statement {
  readonly database: string
  readonly statement: string
}

function serverName(args: JsonObject): string {
  return serverOf(textAt(args, 'namespace'), textAt(args, 'env', 'CLUSTER_NAME'))
}

function* ownCluster(args: JsonObject): Proc<JsonObject | undefined> {
  const cluster = yield* find(CLUSTER, textAt(args, 'namespace'), textAt(args, 'env', 'CLUSTER_NAME'))
  if (cluster === undefined) yield* printError('Error while getting cluster')
  return cluster
}

/** What a new server gets, in upstream's order. The role of replication has no password: it logs in by certificate. */
function initStatements(cluster: JsonObject): readonly Statement[] {
  const initdb = objectAt(cluster, 'spec', 'bootstrap', 'initdb')
  const application = applicationOf(cluster)
  const texts = (field: string, database: string) =>
    arrayAt(initdb, field).map((statement) => ({ database, statement: String(statement) }))
  const superuser = (statement: string) => ({ database: 'postgres', statement })
  return [
    superuser('CREATE USER streaming_replica REPLICATION'),
    ...(application === undefined ? [] : [superuser(createOwner(application.owner))]),
    ...texts('postInitSQL', 'postgres'),
    ...texts('postInitTemplateSQL', 'template1'),
    ...(application === undefined
      ? []
      : [
          superuser(createDatabase(application.database, application.owner)),
          ...texts('postInitApplicationSQL', application.database),
        ]),
  ]
}

function createOwner(owner: string): string {
  return `CREATE ROLE ${identifier(owner)} LOGIN`
}

function createDatabase(database: string, owner: string): string {
  return `CREATE DATABASE ${identifier(database)} OWNER ${identifier(owner)}`
}

/** A restored server has its own roles and databases; only what is missing is made. */
function* missingApplication(server: string, cluster: JsonObject): Proc<readonly Statement[]> {
  const application = applicationOf(cluster)
  if (application === undefined) return []
  const query = `SELECT (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname = ${literal(application.owner)}),
    (SELECT count(*) FROM pg_catalog.pg_database WHERE datname = ${literal(application.database)})`
  const answer = yield* sql({ server, trusted: true, user: 'postgres', database: 'postgres' }, query)
  const [row] = answer.kind === 'done' ? (answer.results[0]?.rows ?? []) : []
  const statements: string[] = []
  if (row?.[0] === '0') statements.push(createOwner(application.owner))
  if (row?.[1] === '0') statements.push(createDatabase(application.database, application.owner))
  return statements.map((statement) => ({ database: 'postgres', statement }))
}

/** Runs statements as the superuser; the first error's text, or undefined. */
function* runAll(server: string, statements: readonly Statement[]): Proc<string | undefined> {
  for (const { database, statement } of statements) {
    const answer = yield* sql({ server, trusted: true, user: 'postgres', database }, statement)
    if (answer.kind === 'done' && answer.error === null) continue
    const error = answer.kind === 'done' || answer.kind === 'refused' ? answer.error : null
    return error === null
      ? 'the server does not answer'
      : `ERROR: ${error.message} (SQLSTATE ${error.sqlstate})`
  }
  return undefined
}

function* ended(problem: string | undefined): Proc<number> {
  if (problem === undefined) return 0
  yield* printError(`Error while bootstrapping data directory: ${problem}`)
  return FAILED
}
