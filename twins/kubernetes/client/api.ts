import type { Json, JsonObject } from '../../kernel/json.js'
import type { Call, Proc } from '../../kernel/process.js'
import { call } from '../../kernel/requests.js'

/** The port of the API server. */
export const API_PORT = 'api'

/** A resource as it stands in a URL. `group` is '' for core. */
export interface Resource {
  readonly group: string
  readonly version: string
  /** Plural, e.g. `deployments`. */
  readonly resource: string
}

export type Verb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

/**
 * One request to the API server, in upstream's terms. Absent members are upstream's defaults.
 * Discovery is asked with `resource: 'discovery'`, group `rehearse.internal` (see `discoverResources`).
 */
export interface ApiRequest extends Resource {
  readonly verb: Verb
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: 'status' | 'scale' | 'eviction' | 'binding' | 'log' | 'finalize'
  readonly body?: JsonObject | readonly Json[]
  readonly patchType?: PatchType
  readonly fieldManager?: string
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict'
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** DELETE only. */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  /** LIST from in-process actors only: an informer's indexer, e.g. `{ name: 'owner', key: uid }`. */
  readonly index?: { readonly name: ObjectIndex; readonly key: string }
  /**
   * LIST of pods by `owner` only, from in-process actors: items `{ node, count }`, how many active pods of the owner each
   * node has, instead of the pods.
   */
  readonly countByNode?: boolean
  /** LOG only: the answer's body is `{ kind: 'PodLog', text }`. */
  readonly container?: string
  /** LOG only: the instance before the current one. */
  readonly previous?: boolean
  /** Answer with `metadata.managedFields`, which are left out otherwise. */
  readonly showManagedFields?: boolean
}

/**
 * Indexes of the object store: `owner`: uid of an owner reference; `node`: spec.nodeName of pods;
 * `secret`/`configMap`: `namespace/name` a pod refers to; `antiAffinity`: the key `required` for pods that keep others
 * away.
 */
export type ObjectIndex = 'owner' | 'node' | 'secret' | 'configMap' | 'antiAffinity'

/** `code` is the HTTP status. On failure `body` is a `Status`; a list is `{ kind: 'XList', metadata, items }`. */
export interface ApiResponse {
  readonly code: number
  readonly body: JsonObject
  readonly warnings?: readonly string[]
}

export const succeeded = (response: ApiResponse): boolean => response.code < 400

/** The call of a request, for `waitUntil({ reads })`. */
export function apiCall(request: ApiRequest): Call {
  return { port: API_PORT, payload: request as unknown as JsonObject }
}

/** Send a request to the API server. Refusals come back as a `Status`. */
export function* api(request: ApiRequest): Proc<ApiResponse> {
  return (yield* call(API_PORT, request as unknown as JsonObject)) as unknown as ApiResponse
}

/** Items of a list response. */
export function itemsOf(response: ApiResponse): readonly JsonObject[] {
  return (response.body['items'] ?? []) as unknown as readonly JsonObject[]
}
