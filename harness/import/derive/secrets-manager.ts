import { Buffer } from 'node:buffer'
import { compareKeys, isObject, type Json, type JsonObject } from '../../../twins/kernel/json.js'
import {
  arrayAt,
  groupOf,
  metadataOf,
  objectAt,
  subjectOf,
  textAt,
  valueAt,
} from '../../../twins/kubernetes/index.js'
import type { WorldSpec } from '../../scenario/scenario.js'
import { variablesOf } from './template-variables.js'

/** What AWS Secrets Manager must hold for a dump to be in sync. */
export interface DerivedSecrets {
  /** Undefined when nothing could be derived. */
  readonly secretsManager: WorldSpec['secretsManager'] | undefined
  /** What could not be derived, and why: to be read by a person. */
  readonly gaps: readonly string[]
}

const GROUP = 'external-secrets.io'

/** Pieces of what the provider holds, as the ExternalSecrets name them. */
interface Piece {
  readonly region: string
  readonly key: string
  /** '' is the whole text. */
  readonly property: string
  readonly value: string
  readonly from: string
}

/**
 * The provider's side of every ExternalSecret, read backwards from its target Secret: assumed in sync. `objects` are redacted. What an ExternalSecret
 * takes apart in a way that cannot be read backwards is a gap.
 */
export function deriveSecretsManager(objects: readonly JsonObject[]): DerivedSecrets {
  const gaps: string[] = []
  const externals = objects.filter(
    (object) => object['kind'] === 'ExternalSecret' && groupOf(object) === GROUP,
  )
  // Of two that disagree the one that was refreshed last knows better.
  const newestFirst = [...externals].sort(
    (a, b) => compareKeys(refreshedAt(b), refreshedAt(a)) || compareKeys(subjectOf(a), subjectOf(b)),
  )
  const pieces = newestFirst.flatMap((external) => piecesOf(external, objects, gaps))
  const regions = [...new Set(pieces.map((piece) => piece.region))]
  const [region] = regions
  if (region === undefined) return { secretsManager: undefined, gaps: gaps.sort(compareKeys) }
  if (regions.length > 1)
    gaps.push(
      `stores use the regions ${regions.sort(compareKeys).join(', ')}; only ${region} has secrets in this world`,
    )
  const secrets = assemble(
    pieces.filter((piece) => piece.region === region),
    gaps,
  )
  return { secretsManager: { region, secrets }, gaps: gaps.sort(compareKeys) }
}

function refreshedAt(external: JsonObject): string {
  return textAt(external, 'status', 'refreshTime')
}

function piecesOf(external: JsonObject, objects: readonly JsonObject[], gaps: string[]): readonly Piece[] {
  const from = subjectOf(external)
  const namespace = textAt(metadataOf(external), 'namespace')
  const spec = objectAt(external, 'spec')
  const name = textAt(spec, 'target', 'name') || textAt(metadataOf(external), 'name')
  const target = objects.find(
    (object) =>
      object['kind'] === 'Secret' &&
      metadataOf(object)['name'] === name &&
      metadataOf(object)['namespace'] === namespace,
  )
  if (target === undefined) {
    gaps.push(
      `${from}: its Secret ${name} is not in the dump, so what the provider holds for it is not known`,
    )
    return []
  }
  const values = variablesOf(objectAt(spec, 'target', 'template'), textsOf(target))
  const entries = arrayAt(spec, 'data').filter(isObject)
  const single = entries.flatMap((entry) => {
    const store = storeOf(external, textOrDefault(entry, 'sourceRef', 'storeRef'), objects, from, gaps)
    return store === undefined ? [] : singlePiece(entry, store, values, from, gaps)
  })
  const taken = new Set(entries.map((entry) => textAt(entry, 'secretKey')))
  return [...single, ...extracted(external, values, taken, objects, gaps)]
}

function textOrDefault(entry: JsonObject, ...path: readonly string[]): JsonObject | undefined {
  const found = valueAt(entry, ...path)
  return isObject(found) ? found : undefined
}

function textsOf(secret: JsonObject): Readonly<Record<string, string>> {
  const data = Object.entries(objectAt(secret, 'data'))
  return Object.fromEntries(
    data.map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString('utf8')]),
  )
}

/** Where a store looks: its region, and what it puts before every key. */
interface Store {
  readonly region: string
  readonly prefix: string
}

