import { isObject, type JsonObject } from '../kernel/json.js'
import type { Proc } from '../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../kubernetes/index.js'
import type { Behaviours } from './behaviours.js'
import { normalEvent } from './events.js'
import type { ExternalSecret } from './external-secret.js'
import { generate } from './generators/index.js'
import { eventTexts } from './messages.js'
import { remoteRefOf } from './providers/provider.js'
import {
  convertKeys,
  decodeMap,
  decodeValue,
  refuseNullBytes,
  rewriteKeys,
  validateKeys,
} from './remote-values.js'
import type { SecretData } from './secret-data.js'
import { StoreManager } from './store-manager.js'
import { SyncError, wrapped } from './sync-error.js'

/** What the steps of one fetch share. */
interface Fetch {
  readonly es: ExternalSecret
  readonly behaviours: Behaviours
  readonly stores: StoreManager
}

/**
 * Everything the providers hold for an ExternalSecret: `dataFrom` in order, then `data`; later keys win. What a
 * provider does not have is an error with deletionPolicy Retain, and an event otherwise.
 * Throws `SyncError` (upstream's text) and `NotModelled`.
 * external-secrets v2.9.0 externalsecret_controller_secret.go (GetProviderSecretData).
 */
export function* getProviderSecretData(es: ExternalSecret, behaviours: Behaviours): Proc<SecretData> {
  const fetch: Fetch = { es, behaviours, stores: new StoreManager(es, behaviours) }
  let data: SecretData = {}
  for (const [index, entry] of arrayAt(es.spec, 'dataFrom').filter(isObject).entries()) {
    const found = yield* skipMissing(fetch, eventTexts(behaviours).missingDataFrom(index), () =>
      dataFrom(fetch, entry, index),
    )
    data = { ...data, ...found }
  }
  for (const [index, entry] of arrayAt(es.spec, 'data').filter(isObject).entries()) {
    const key = textAt(entry, 'remoteRef', 'key')
    const found = yield* skipMissing(fetch, eventTexts(behaviours).missingData(index, key), () =>
      singleValue(fetch, entry, index, key),
    )
    data = { ...data, ...found }
  }
  return data
}

function* skipMissing(
  { es }: Fetch,
  event: { readonly reason: string; readonly message: string },
  read: () => Proc<SecretData>,
): Proc<SecretData> {
  try {
    return yield* read()
  } catch (error) {
    const missing = error instanceof SyncError && error.failure === 'no-secret'
    if (!missing || es.deletionPolicy === 'Retain') throw error
    yield* normalEvent(es.object, event)
    return {}
  }
}

function* singleValue(fetch: Fetch, entry: JsonObject, index: number, key: string): Proc<SecretData> {
  const ref = objectAt(entry, 'remoteRef')
  const secretKey = textAt(entry, 'secretKey')
  const old = fetch.behaviours.eventTexts === 'old'
  try {
    const client = yield* fetch.stores.get(storeRefOf(entry))
    const value = yield* client.getSecret(remoteRefOf(ref))
    const strategy = textAt(ref, 'decodingStrategy')
    const decoded = decodeOrExplain(
      strategy,
      () => decodeValue(strategy, value),
      old ? `spec.data[${index}]` : '',
    )
    refuseNullBytes(textAt(ref, 'nullBytePolicy'), { [secretKey]: decoded })
    return { [secretKey]: decoded }
  } catch (error) {
    if (!fetch.behaviours.dataErrorsNameEntry) throw error
    throw wrapped(error, (message) =>
      old
        ? `error retrieving secret at .data[${index}], key: ${key}, err: ${message}`
        : `error processing spec.data[${index}] (key: ${key}), err: ${message}`,
    )
  }
}

function* dataFrom(fetch: Fetch, entry: JsonObject, index: number): Proc<SecretData> {
  const { behaviours, es } = fetch
  const generator = objectAt(entry, 'sourceRef', 'generatorRef')
  const kind = isObject(entry['find'])
    ? 'find'
    : isObject(entry['extract'])
      ? 'extract'
      : textAt(generator, 'name') === ''
        ? undefined
        : 'sourceRef.generatorRef'
  if (kind === undefined) return {}
  try {
    if (kind === 'sourceRef.generatorRef')
      return validateKeys(
        rewriteKeys(arrayAt(entry, 'rewrite'), yield* generate(es.namespace, es.name, generator)),
      )
    return yield* fromStore(fetch, entry, kind, index)
  } catch (error) {
    if (behaviours.eventTexts === 'old') throw error
    throw wrapped(error, (message) => `error processing spec.dataFrom[${index}].${kind}, err: ${message}`)
  }
}

/** externalsecret_controller_secret.go (handleFindAllSecrets, handleExtractSecrets). */
function* fromStore(
  fetch: Fetch,
  entry: JsonObject,
  kind: 'find' | 'extract',
  index: number,
): Proc<SecretData> {
  const ref = objectAt(entry, kind)
  const old = fetch.behaviours.eventTexts === 'old'
  const client = yield* fetch.stores.get(storeRefOf(entry))
  const raw =
    kind === 'find'
      ? yield* findAll(client.getAllSecrets(ref), old)
      : yield* client.getSecretMap(remoteRefOf(ref))
  const rewrites = arrayAt(entry, 'rewrite')
  const renamed = explain(
    () =>
      rewrites.length > 0 ? rewriteKeys(rewrites, raw) : convertKeys(textAt(ref, 'conversionStrategy'), raw),
    (message) =>
      old
        ? `could not rewrite spec.dataFrom[${index}]: ${message}`
        : `error applying rewrite to keys: ${message}`,
  )
  const valid = explain(
    () => validateKeys(renamed),
    (message) =>
      old
        ? oldInvalidKeys(kind, index)
        : `invalid secret keys (TIP: use rewrite or conversionStrategy to change keys): ${message}`,
  )
  const strategy = textAt(ref, 'decodingStrategy')
  const decoded = decodeOrExplain(
    strategy,
    () => decodeMap(strategy, valid),
    old ? `spec.dataFrom[${index}]` : '',
  )
  refuseNullBytes(textAt(ref, 'nullBytePolicy'), decoded)
  return decoded
}

function* findAll(search: Proc<SecretData>, old: boolean): Proc<SecretData> {
  try {
    return yield* search
  } catch (error) {
    throw old ? error : wrapped(error, (message) => `error getting all secrets: ${message}`)
  }
}

function storeRefOf(entry: JsonObject): JsonObject | undefined {
  const ref = objectAt(entry, 'sourceRef')['storeRef']
  return isObject(ref) ? ref : undefined
}

function decodeOrExplain<T>(strategy: string, decode: () => T, oldPlace: string): T {
  return explain(decode, (message) =>
    oldPlace === ''
      ? `error applying decoding strategy ${strategy} to data: ${message}`
      : `could not apply decoding strategy to ${oldPlace}: ${message}`,
  )
}

function explain<T>(read: () => T, wrap: (message: string) => string): T {
  try {
    return read()
  } catch (error) {
    throw wrapped(error, wrap)
  }
}

/** external-secrets v0.10.7 externalsecret_controller.go (errInvalidKeys). */
function oldInvalidKeys(kind: string, index: number): string {
  return `secret keys from spec.dataFrom.${kind}[${index}] can only have alphanumeric,'-', '_' or '.' characters. Convert them using rewrite (https://external-secrets.io/latest/guides-datafrom-rewrite)`
}
