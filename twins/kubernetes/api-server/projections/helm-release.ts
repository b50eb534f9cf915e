import { gunzipSync } from 'node:zlib'
import { type Hash128, mixHash } from '../../../kernel/hash.js'
import type { Json, JsonObject } from '../../../kernel/json.js'
import { memoByText } from '../../../kernel/memo.js'
import { objectAt, textAt } from '../../client/objects.js'
import { hashTimeless } from './timeless-hash.js'

/** The `type` of the Secrets in which Helm keeps its releases: helm v3.21.4 pkg/storage/driver/secrets.go. */
const RELEASE_TYPE = 'helm.sh/release.v1'

const cache = new WeakMap<JsonObject, Hash128>()

export function isHelmRelease(object: JsonObject): boolean {
  return object['type'] === RELEASE_TYPE
}

/**
 * Hash of the `data` of a release Secret without the instants inside the compressed payload, so that the same release
 * made a second later is the same state.
 */
export function hashReleaseData(data: JsonObject): Hash128 {
  const known = cache.get(data)
  if (known !== undefined) return known
  const { release: _payload, ...rest } = data
  const hash = mixHash(hashTimeless(rest), payloadHash(textAt(data, 'release')))
  cache.set(data, hash)
  return hash
}

/** The same release is stored in many forks of a world. */
const PAYLOAD_LIMIT = 256
const payloadHash = memoByText(PAYLOAD_LIMIT, (text) => hashTimeless(releasePayload(text)))

/** The release as JSON, or the text itself when it is not what Helm writes (base64 in base64, gzip, JSON). */
function releasePayload(text: string): Json {
  try {
    const compressed = Buffer.from(Buffer.from(text, 'base64').toString('latin1'), 'base64')
    return JSON.parse(gunzipSync(compressed).toString('utf8')) as Json
  } catch {
    return text
  }
}

/** Labels of a release that hold Unix times: helm v3.21.4 pkg/storage/driver/secrets.go (newSecretsObject). */
const TIME_LABELS: ReadonlySet<string> = new Set(['createdAt', 'modifiedAt'])

/** The metadata of a release Secret without the labels that hold times. */
export function releaseMetadata(metadata: JsonObject): JsonObject {
  const labels: Record<string, Json> = {}
  for (const [name, value] of Object.entries(objectAt(metadata, 'labels'))) {
    if (!TIME_LABELS.has(name)) labels[name] = value
  }
  return { ...metadata, labels }
}
