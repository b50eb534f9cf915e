import { RehearseError } from '../kernel/errors.js'
import type { Json, JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import {
  type ApiRequest,
  api,
  isAlreadyExists,
  isNotFound,
  itemsOf,
  metadataOf,
  recordEvent,
  succeeded,
  textAt,
} from '../kubernetes/index.js'
import { type Kind, MANAGER } from './names.js'

/** What ends a look at an object before its end; the message is upstream's or the API server's, and the look is repeated. */
export class ReconcileError extends RehearseError {
  override readonly name = 'ReconcileError'

  constructor(message: string) {
    super(message, { code: 'cnpg-reconcile-error' })
  }
}

/** The members of a request that address one object; cluster-scoped ones have the namespace ''. */
function addressOf(kind: Kind, namespace: string, name: string) {
  const { group, version, resource } = kind
  const address = { group, version, resource, name }
  return namespace === '' ? address : { ...address, namespace }
}

/** An object, or undefined when there is none. Throws {@link ReconcileError} for any other refusal. */
export function* find(kind: Kind, namespace: string, name: string): Proc<JsonObject | undefined> {
  if (name === '') return undefined
  const response = yield* api({ verb: 'get', ...addressOf(kind, namespace, name) })
  if (succeeded(response)) return response.body
  if (isNotFound(response.body)) return undefined
  throw refusal(response.body)
}

/** Objects of a namespace, by label. */
export function* list(kind: Kind, namespace: string, labelSelector = ''): Proc<readonly JsonObject[]> {
  const { group, version, resource } = kind
  const selected = labelSelector === '' ? {} : { labelSelector }
  const response = yield* api({ verb: 'list', group, version, resource, namespace, ...selected })
  if (!succeeded(response)) throw refusal(response.body)
  return itemsOf(response)
}

/** Create an object; undefined when one of that name is there already. */
export function* create(kind: Kind, body: JsonObject): Proc<JsonObject | undefined> {
  const { group, version, resource } = kind
  const namespace = textAt(body, 'metadata', 'namespace')
  const request = { verb: 'create', group, version, resource, namespace, body } as const
  const response = yield* api({ ...request, fieldManager: MANAGER })
  if (succeeded(response)) return response.body
  if (isAlreadyExists(response.body)) return undefined
  throw refusal(response.body)
}

/** Merge patch of an object, or of its status. */
export function* patch(
  kind: Kind,
  object: JsonObject,
  body: JsonObject,
  subresource?: 'status',
): Proc<JsonObject> {
  const metadata = metadataOf(object)
  const address = addressOf(kind, textAt(metadata, 'namespace'), textAt(metadata, 'name'))
  const request: ApiRequest = { verb: 'patch', ...address, patchType: 'merge', body, fieldManager: MANAGER }
  const response = yield* api(subresource === undefined ? request : { ...request, subresource })
  if (!succeeded(response)) throw refusal(response.body)
  return response.body
}

/** Delete an object and, in the background, what it owns; one that is gone already is fine. */
export function* remove(kind: Kind, object: JsonObject): Proc<void> {
  const metadata = metadataOf(object)
  const address = addressOf(kind, textAt(metadata, 'namespace'), textAt(metadata, 'name'))
  const uid = textAt(metadata, 'uid')
  const request = { verb: 'delete', ...address, propagationPolicy: 'Background' } as const
  const response = yield* api({ ...request, preconditions: { uid } })
  if (!succeeded(response) && !isNotFound(response.body)) throw refusal(response.body)
}

/** Record an event about an object. */
export function* tell(
  involved: JsonObject,
  reason: string,
  message: string,
  type: 'Normal' | 'Warning' = 'Normal',
): Proc<void> {
  yield* recordEvent({ involved, type, reason, message, component: MANAGER })
}

/**
 * The owner reference of what the operator makes. cloudnative-pg v1.30.0 pkg/utils/ownership.go (SetAsOwnedBy); pods also
 * block the deletion of their owner.
 */
export function ownedBy(owner: JsonObject, blocks = false): readonly JsonObject[] {
  const { name, uid } = metadataOf(owner) as { readonly name: string; readonly uid: string }
  const reference = { apiVersion: String(owner['apiVersion']), kind: String(owner['kind']), name, uid }
  return [{ ...reference, controller: true, ...(blocks ? { blockOwnerDeletion: true } : {}) }]
}

/** Text of a Secret's key; undefined when there is no such key. */
export function decoded(secret: JsonObject, key: string): string | undefined {
  const value = (secret['data'] as Readonly<Record<string, Json>> | undefined)?.[key]
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : undefined
}

/** Texts as the data of a Secret. */
export function encoded(texts: Readonly<Record<string, string>>): JsonObject {
  const entries = Object.entries(texts).map(([key, text]) => [
    key,
    Buffer.from(text, 'utf8').toString('base64'),
  ])
  return Object.fromEntries(entries) as JsonObject
}

function refusal(body: JsonObject): ReconcileError {
  return new ReconcileError(textAt(body, 'message'))
}
