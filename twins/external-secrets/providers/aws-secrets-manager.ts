import { isObject, type JsonObject, stableStringify } from '../../kernel/json.js'
import type { Proc } from '../../kernel/process.js'
import { arrayAt, objectAt, textAt } from '../../kubernetes/index.js'
import type { Behaviours } from '../behaviours.js'
import { compilePattern } from '../remote-values.js'
import { decodeText, encodeText, type SecretData } from '../secret-data.js'
import { noSecret, SyncError } from '../sync-error.js'
import { isReferent, resolveCredentials } from './aws-auth.js'
import { AwsError, type AwsOutput, secretsManager } from './aws-wire.js'
import { gjsonLiteralFirst } from './gjson.js'
import { type ClientRequest, type RemoteRef, type SecretsClient, secretMapOf } from './provider.js'

/** One store during one sync. The cache lives as long as the client, as upstream's does. */
interface Session {
  readonly region: string
  readonly prefix: string
  readonly behaviours: Behaviours
  readonly cache: Map<string, AwsOutput>
}

/**
 * The provider `aws` with service SecretsManager.
 * external-secrets v2.9.0 providers/v1/aws/secretsmanager/secretsmanager.go, providers/v1/aws/provider.go.
 */
export function* secretsManagerClient(request: ClientRequest): Proc<SecretsClient> {
  const { store, namespace, behaviours } = request
  const aws = objectAt(store, 'spec', 'provider', 'aws')
  const referent = store['kind'] === 'ClusterSecretStore' && namespace === '' && isReferent(aws)
  if (!referent) yield* resolveCredentials(store, aws, namespace)
  const prefix = textAt(aws, 'prefix')
  const session = { region: textAt(aws, 'region'), prefix, behaviours, cache: new Map<string, AwsOutput>() }
  return {
    getSecret: (ref) => getSecret(session, ref),
    getSecretMap: function* (ref) {
      const value = decodeText(yield* getSecret(session, ref))
      return secretMapOf(value, `unable to unmarshal secret ${ref.key}: `)
    },
    getAllSecrets: (find) => getAllSecrets(session, find),
    // biome-ignore lint/correctness/useYield: the credentials were looked up when the client was made.
    validate: function* () {
      return { result: 'ready' }
    },
  }
}

function* getSecret(session: Session, ref: RemoteRef): Proc<string> {
  const output = yield* fetch(session, ref)
  const payload = payloadOf(output)
  if (ref.property === '') {
    if (payload !== undefined) return payload
    throw new SyncError('other', `invalid secret received. no secret string nor binary for key: ${ref.key}`)
  }
  const value = gjsonLiteralFirst(payload === undefined ? '' : decodeText(payload), ref.property)
  // Not NoSecretErr: a missing property is a hard error whatever the deletionPolicy.
  if (value === undefined)
    throw new SyncError('other', `key ${ref.property} does not exist in secret ${ref.key}`)
  return encodeText(value)
}

function* fetch(session: Session, ref: RemoteRef): Proc<AwsOutput> {
  const key = session.prefix + ref.key
  const version = ref.version === '' ? 'AWSCURRENT' : ref.version
  const fromTags = ref.metadataPolicy === 'Fetch'
  const cacheKey = `${key}#${version}#${fromTags ? 'TAG' : 'SECRET'}`
  const known = session.cache.get(cacheKey)
  if (known !== undefined) return known
  const output = fromTags ? yield* describe(session, key) : yield* getValue(session, key, version)
  session.cache.set(cacheKey, output)
  return output
}

/** metadataPolicy Fetch: the tags stand for the value. A missing secret is an error here, not NoSecretErr. */
function* describe(session: Session, key: string): Proc<AwsOutput> {
  const output = yield* ask(session, 'DescribeSecret', { SecretId: key })
  const tags = arrayAt(output, 'Tags').filter(isObject)
  return {
    SecretString: stableStringify(
      Object.fromEntries(tags.map((tag) => [String(tag['Key']), String(tag['Value'])])),
    ),
  }
}

function* getValue(session: Session, key: string, version: string): Proc<AwsOutput> {
  const which = version.startsWith('uuid/')
    ? { VersionId: version.slice('uuid/'.length) }
    : { VersionStage: version }
  try {
    return yield* ask(session, 'GetSecretValue', { SecretId: key, ...which })
  } catch (error) {
    throw error instanceof AwsError && isMissing(session.behaviours, error) ? noSecret() : error
  }
}

function isMissing(behaviours: Behaviours, error: AwsError): boolean {
  if (error.exception === 'ResourceNotFoundException') return true
  const marked = error.awsMessage.includes('was marked for deletion')
  if (behaviours.awsMarkedForDeletion === 'missing')
    return marked && error.exception === 'InvalidRequestException'
  return marked && behaviours.awsSdk === 2 && error.exception === 'InvalidParameterException'
}

function* getAllSecrets(session: Session, find: JsonObject): Proc<SecretData> {
  const named = isObject(find['name'])
  const tags = Object.entries(objectAt(find, 'tags'))
  if (!named && tags.length === 0) throw new SyncError('other', 'unexpected find operator')
  const path = textAt(find, 'path')
  const pattern = named
    ? compilePattern(textAt(find, 'name', 'regexp'), 'could not compile find.name.regexp ')
    : undefined
  const byTag = !named || session.behaviours.awsBatch ? tags : []
  const filters = [
    ...byTag.flatMap(([key, value]) => [
      { Key: 'tag-key', Values: [key] },
      { Key: 'tag-value', Values: [String(value)] },
    ]),
    ...(path === '' ? [] : [{ Key: 'name', Values: [path] }]),
  ]
  const batch = session.behaviours.awsBatch && (!named || path !== '')
  return yield* collect(session, filters, pattern, batch)
}

/** ListSecrets with one GetSecretValue each, or BatchGetSecretValue. Page by page. */
function* collect(
  session: Session,
  filters: readonly JsonObject[],
  pattern: RegExp | undefined,
  batch: boolean,
): Proc<SecretData> {
  const data: Record<string, string> = {}
  let token = ''
  do {
    const input = {
      ...(filters.length > 0 ? { Filters: filters } : {}),
      ...(token ? { NextToken: token } : {}),
    }
    const page = yield* ask(session, batch ? 'BatchGetSecretValue' : 'ListSecrets', input)
    for (const entry of arrayAt(page, batch ? 'SecretValues' : 'SecretList').filter(isObject)) {
      const name = textAt(entry, 'Name')
      if (pattern !== undefined && !pattern.test(name)) continue
      const output = batch ? entry : yield* fetch({ ...session, prefix: '' }, refTo(name))
      const value = payloadOf(output)
      if (value !== undefined) data[name] = value
    }
    token = textAt(page, 'NextToken')
  } while (token !== '')
  return data
}

function refTo(key: string): RemoteRef {
  return { key, property: '', version: '', metadataPolicy: '' }
}

/** The payload as base64; the binary one wins, as in retrievePayload and setSecretValues. */
function payloadOf(output: AwsOutput): string | undefined {
  const binary = output['SecretBinary']
  if (typeof binary === 'string') return binary
  const text = output['SecretString']
  return typeof text === 'string' ? encodeText(text) : undefined
}

function ask(session: Session, operation: string, input: JsonObject): Proc<AwsOutput> {
  return secretsManager({ region: session.region, sdk: session.behaviours.awsSdk }, operation, input)
}
