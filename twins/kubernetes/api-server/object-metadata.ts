import { type Json, type JsonObject, stableStringify } from '../../kernel/json.js'
import { arrayAt, metadataOf, numberAt, textAt } from '../client/objects.js'
import { badRequest } from '../status-error.js'
import { namespaceOf, type RequestContext } from './request-context.js'

/** What a client may send but only the server sets. Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/meta.go. */
const SYSTEM_FIELDS = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
  'generation',
  'resourceVersion',
] as const

/** An object with other metadata; the same reference when it is the one it has. */
export function withMetadata(object: JsonObject, metadata: JsonObject): JsonObject {
  return metadata === object['metadata'] ? object : { ...object, metadata }
}

/** Sets or (with undefined) removes members; the same reference when nothing changes. */
export function withMembers(
  object: JsonObject,
  members: Readonly<Record<string, Json | undefined>>,
): JsonObject {
  let copy: Record<string, Json> | undefined
  for (const [name, value] of Object.entries(members)) {
    if (object[name] === value) continue
    copy ??= { ...object }
    if (value === undefined) delete copy[name]
    else copy[name] = value
  }
  return copy ?? object
}

/** Metadata without what only the server sets. */
export function wipeSystemFields(metadata: JsonObject): JsonObject {
  return withMembers(metadata, Object.fromEntries(SYSTEM_FIELDS.map((field) => [field, undefined])))
}

/**
 * Metadata of an update with what a client cannot change taken from the stored object.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/update.go (BeforeUpdate).
 */
export function restoreSystemFields(metadata: JsonObject, stored: JsonObject): JsonObject {
  return withMembers(metadata, {
    uid: metadata['uid'] ?? stored['uid'],
    resourceVersion: stored['resourceVersion'],
    creationTimestamp: stored['creationTimestamp'],
    deletionTimestamp: stored['deletionTimestamp'],
    deletionGracePeriodSeconds: stored['deletionGracePeriodSeconds'],
    generation: stored['generation'],
    selfLink: undefined,
    managedFields: undefined,
    // Like Go's encoder, which never prints an empty namespace; the URL has decided it.
    namespace: stored['namespace'],
  })
}

/**
 * The object in the namespace of the request.
 * Throws 400 when the body names another one.
 * Source: kubernetes/apiserver v0.36.3 pkg/registry/rest/meta.go (EnsureObjectNamespaceMatchesRequestNamespace).
 */
export function inRequestNamespace(context: RequestContext, object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const own = textAt(metadata, 'namespace')
  const wanted = namespaceOf(context)
  if (own !== '' && wanted !== '' && own !== wanted) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return withMetadata(object, withMembers(metadata, { namespace: wanted === '' ? undefined : wanted }))
}

/**
 * Throws 400 when the name in the body is not the one in the URL.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/rest.go (checkName).
 */
export function checkName(object: JsonObject, name: string): void {
  const own = textAt(object, 'metadata', 'name')
  if (own === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  }
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
}

/**
 * Drops repeated owner references, with a warning.
 * Source: kubernetes/apiserver v0.36.3 pkg/endpoints/handlers/rest.go (dedupOwnerReferencesAndAddWarning).
 */
export function dedupOwnerReferences(context: RequestContext, object: JsonObject): JsonObject {
  const metadata = metadataOf(object)
  const references = arrayAt(metadata, 'ownerReferences')
  if (references.length < 2) return object
  const seen = new Set<string>()
  const repeated = new Set<string>()
  const kept = references.filter((reference) => {
    const identity = stableStringify(reference)
    if (!seen.has(identity)) return seen.add(identity)
    repeated.add(textAt(reference, 'uid'))
    return false
  })
  if (repeated.size === 0) return object
  context.warnings.push(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${[...repeated].join(', ')}`,
  )
  return withMetadata(object, withMembers(metadata, { ownerReferences: kept }))
}

/** True while an object is being deleted. */
export function isTerminating(object: JsonObject): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined
}

/** Grace period of an object that is being deleted, in seconds. */
export function gracePeriodOf(object: JsonObject): number {
  return numberAt(object, 0, 'metadata', 'deletionGracePeriodSeconds')
}
