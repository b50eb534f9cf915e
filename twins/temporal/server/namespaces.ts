import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { literal } from '../sql/admin-db.js'
import type { DatabaseHandle, Executed } from '../sql/database-handle.js'
import type { NamespaceArchival } from './archival.js'

/** The partition that holds all namespaces, and their version. */
const PARTITION = 54321
const DUPLICATE = '23505'

/** A namespace as the store holds it. Upstream serialises it as Proto3; here its data is JSON. */
export interface Namespace extends JsonObject {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly ownerEmail: string
  /** Go duration. */
  readonly retention: string
  readonly history: NamespaceArchival
  readonly visibility: NamespaceArchival
}

/** A refusal with its code of gRPC. */
export interface ServiceError extends JsonObject {
  readonly code: 'AlreadyExists' | 'NotFound' | 'InvalidArgument' | 'Unavailable'
  readonly message: string
}

export type Answer<T> = { readonly ok: T } | { readonly error: ServiceError }

/**
 * Write a namespace under the lock of the row of all namespaces' version, in one transaction. `NamespaceAlreadyExists`: `name: x`; a lost row:
 * `Failed to lock namespace metadata. …`. Source: temporalio/temporal v1.29.1 common/persistence/sql/metadata.go (CreateNamespace).
 */
export function* createNamespace(db: DatabaseHandle, namespace: Namespace): Proc<Answer<null>> {
  const { id, name } = namespace
  const bytes = `'\\x${id.replaceAll('-', '')}'::bytea`
  const locked = `namespace_metadata WHERE partition_id = ${PARTITION}`
  const executed = yield* db.execute(
    [
      `SELECT notification_version FROM ${locked} FOR UPDATE`,
      `INSERT INTO namespaces (partition_id, id, name, notification_version, data, data_encoding, is_global) SELECT ${PARTITION}, ${bytes}, ${literal(name)}, notification_version, ${dataOf(namespace)}, 'Json', false FROM ${locked}`,
      `UPDATE namespace_metadata SET notification_version = notification_version + 1 WHERE partition_id = ${PARTITION} RETURNING notification_version`,
    ].join('; '),
  )
  if (executed.ok)
    return executed.result?.rows.length === 1 ? { ok: null } : lockFailed('sql: no rows in result set')
  if (executed.sqlstate === DUPLICATE) return refusal('AlreadyExists', `name: ${name}`)
  return lockFailed(executed.error)
}

/** Source: as above (UpdateNamespace); that others may have changed it in between is not looked at. */
export function* updateNamespace(db: DatabaseHandle, namespace: Namespace): Proc<Answer<null>> {
  const executed = yield* db.execute(
    [
      `UPDATE namespaces SET data = ${dataOf(namespace)}, notification_version = (SELECT notification_version FROM namespace_metadata WHERE partition_id = ${PARTITION}) WHERE partition_id = ${PARTITION} AND name = ${literal(namespace.name)}`,
      `UPDATE namespace_metadata SET notification_version = notification_version + 1 WHERE partition_id = ${PARTITION} RETURNING notification_version`,
    ].join('; '),
  )
  if (!executed.ok) return lockFailed(executed.error)
  return executed.result?.rows.length === 1 ? { ok: null } : lockFailed('sql: no rows in result set')
}

/** One namespace by its name. Source: as above (GetNamespace); api-go serviceerror/namespace_not_found.go. */
export function* getNamespace(db: DatabaseHandle, name: string): Proc<Answer<Namespace>> {
  const executed = yield* db.execute(`${SELECT} AND name = ${literal(name)}`)
  if (!executed.ok) return refusal('Unavailable', `GetNamespace operation failed. Error ${executed.error}`)
  const [found] = namespacesOf(executed)
  return found === undefined ? refusal('NotFound', `Namespace ${name} is not found.`) : { ok: found }
}

/** All of them, by id. Source: as above (ListNamespaces). */
export function* listNamespaces(db: DatabaseHandle): Proc<Answer<readonly Namespace[]>> {
  const executed = yield* db.execute(`${SELECT} ORDER BY id`)
  if (executed.ok) return { ok: namespacesOf(executed) }
  const message = `ListNamespaces operation failed. Failed to get namespace rows. Error: ${executed.error}`
  return refusal('Unavailable', message)
}

const SELECT = `SELECT convert_from(data, 'UTF8') FROM namespaces WHERE partition_id = ${PARTITION}`

function namespacesOf(executed: Executed): readonly Namespace[] {
  const rows = executed.ok ? (executed.result?.rows ?? []) : []
  return rows.map(([data]) => JSON.parse(data ?? '{}') as Namespace)
}

function dataOf(namespace: Namespace): string {
  return `convert_to(${literal(JSON.stringify(namespace))}, 'UTF8')`
}

function lockFailed(error: string): Answer<never> {
  return refusal('Unavailable', `Failed to lock namespace metadata. Error: ${error}`)
}

export function refusal(code: ServiceError['code'], message: string): Answer<never> {
  return { error: { code, message } }
}

/** 32 hexadecimal digits as a UUID. */
export function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
