import { type Json, type JsonObject, jsonEqual } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { type ApiResponse, api, type Resource, succeeded } from '../client/api.js'
import { metadataOf, objectAt, textAt } from '../client/objects.js'

/** PUT of the status subresource with the resourceVersion that was read; nothing is sent when it is already so. */
export function* writeStatus(resource: Resource, object: JsonObject, status: JsonObject): Proc<WriteResult> {
  const before = objectAt(object, 'status')
  const next = UNMODELLED in before ? { ...status, [UNMODELLED]: before[UNMODELLED] as Json } : status
  if (jsonEqual(before, next)) return { object, error: undefined }
  return yield* putStatus(resource, { ...object, status: next })
}

/** Not counted here; what a restored workload says of it stays, so that it is no reason to write. */
const UNMODELLED = 'terminatingReplicas'

/** PUT of the status subresource of an object whose metadata may have changed as well. */
export function* putStatus(resource: Resource, object: JsonObject): Proc<WriteResult> {
  const metadata = metadataOf(object)
  const response = yield* api({
    verb: 'update',
    ...resource,
    subresource: 'status',
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    body: object,
  })
  return succeeded(response)
    ? { object: response.body, error: undefined }
    : { object, error: failureOf(response) }
}

/** The object as it is now, or the refusal's message. */
export interface WriteResult {
  readonly object: JsonObject
  readonly error: string | undefined
}

/** The message of a refusal. */
export function failureOf(response: ApiResponse): string {
  return textAt(response.body, 'message')
}
