import { Buffer } from 'node:buffer'
import { isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import { LAST_APPLIED, metadataOf, objectAt } from '../../../twins/kubernetes/index.js'
import { holdsRelease, readPayload, withPayload } from './helm-release.js'
import type { KnownSecrets } from './known-secrets.js'
import { redactRelease } from './redact-release.js'
import { setting, withoutKeys } from './setting.js'

/**
 * An API object without secret values: every value of a Secret, what a release of Helm stores, settings that are secret by their name, and
 * every mention of a known secret anywhere else. Names, labels, references and what the API server keeps stay.
 */
export function redactObject(object: JsonObject, known: KnownSecrets): JsonObject {
  const cleared = redactMetadata(object, known)
  if (holdsRelease(cleared)) {
    const payload = readPayload(cleared)
    if (payload !== undefined)
      return withPayload(
        cleared,
        redactRelease(payload, known, (inner) => redactObject(inner, known)),
      )
  }
  switch (cleared['kind']) {
    case 'Secret':
      return redactSecret(cleared, known)
    case 'ConfigMap':
      return redactConfigMap(cleared, known)
    case 'SecretStore':
    case 'ClusterSecretStore':
      return redactMembers(redactFakeProvider(cleared, known), known)
    case 'CustomResourceDefinition':
      return cleared
    default:
      return redactMembers(cleared, known)
  }
}

function redactMembers(object: JsonObject, known: KnownSecrets): JsonObject {
  const { apiVersion, kind, metadata, ...rest } = object
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(redactValue(rest, known) as JsonObject),
  }
}

/** Any value below an object: texts are cleared, and what is secret by its name is replaced whole. */
export function redactValue(value: Json, known: KnownSecrets): Json {
  if (typeof value === 'string') return known.text(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redactValue(item as Json, known))
  const named = (value as JsonObject)['name']
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (typeof member !== 'string') return [name, redactValue(member as Json, known)]
      // A name is one line; what has more, e.g. a private key, is none.
      if (KEPT.has(name) && !member.includes('\n')) return [name, member]
      // An environment variable, a parameter of Helm or of a generator: what it is called stands beside it.
      const called = name === 'value' && typeof named === 'string' ? named : name
      return [
        name,
        named === undefined || called === name
          ? plainly(name, member, known)
          : setting(called, member, known),
      ]
    }),
  )
}

/** Members whose value says which object, which image, which choice: never a secret, and nothing works if it changes. */
const KEPT: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'kind',
  'apiVersion',
  'image',
  'imageID',
  'containerID',
  'uid',
  'key',
  'secretKey',
  'property',
  'secretName',
  'serviceAccountName',
  'nodeName',
  'type',
])

/** A member of an object whose meaning is not known: only what can be nothing but a secret is one by its name. */
function plainly(name: string, value: string, known: KnownSecrets): string {
  return /^(password|passwd|passphrase|clientSecret|apiKey|secretString|secret_string|bearerToken)$/.test(
    name,
  )
    ? setting(name, value, known)
    : known.text(value)
}

function redactSecret(object: JsonObject, known: KnownSecrets): JsonObject {
  const plain = objectAt(object, 'stringData')
  return {
    ...object,
    ...(isObject(object['data'])
      ? { data: mapTexts(object['data'], (text) => encodedLeaf(text, known)) }
      : {}),
    ...(Object.keys(plain).length > 0 ? { stringData: mapTexts(plain, (text) => known.leaf(text)) } : {}),
  }
}

/** Base64 of a text gives base64 of another; of bytes that are no text, of as many other bytes. */
function encodedLeaf(encoded: string, known: KnownSecrets): string {
  const bytes = Buffer.from(encoded, 'base64')
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return known.bytes(bytes)
  return Buffer.from(known.leaf(text), 'utf8').toString('base64')
}

function redactConfigMap(object: JsonObject, known: KnownSecrets): JsonObject {
  const { data, binaryData } = object
  return {
    ...object,
    ...(isObject(data)
      ? { data: mapNamed(data, (name, text) => setting(name, withoutKeys(text, known), known)) }
      : {}),
    ...(isObject(binaryData) ? { binaryData: mapTexts(binaryData, (text) => known.text(text)) } : {}),
  }
}

/** The provider `fake` holds its secrets in the store. external-secrets v2.9.0 apis/externalsecrets/v1/secretstore_fake_types.go. */
function redactFakeProvider(object: JsonObject, known: KnownSecrets): JsonObject {
  const provider = objectAt(object, 'spec', 'provider')
  const data = objectAt(provider, 'fake')['data']
  if (!Array.isArray(data)) return object
  const items = data.map((item: Json) =>
    isObject(item) && typeof item['value'] === 'string'
      ? { ...item, value: known.leaf(item['value']) }
      : item,
  )
  const fake = { ...objectAt(provider, 'fake'), data: items }
  return { ...object, spec: { ...objectAt(object, 'spec'), provider: { ...provider, fake } } }
}

/** Annotations hold whole manifests and settings; labels and names stay. */
function redactMetadata(object: JsonObject, known: KnownSecrets): JsonObject {
  const metadata = metadataOf(object)
  const { annotations } = metadata
  if (!isObject(annotations)) return object
  const cleared = mapNamed(annotations, (name, text) =>
    name === LAST_APPLIED ? redactManifestJson(text, known) : setting(name, text, known),
  )
  return { ...object, metadata: { ...metadata, annotations: cleared } }
}

/** kubectl ends what it writes with a line break. */
function redactManifestJson(text: string, known: KnownSecrets): string {
  try {
    const value = JSON.parse(text) as Json
    if (!isObject(value)) return known.text(text)
    return JSON.stringify(redactObject(value, known)) + (text.endsWith('\n') ? '\n' : '')
  } catch {
    return known.text(text)
  }
}

function mapTexts(map: JsonObject, change: (text: string) => string): JsonObject {
  return mapNamed(map, (_name, text) => change(text))
}

function mapNamed(map: JsonObject, change: (name: string, text: string) => string): JsonObject {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [
      name,
      typeof value === 'string' ? change(name, value) : value,
    ]),
  )
}
