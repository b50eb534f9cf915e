import { addHash, type Hash128, hashJson, hashString, mixHash, ZERO_HASH } from '../../../kernel/hash.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import { metadataOf, objectAt } from '../../client/objects.js'
import { hashReleaseData, isHelmRelease, releaseMetadata } from './helm-release.js'
import { hashTimeless } from './timeless-hash.js'

const objectCache = new WeakMap<JsonObject, Hash128>()
const metadataCache = new WeakMap<JsonObject, Hash128>()

/**
 * An object's share in the exact fingerprint (design D13): everything but resourceVersion and absolute times, of which
 * only the presence counts. Events are left out: nobody reads them. Hashes of unchanged parts are cached, so that a
 * write costs microseconds.
 */
export function exactObject(object: JsonObject, key: string): Hash128 | null {
  if (isEventKey(key)) return null
  const known = objectCache.get(object)
  if (known !== undefined) return known
  const release = isHelmRelease(object)
  let hash: Hash128 = ZERO_HASH
  for (const member in object) {
    const value = object[member]
    hash = addHash(hash, mixHash(hashString(member), memberHash(object, member, value, release)))
  }
  objectCache.set(object, hash)
  return hash
}

/** Row keys of core/v1 Events. */
export function isEventKey(key: string): boolean {
  return key.startsWith('events/')
}

function memberHash(object: JsonObject, member: string, value: Json | undefined, release: boolean): Hash128 {
  if (member === 'metadata') {
    const metadata = metadataOf(object)
    return metadataHash(release ? releaseMetadata(metadata) : metadata)
  }
  if (member === 'status' || object['kind'] === 'Lease') return hashTimeless(value)
  if (release && member === 'data') return hashReleaseData(objectAt(object, 'data'))
  return hashJson(value)
}

function metadataHash(metadata: JsonObject): Hash128 {
  const known = metadataCache.get(metadata)
  if (known !== undefined) return known
  let hash: Hash128 = ZERO_HASH
  for (const member in metadata) {
    if (member === 'resourceVersion' || member === 'creationTimestamp') continue
    const value = member === 'deletionTimestamp' ? true : metadata[member]
    hash = addHash(hash, mixHash(hashString(member), hashJson(value)))
  }
  metadataCache.set(metadata, hash)
  return hash
}
