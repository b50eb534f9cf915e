import { createHash } from 'node:crypto'
import { compareKeys, type JsonObject } from '../kernel/json.js'
import type { Behaviours } from './behaviours.js'

type Hash = Pick<Behaviours, 'hash'>

/**
 * Upstream's hashes, byte for byte: the digest of Go's `%+v` of the value.
 * external-secrets v2.9.0 runtime/esutils/utils.go (ObjectHash); md5 until v0.16.1.
 */
function objectHash(text: string, { hash }: Hash): string {
  return createHash(hash).update(text, 'utf8').digest('hex')
}

/** Hash of `Secret.data`; values are base64, as in the API. */
export function hashOfData(data: JsonObject, behaviours: Hash): string {
  const keys = Object.keys(data).sort(compareKeys)
  const bytes = (key: string) => [...Buffer.from(String(data[key]), 'base64')].join(' ')
  return objectHash(`map[${keys.map((key) => `${key}:[${bytes(key)}]`).join(' ')}]`, behaviours)
}

/** Value of the label `created-by`. */
export function hashOfOwner(namespace: string, name: string, behaviours: Hash): string {
  return objectHash(`${namespace}/${name}`, behaviours)
}

/**
 * `status.syncedResourceVersion` of an ExternalSecret that is synced as it stands: generation and a hash of
 * annotations and labels. external-secrets v2.9.0 pkg/controllers/util/util.go (GetResourceVersion, HashMeta).
 */
export function resourceVersionOf(metadata: JsonObject, behaviours: Hash): string {
  const text = `{annotations:${stringMap(metadata['annotations'])} labels:${stringMap(metadata['labels'])}}`
  return `${Number(metadata['generation'] ?? 0)}-${objectHash(text, behaviours)}`
}

/** The field manager's name for names that are too long. externalsecret/util.go (fqdnFor). */
export function sha3Of(text: string): string {
  return objectHash(text, { hash: 'sha3-224' })
}

function stringMap(value: unknown): string {
  const map = (value ?? {}) as JsonObject
  const keys = Object.keys(map).sort(compareKeys)
  return `map[${keys.map((key) => `${key}:${String(map[key])}`).join(' ')}]`
}
