import type { Assembly } from '../../contract/component.js'
import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Transaction } from '../../kernel/transaction.js'
import type { ApiRequest, ApiResponse } from '../client/api.js'
import { toTimestamp } from '../client/objects.js'
import { badRequest } from '../status-error.js'
import type { ServedResource } from './served-resource.js'

/** What every step of the pipeline gets. `warnings` collects the Warning headers of the answer. */
export interface RequestContext {
  readonly transaction: Transaction
  readonly request: ApiRequest
  readonly resource: ServedResource
  readonly assembly: Assembly
  /** Who is calling: pid of a process or `controller/<name>`; the actor of log entries. */
  readonly actor: string
  /** Who is named in managedFields. */
  readonly manager: string
  readonly warnings: string[]
}

/** The time of a request as the API writes it. Never before the newest write, whatever order requests run in. */
export function timestampOf({ transaction }: RequestContext): string {
  return toTimestamp(Math.max(transaction.now, transaction.base.now))
}

/** An answer with the warnings collected so far. */
export function answer(context: RequestContext, code: number, body: JsonObject): ApiResponse {
  return context.warnings.length === 0 ? { code, body } : { code, body, warnings: [...context.warnings] }
}

/** 201 with a Status instead of an object, as the subresources `binding` and `eviction` answer. */
export function answerCreated(context: RequestContext): ApiResponse {
  return answer(context, 201, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  })
}

/** The body as an object. Throws 400 for anything else. */
export function bodyObject({ request }: RequestContext): JsonObject {
  if (isObject(request.body)) return request.body
  throw badRequest('the request body must be a JSON object')
}

/** The namespace of the request; empty for cluster-scoped resources. */
export function namespaceOf({ request, resource }: RequestContext): string {
  return resource.type.namespaced ? (request.namespace ?? '') : ''
}

/** The name in the URL. Throws 400 when there is none. */
export function nameOf({ request }: RequestContext): string {
  if (request.name === undefined || request.name === '') throw badRequest('name must be provided')
  return request.name
}
