import type { Assembly } from '../../contract/component.js'
import type { Json, JsonObject } from '../../kernel/json.js'
import type { Caller, Port } from '../../kernel/port.js'
import type { Transaction } from '../../kernel/transaction.js'
import { API_PORT, type ApiRequest, type ApiResponse, type Verb } from '../client/api.js'
import { INTERNAL_GROUP } from '../client/discovery.js'
import { groupResource, OBJECTS } from '../client/objects.js'
import { StatusError } from '../status-error.js'
import { discovery } from './discovery.js'
import { dispatch } from './dispatch.js'
import { managerOf } from './managed-fields.js'
import { digestOfAnswer, heldByAnswer } from './projections/answer.js'
import type { RequestContext } from './request-context.js'
import { checkScope, resolveResource, terminatingDefinition } from './resolve-resource.js'
import { noteOpaqueRead } from './resources/opaque.js'
import { warningsOf } from './served-resource.js'

/** Nominal round trip of a request inside a cluster, in ms. */
const LATENCY_MS = 10

const READS: ReadonlySet<Verb> = new Set(['get', 'list'])

/**
 * The Kubernetes API server: the only way to read and write API objects (design D4). Its answers, refusals included, are
 * upstream's of version 1.36; the folder's README lists what is not modelled.
 */
export function createApiServer(assembly: Assembly): Port {
  return {
    name: API_PORT,
    latencyMs: LATENCY_MS,
    handle: (transaction, payload, caller) =>
      handle(assembly, transaction, payload as unknown as ApiRequest, caller) as unknown as Json,
    describe: (payload) => describe(payload as unknown as ApiRequest),
    digest: (answer) => digestOfAnswer(answer as unknown as ApiResponse),
    held: (payload, answer) =>
      heldByAnswer(payload as unknown as ApiRequest, answer as unknown as ApiResponse),
  }
}

function handle(
  assembly: Assembly,
  transaction: Transaction,
  request: ApiRequest,
  caller: Caller,
): ApiResponse {
  if (request.group === INTERNAL_GROUP) return discovery(transaction)
  if (request.resource === '*' && request.index !== undefined) return listAnything(transaction, request)
  try {
    return dispatch(contextOf(assembly, transaction, request, caller))
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    logRefusal(transaction, request, caller, error)
    return { code: error.httpCode, body: error.status }
  }
}

function contextOf(
  assembly: Assembly,
  transaction: Transaction,
  request: ApiRequest,
  { actor }: Caller,
): RequestContext {
  const { resource, terminating } = resolveResource(transaction, request)
  checkScope(resource, request)
  if (terminating && request.verb === 'create') throw terminatingDefinition(resource)
  if (resource.custom && READS.has(request.verb)) {
    const place = [request.namespace ?? '', request.name ?? ''].join('/')
    noteOpaqueRead(transaction, { group: resource.group, resource: resource.resource, actor, place })
  }
  const warnings = warningsOf(resource)
  const manager = managerOf(transaction, request.fieldManager, actor)
  return { transaction, request, resource, assembly, actor, manager, warnings }
}

function logRefusal(
  transaction: Transaction,
  request: ApiRequest,
  { actor }: Caller,
  { message }: StatusError,
): void {
  if (READS.has(request.verb) || request.dryRun === true) return
  transaction.append({ kind: 'refused', port: API_PORT, summary: describe(request), message }, actor)
}

/** In-process actors only: an index over all resources, e.g. everything an owner owns; rows in their storage version. */
function listAnything(transaction: Transaction, { index, namespace }: ApiRequest): ApiResponse {
  const { name, key } = index as NonNullable<ApiRequest['index']>
  const rows = transaction.byIndex<JsonObject>(OBJECTS, name, key)
  const wanted = namespace === undefined ? rows : rows.filter((row) => row.key.split('/')[1] === namespace)
  const metadata = { resourceVersion: String(transaction.revision) }
  return {
    code: 200,
    body: { kind: 'List', apiVersion: 'v1', metadata, items: wanted.map((row) => row.value) },
  }
}

/** `PATCH deployments.apps/status tracecat/api`: verb, resource, namespace and name; never a value. */
function describe(request: ApiRequest): string {
  const { verb, group, resource, subresource, namespace, name } = request
  const what = groupResource(group, resource) + (subresource === undefined ? '' : `/${subresource}`)
  const where = [namespace, name ?? nameInBody(request)].filter((part) => part !== undefined && part !== '')
  return [verb.toUpperCase(), what, where.join('/')].filter((part) => part !== '').join(' ')
}

function nameInBody({ body }: ApiRequest): string | undefined {
  const metadata = (body as JsonObject | undefined)?.['metadata'] as JsonObject | undefined
  const name = metadata?.['name'] ?? metadata?.['generateName']
  return typeof name === 'string' ? name : undefined
}