function storeOf(
  external: JsonObject,
  own: JsonObject | undefined,
  objects: readonly JsonObject[],
  from: string,
  gaps: string[],
): Store | undefined {
  const ref = own ?? objectAt(external, 'spec', 'secretStoreRef')
  const kind = textAt(ref, 'kind') || 'SecretStore'
  const namespace = kind === 'ClusterSecretStore' ? '' : textAt(metadataOf(external), 'namespace')
  const store = objects.find(
    (object) =>
      object['kind'] === kind &&
      groupOf(object) === GROUP &&
      metadataOf(object)['name'] === ref['name'] &&
      textAt(metadataOf(object), 'namespace') === namespace,
  )
  const provider = objectAt(store ?? {}, 'spec', 'provider')
  const aws = objectAt(provider, 'aws')
  if (textAt(aws, 'service') === 'SecretsManager')
    return { region: textAt(aws, 'region'), prefix: textAt(aws, 'prefix') }
  if (store === undefined) gaps.push(`${from}: its ${kind} ${textAt(ref, 'name')} is not in the dump`)
  else if (!('fake' in provider)) {
    const name = Object.keys(provider)[0] ?? 'unknown'
    const service = textAt(aws, 'service')
    gaps.push(
      `${from}: the provider ${name}${service === '' ? '' : ` (${service})`} is not modelled; it fails at its next refresh`,
    )
  }
  return undefined
}

function singlePiece(
  entry: JsonObject,
  store: Store,
  values: Readonly<Record<string, string>>,
  from: string,
  gaps: string[],
): readonly Piece[] {
  const ref = objectAt(entry, 'remoteRef')
  const secretKey = textAt(entry, 'secretKey')
  const value = values[secretKey]
  const what = `${from}: ${store.prefix}${textAt(ref, 'key')}${textAt(ref, 'property') === '' ? '' : ` (${textAt(ref, 'property')})`}`
  if (value === undefined)
    gaps.push(`${what} cannot be read back: the Secret has no key ${secretKey}, or a template hides it`)
  else if (!['', 'AWSCURRENT'].includes(textAt(ref, 'version')))
    gaps.push(`${what} names version ${textAt(ref, 'version')}`)
  else if (textAt(ref, 'metadataPolicy') === 'Fetch') gaps.push(`${what} reads tags instead of the value`)
  else {
    const encoded = textAt(ref, 'decodingStrategy').startsWith('Base64')
    const held = encoded ? Buffer.from(value, 'utf8').toString('base64') : value
    return [
      {
        region: store.region,
        key: store.prefix + textAt(ref, 'key'),
        property: textAt(ref, 'property'),
        value: held,
        from,
      },
    ]
  }
  return []
}

/** `dataFrom`: one `extract` gives all keys that no other entry gives. */
function extracted(
  external: JsonObject,
  values: Readonly<Record<string, string>>,
  taken: ReadonlySet<string>,
  objects: readonly JsonObject[],
  gaps: string[],
): readonly Piece[] {
  const from = subjectOf(external)
  const entries = arrayAt(external, 'spec', 'dataFrom').filter(isObject)
  if (entries.length === 0) return []
  const [entry] = entries
  if (
    entry === undefined ||
    entries.length > 1 ||
    !isObject(entry['extract']) ||
    arrayAt(entry, 'rewrite').length > 0
  ) {
    gaps.push(`${from}: its dataFrom cannot be read back (only a single extract without rewrite can)`)
    return []
  }
  const ref = objectAt(entry, 'extract')
  const store = storeOf(external, textOrDefault(entry, 'sourceRef', 'storeRef'), objects, from, gaps)
  if (store === undefined) return []
  return Object.entries(values)
    .filter(([key]) => !taken.has(key))
    .map(([property, value]) => ({
      region: store.region,
      key: store.prefix + textAt(ref, 'key'),
      property,
      value,
      from,
    }))
}

/** One value for each key: the text itself, or a JSON object of its properties. */
function assemble(pieces: readonly Piece[], gaps: string[]): Readonly<Record<string, JsonObject | string>> {
  const secrets = new Map<string, JsonObject | string>()
  for (const { key, property, value, from } of pieces) {
    const known = secrets.get(key)
    const next = property === '' ? whole(value, known) : withProperty(known, property, value)
    if (next === undefined)
      gaps.push(
        `${from}: ${key}${property === '' ? '' : ` (${property})`} differs from what another ExternalSecret last read`,
      )
    else secrets.set(key, next)
  }
  return Object.fromEntries([...secrets].sort(([a], [b]) => compareKeys(a, b)))
}

/** JSON that is written as JSON.stringify writes it can stand as an object. */
function whole(text: string, known: JsonObject | string | undefined): JsonObject | string | undefined {
  const value = parsed(text)
  const next = isObject(value) && JSON.stringify(value) === text ? value : text
  if (known === undefined || JSON.stringify(known) === JSON.stringify(next)) return next
  const members = isObject(value) && isObject(known) ? Object.entries(known) : undefined
  return members?.every(([name, member]) => (value as JsonObject)[name] === member) ? next : undefined
}

function withProperty(
  known: JsonObject | string | undefined,
  property: string,
  value: string,
): JsonObject | string | undefined {
  const object = typeof known === 'string' ? parsed(known) : (known ?? {})
  if (!isObject(object)) return undefined
  const present = object[property]
  if (present !== undefined) return String(present) === value ? known : undefined
  return typeof known === 'string' ? undefined : { ...object, [property]: value }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
