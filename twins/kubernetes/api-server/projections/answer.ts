import { addHash, type Hash128, hashJson, hashString, mixHash } from '../../../kernel/hash.js'
import { isObject, type JsonObject } from '../../../kernel/json.js'
import type { Held } from '../../../kernel/process.js'
import type { ApiRequest, ApiResponse } from '../../client/api.js'
import { metadataOf, OBJECTS, objectKey, textAt } from '../../client/objects.js'
import { exactObject } from './exact.js'

/** Digest of an answer for process fingerprints: objects as in the exact fingerprint, without versions and times. */
export function digestOfAnswer({ code, body, warnings }: ApiResponse): Hash128 {
  const head = hashString(`${code} ${(warnings ?? []).join('\n')}`)
  return mixHash(head, bodyDigest(body))
}

function bodyDigest(body: JsonObject): Hash128 {
  if (body['kind'] === 'Status') return hashJson(body)
  const { items } = body
  if (!Array.isArray(items)) return objectDigest(body)
  let hash = hashString(`\u0002${items.length}`)
  for (const item of items) hash = mixHash(hash, isObject(item) ? objectDigest(item) : hashJson(item))
  return hash
}

function objectDigest(object: JsonObject): Hash128 {
  return addHash(hashString('\u0003'), exactObject(object, '') ?? hashString(''))
}

/** The rows whose version an answer carries: of the object, or of every object of a list. */
export function heldByAnswer(request: ApiRequest, { code, body }: ApiResponse): readonly Held[] {
  if (code >= 400 || request.resource === '*') return []
  const { items } = body
  const objects = Array.isArray(items) ? items : [body]
  return objects.filter(isObject).flatMap((object) => heldBy(request, object))
}

function heldBy({ group, resource }: ApiRequest, object: JsonObject): readonly Held[] {
  const metadata = metadataOf(object)
  const version = textAt(metadata, 'resourceVersion')
  if (version === '') return []
  const key = objectKey(group, resource, textAt(metadata, 'namespace'), textAt(metadata, 'name'))
  return [{ table: OBJECTS, key, version }]
}
