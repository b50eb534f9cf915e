import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import {
  type ApiRequest,
  type ApiResponse,
  addressOf,
  api,
  findKind,
  isNotFound,
  type ResourceInfo,
  succeeded,
  textAt,
} from '../kubernetes/index.js'
import { type ArgoKind, FIELD_MANAGER, GROUP, VERSION } from './names.js'
import type { ResourceKey } from './objects.js'

/** A refusal of the API server, in its words. Caught where upstream turns an error into a message. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  readonly status: JsonObject

  constructor(status: JsonObject) {
    super(textAt(status, 'message'))
    this.status = status
  }
}

/** Resource, namespace and name of a request about an object; cluster-scoped kinds leave the namespace out. */
export function addressIn(info: ResourceInfo, { namespace, name }: Pick<ResourceKey, 'namespace' | 'name'>) {
  return { ...addressOf(info), name, ...(info.namespaced ? { namespace } : {}) }
}

/** An object of Argo CD's own API. */
export function ownAddress({ resource }: ArgoKind, namespace: string, name: string) {
  return { group: GROUP, version: VERSION, resource, namespace, name }
}

/** Read an object; undefined when it does not exist. Throws {@link ApiRefusal} for any other refusal. */
export function* find(address: Omit<ApiRequest, 'verb'>): Proc<JsonObject | undefined> {
  const response = yield* api({ ...address, verb: 'get' })
  if (succeeded(response)) return response.body
  if (isNotFound(response.body)) return undefined
  throw new ApiRefusal(response.body)
}

/** Send a write as the application controller and return the answer's object. Throws {@link ApiRefusal}. */
export function* write(request: ApiRequest, fieldManager = FIELD_MANAGER): Proc<JsonObject> {
  const response: ApiResponse = yield* api({ ...request, fieldManager })
  if (!succeeded(response)) throw new ApiRefusal(response.body)
  return response.body
}

/** Delete an object; false when it was gone already. Throws {@link ApiRefusal} for any other refusal. */
export function* remove(
  address: Omit<ApiRequest, 'verb'>,
  propagationPolicy: NonNullable<ApiRequest['propagationPolicy']>,
): Proc<boolean> {
  const response = yield* api({ ...address, verb: 'delete', propagationPolicy })
  if (succeeded(response)) return true
  if (isNotFound(response.body)) return false
  throw new ApiRefusal(response.body)
}

/** How the server serves the kind of an object; undefined when it does not. */
export function infoOf(infos: readonly ResourceInfo[], object: JsonObject): ResourceInfo | undefined {
  return findKind(infos, textAt(object, 'apiVersion'), textAt(object, 'kind'))
}
