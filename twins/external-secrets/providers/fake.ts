import { isObject, type JsonObject } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, textAt, valueAt } from '../../kubernetes/index.js'
import { compilePattern, convertKeys } from '../remote-values.js'
import { decodeText, encodeText, type SecretData } from '../secret-data.js'
import { noSecret, SyncError } from '../sync-error.js'
import { gjson } from './gjson.js'
import { type ClientRequest, type RemoteRef, type SecretsClient, secretMapOf } from './provider.js'

interface Entry {
  readonly key: string
  readonly value: string
  readonly version: string
}

/**
 * The provider `fake`, whose values stand in the store itself (`spec.provider.fake.data`). A property that is
 * missing counts as a missing secret, unlike with AWS. external-secrets v2.9.0 providers/v1/fake/fake.go.
 */
export function fakeClient({ store }: ClientRequest): SecretsClient {
  const fake = objectAt(store, 'spec', 'provider', 'fake')
  const entries = arrayAt(fake, 'data').filter(isObject).map(readEntry)
  return {
    getSecret: (ref) => getSecret(entries, ref),
    getSecretMap: function* (ref) {
      const value = decodeText(yield* getSecret(entries, ref))
      return secretMapOf(value, 'unable to unmarshal secret: ')
    },
    getAllSecrets: (find) => getAllSecrets(entries, find),
    validate: () => validate(fake),
  }
}

function* getSecret(entries: readonly Entry[], ref: RemoteRef): Proc<string> {
  const entry = entries.filter((each) => each.key === ref.key && each.version === ref.version).at(-1)
  if (entry === undefined) throw noSecret()
  const value = ref.property === '' ? entry.value : gjson(entry.value, ref.property)
  if (value === undefined) throw noSecret()
  return encodeText(value)
}

function* getAllSecrets(entries: readonly Entry[], find: JsonObject): Proc<SecretData> {
  if (!isObject(find['name'])) throw new SyncError('other', 'unsupported find operator')
  const pattern = compilePattern(textAt(find, 'name', 'regexp'), 'could not compile find.name.regexp ')
  const latest = new Map<string, Entry>()
  for (const entry of entries) {
    const known = latest.get(entry.key)
    if (pattern.test(entry.key) && (known === undefined || known.version < entry.version))
      latest.set(entry.key, entry)
  }
  const data = Object.fromEntries([...latest].map(([key, entry]) => [key, encodeText(entry.value)]))
  return convertKeys(textAt(find, 'conversionStrategy'), data)
}

/** `validationResult`: 0 ready, 1 unknown, 2 error. */
// biome-ignore lint/correctness/useYield: providers are generators; this one asks nobody.
function* validate(fake: JsonObject): ReturnType<SecretsClient['validate']> {
  const result = valueAt(fake, 'validationResult') ?? 0
  if (result === 0) return { result: 'ready' }
  if (result === 1) return { result: 'unknown', message: 'unable to validate' }
  throw new SyncError('other', 'unable to validate')
}

function readEntry(entry: JsonObject): Entry {
  return { key: textAt(entry, 'key'), value: textAt(entry, 'value'), version: textAt(entry, 'version') }
}
