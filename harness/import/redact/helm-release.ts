import { Buffer } from 'node:buffer'
import { gunzipSync, gzipSync } from 'node:zlib'
import { isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import { objectAt, textAt } from '../../../twins/kubernetes/index.js'

/** `metadata.type` of the Secrets in which Helm keeps its releases: helm v3.21.4 pkg/storage/driver/secrets.go. */
const RELEASE_TYPE = 'helm.sh/release.v1'

/** Whether an object is a Secret (or, with the driver `configmap`, a ConfigMap) that holds a revision of a release. */
export function holdsRelease(object: JsonObject): boolean {
  if (object['type'] === RELEASE_TYPE) return true
  return object['kind'] === 'ConfigMap' && textAt(object, 'metadata', 'labels', 'owner') === 'helm'
}

/**
 * The payload of a release as it is stored: JSON, gzipped, base64; a Secret's data is base64 once more. Every member is kept, also those
 * that this project does not know. Undefined when it cannot be read. helm v3.21.4 pkg/storage/driver/util.go (decodeRelease).
 */
export function readPayload(object: JsonObject): JsonObject | undefined {
  try {
    const bytes = Buffer.from(encodedPayload(object), 'base64')
    const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08
    const value = JSON.parse((gzipped ? gunzipSync(bytes) : bytes).toString('utf8')) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The same object with another payload, as Helm writes it (encodeRelease). */
export function withPayload(object: JsonObject, payload: JsonObject): JsonObject {
  const zipped = gzipSync(Buffer.from(JSON.stringify(payload), 'utf8'), { level: 9 })
  // Go's gzip writes no time and "unknown" as operating system; Node writes the platform's.
  zipped.fill(0, 4, 8)
  zipped[9] = 0xff
  const text = zipped.toString('base64')
  const release = isSecret(object) ? Buffer.from(text, 'utf8').toString('base64') : text
  return { ...object, data: { ...objectAt(object, 'data'), release } }
}

function encodedPayload(object: JsonObject): string {
  const text = textAt(object, 'data', 'release')
  return isSecret(object) ? Buffer.from(text, 'base64').toString('utf8') : text
}

function isSecret(object: JsonObject): boolean {
  return object['kind'] === 'Secret'
}
