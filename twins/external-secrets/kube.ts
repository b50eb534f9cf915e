import type { JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { type ApiRequest, api, isNotFound, itemsOf, succeeded } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { type Kind, USER_AGENT } from './names.js'
import { refusal, SyncError } from './sync-error.js'

/** Which object, in upstream's terms; `version` is that of the API, e.g. `v1`. */
export interface ObjectRef {
  readonly kind: Kind
  readonly version: string
  readonly namespace: string
  readonly name: string
}

/** An object of a built-in API in version v1. */
export function coreRef(kind: Kind, namespace: string, name: string): ObjectRef {
  return { kind, version: 'v1', namespace, name }
}

/** An ExternalSecret or a store, in the version the controller speaks. */
export function ownRef(behaviours: Behaviours, kind: Kind, namespace: string, name: string): ObjectRef {
  return { kind, version: behaviours.apiVersion, namespace, name }
}

/** Resource, namespace and name of a request about one object. */
export function addressOf(ref: ObjectRef) {
  const { group, resource } = ref.kind
  const address = { group, version: ref.version, resource, name: ref.name }
  return ref.namespace === '' ? address : { ...address, namespace: ref.namespace }
}

/** Read an object; undefined when it does not exist. Throws {@link SyncError} for any other refusal. */
export function* find(ref: ObjectRef, showManagedFields = false): Proc<JsonObject | undefined> {
  if (ref.name === '') return undefined
  const response = yield* api({
    verb: 'get',
    ...addressOf(ref),
    ...(showManagedFields ? { showManagedFields } : {}),
  })
  if (succeeded(response)) return response.body
  if (isNotFound(response.body)) return undefined
  throw refusal(response.body)
}

/**
 * What controller-runtime's cache says about an absent object: the kind stands where the resource should.
 * controller-runtime v0.23.1 pkg/cache/internal/cache_reader.go (Get).
 */
export function absent(ref: ObjectRef): SyncError {
  const { group, kind } = ref.kind
  return new SyncError(
    'other',
    `${group === '' ? kind : `${kind}.${group}`} ${JSON.stringify(ref.name)} not found`,
  )
}

/** Secrets of a namespace with a label. */
export function* listSecrets(namespace: string, labelSelector: string): Proc<readonly JsonObject[]> {
  const response = yield* api({
    verb: 'list',
    group: '',
    version: 'v1',
    resource: 'secrets',
    ...(namespace === '' ? {} : { namespace }),
    labelSelector,
  })
  if (!succeeded(response)) throw refusal(response.body)
  return itemsOf(response)
}

/** Send a write and return the stored object. Throws {@link SyncError} when it is refused. */
export function* write(
  request: Omit<ApiRequest, 'fieldManager'>,
  fieldManager = USER_AGENT,
): Proc<JsonObject> {
  const response = yield* api({ ...request, fieldManager })
  if (!succeeded(response)) throw refusal(response.body)
  return response.body
}

/** Delete an object; one that is gone already is fine. Answers whether it was there. */
export function* remove(ref: ObjectRef): Proc<boolean> {
  const response = yield* api({ verb: 'delete', ...addressOf(ref) })
  if (succeeded(response)) return true
  if (isNotFound(response.body)) return false
  throw refusal(response.body)
}
