import type { Json, JsonObject } from '../../kernel/json.js'
import type { Proc, Program } from '../../kernel/process.js'
import { mint, report } from '../../kernel/requests.js'
import { formatGoDuration } from '../../kubernetes/index.js'
import { DatabaseHandle, type HandleState } from '../sql/database-handle.js'
import type { SqlConfig } from '../sql/sql-config.js'
import { serverLog } from '../zap.js'
import {
  type ArchivalConfig,
  type ArchivalRequest,
  type NamespaceArchival,
  NEVER_ENABLED,
  nextArchival,
} from './archival.js'
import {
  type Answer,
  createNamespace,
  getNamespace,
  listNamespaces,
  type Namespace,
  refusal,
  updateNamespace,
  uuidOf,
} from './namespaces.js'

/** What a client asks of the frontend. */
export type FrontendRequest = JsonObject &
  (
    | { readonly method: 'GetSystemInfo' | 'ListNamespaces' }
    | { readonly method: 'DescribeNamespace'; readonly name: string }
    | ({ readonly method: 'RegisterNamespace' | 'UpdateNamespace' } & NamespaceRequest)
  )

/** Of a registration or an update; what is empty is left as it is. */
export interface NamespaceRequest extends JsonObject {
  readonly name: string
  readonly description: string
  readonly ownerEmail: string
  /** 0: none is given. */
  readonly retentionMs: number
  readonly history: ArchivalRequest
  readonly visibility: ArchivalRequest
}

/** Shortest retention of a namespace of one cluster (common/namespace/const.go). */
const MIN_RETENTION_MS = 3_600_000

/**
 * The frontend's answer to one request, which it reports: `{ ok }`, or `{ error: { code, message } }` with a code of gRPC. It uses the connection of the server
 * that listens. Source: temporalio/temporal v1.29.1 service/frontend/namespace_handler.go.
 */
export const frontend: Program = function* (args) {
  const handle = args['handle'] as unknown as HandleState
  const db = new DatabaseHandle(
    args['store'] as unknown as SqlConfig,
    serverLog,
    String(args['release']),
    handle,
  )
  const request = args['request'] as FrontendRequest
  const answer = yield* answerTo(request, db, args['archival'] as unknown as ArchivalConfig)
  yield* report(answer as unknown as Json)
  return 0
}

function* answerTo(
  request: FrontendRequest,
  db: DatabaseHandle,
  archival: ArchivalConfig,
): Proc<Answer<unknown>> {
  switch (request.method) {
    case 'GetSystemInfo':
      return { ok: null }
    case 'ListNamespaces':
      return yield* listNamespaces(db)
    case 'DescribeNamespace':
      return yield* getNamespace(db, request.name)
    case 'RegisterNamespace':
      return yield* register(request, db, archival)
    case 'UpdateNamespace':
      return yield* update(request, db, archival)
  }
}

function* register(
  request: NamespaceRequest,
  db: DatabaseHandle,
  archival: ArchivalConfig,
): Proc<Answer<null>> {
  const { name, retentionMs } = request
  if (retentionMs < MIN_RETENTION_MS)
    return refusal('InvalidArgument', 'A valid retention period is not set on request.')
  const known = yield* getNamespace(db, name)
  if ('ok' in known) return refusal('AlreadyExists', `Namespace ${JSON.stringify(name)} already exists`)
  if (known.error.code !== 'NotFound') return known
  const next = archivalOf({ history: NEVER_ENABLED, visibility: NEVER_ENABLED }, request, archival, true)
  if (typeof next === 'string') return refusal('InvalidArgument', next)
  const created = yield* createNamespace(db, {
    id: uuidOf(yield* mint('temporal-namespace', name)),
    name,
    description: request.description,
    ownerEmail: request.ownerEmail,
    retention: formatGoDuration(retentionMs),
    ...next,
  })
  if ('ok' in created) {
    yield* serverLog('info', 'Register namespace succeeded', 'namespace_handler.go', { 'wf-namespace': name })
  }
  return created
}

function* update(
  request: NamespaceRequest,
  db: DatabaseHandle,
  archival: ArchivalConfig,
): Proc<Answer<null>> {
  const known = yield* getNamespace(db, request.name)
  if ('error' in known) return known
  const { retentionMs, description, ownerEmail } = request
  if (retentionMs !== 0 && retentionMs < MIN_RETENTION_MS)
    return refusal('InvalidArgument', 'A valid retention period is not set on request.')
  const next = archivalOf(known.ok, request, archival, false)
  if (typeof next === 'string') return refusal('InvalidArgument', next)
  return yield* updateNamespace(db, {
    ...known.ok,
    description: description || known.ok.description,
    ownerEmail: ownerEmail || known.ok.ownerEmail,
    retention: retentionMs === 0 ? known.ok.retention : formatGoDuration(retentionMs),
    ...next,
  })
}

type Archivals = Pick<Namespace, 'history' | 'visibility'>

function archivalOf(
  current: Archivals,
  request: NamespaceRequest,
  settings: ArchivalConfig,
  registering: boolean,
): Archivals | string {
  const next = (what: 'history' | 'visibility'): NamespaceArchival | string =>
    nextArchival(current[what], request[what], settings[what], registering)
  const history = next('history')
  const visibility = next('visibility')
  if (typeof history === 'string') return history
  return typeof visibility === 'string' ? visibility : { history, visibility }
}
