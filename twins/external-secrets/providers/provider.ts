import type { JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { textAt } from '../../kubernetes/index.js'
import type { Behaviours } from '../behaviours.js'
import { encodeText, type SecretData } from '../secret-data.js'
import { SyncError } from '../sync-error.js'
import { readRawJson } from './raw-json.js'

/** A `remoteRef` or `extract`: which value to read. Absent members are ''. */
export interface RemoteRef {
  readonly key: string
  readonly property: string
  readonly version: string
  readonly metadataPolicy: string
}

/**
 * A client of one store during one sync. Its methods throw `SyncError` with the provider's own text; values are
 * base64. external-secrets v2.9.0 apis/externalsecrets/v1/provider.go (SecretsClient).
 */
export interface SecretsClient {
  readonly getSecret: (ref: RemoteRef) => Proc<string>
  readonly getSecretMap: (ref: RemoteRef) => Proc<SecretData>
  /** `find`: an ExternalSecretFind. */
  readonly getAllSecrets: (find: JsonObject) => Proc<SecretData>
  /** `unknown` with a message: neither valid nor invalid. Throws when the store is not valid. */
  readonly validate: () => Proc<
    { readonly result: 'ready' } | { readonly result: 'unknown'; readonly message: string }
  >
}

/** What a client is made for. */
export interface ClientRequest {
  /** The SecretStore or ClusterSecretStore. */
  readonly store: JsonObject
  /** Namespace of the ExternalSecret; '' while a ClusterSecretStore is validated. */
  readonly namespace: string
  readonly behaviours: Behaviours
}

/** Read a `remoteRef` or `extract`. */
export function remoteRefOf(ref: JsonObject): RemoteRef {
  return {
    key: textAt(ref, 'key'),
    property: textAt(ref, 'property'),
    version: textAt(ref, 'version'),
    metadataPolicy: textAt(ref, 'metadataPolicy'),
  }
}

/**
 * The keys of a JSON object: strings as they are, everything else as its source text, null as ''.
 * Throws with `prefix` before Go's text. aws secretsmanager.go (GetSecretMap), fake.go (GetSecretMap).
 */
export function secretMapOf(json: string, prefix: string): SecretData {
  const document = readRawJson(json)
  const data: Record<string, string> = {}
  if (document?.kind === 'null') return data
  if (document === undefined || !('members' in document) || document.kind !== 'object')
    throw new SyncError('other', prefix + unmarshalError(json, document?.kind))
  for (const { key, raw } of document.members) {
    if (raw === 'null') data[key] = ''
    else data[key] = encodeText(raw.startsWith('"') ? (JSON.parse(raw) as string) : raw)
  }
  return data
}

/** Go's encoding/json text for a document that is no object; the offending character is only known at the start. */
function unmarshalError(json: string, kind: string | undefined): string {
  if (kind !== undefined)
    return `json: cannot unmarshal ${kind === 'boolean' ? 'bool' : kind} into Go value of type map[string]json.RawMessage`
  const text = json.trim()
  if (text === '') return 'unexpected end of JSON input'
  if (/^["{[\-\dtfn]/.test(text)) return 'invalid JSON'
  return `invalid character ${goCharacter(text)} looking for beginning of value`
}

function goCharacter(text: string): string {
  const [rune = ''] = text
  return rune === "'" ? `'\\''` : `'${rune}'`
}
