import { describe, expect, it } from 'vitest'
import { behaviours } from '../../../../../twins/external-secrets/behaviours.js'
import { newClient } from '../../../../../twins/external-secrets/providers/index.js'
import type { RemoteRef, SecretsClient } from '../../../../../twins/external-secrets/providers/provider.js'
import { decodeText, type SecretData } from '../../../../../twins/external-secrets/secret-data.js'
import { parseVersion } from '../../../../../twins/external-secrets/versions.js'
import { NotModelled } from '../../../../../twins/kernel/errors.js'
import type { Json, JsonObject } from '../../../../../twins/kernel/json.js'
import type { Call, Proc } from '../../../../../twins/kernel/process.js'
import { drive } from '../../../../support/drive.js'

const SECRETS: Readonly<Record<string, JsonObject>> = {
  db: { SecretString: '{"user":"app","port":5432,"ssl":null,"tags":["a"]}' },
  text: { SecretString: 'plain' },
  binary: { SecretBinary: 'AAE=' },
  empty: {},
}

function failure(exception: string, message: string): JsonObject {
  const body = JSON.stringify({ __type: `com.amazonaws.secretsmanager#${exception}`, message })
  return { status: 400, headers: { 'x-amzn-requestid': 'r-1' }, body }
}

const success = (body: JsonObject): JsonObject => ({ status: 200, headers: {}, body: JSON.stringify(body) })

const MARKED = "You can't perform this operation on the secret because it was marked for deletion."

/** A small Secrets Manager; `calls` collects operation and input. */
function fakeAws(calls: string[] = []) {
  return ({ port, payload }: Call): Json => {
    expect(port).toBe('aws')
    const headers = payload['headers'] as JsonObject
    const operation = String(headers['x-amz-target']).replace('secretsmanager.', '')
    const input = JSON.parse(String(payload['body'])) as JsonObject
    calls.push(`${operation} ${JSON.stringify(input)}`)
    const id = String(input['SecretId'] ?? '')
    if (operation === 'ListSecrets')
      return input['NextToken'] === undefined
        ? success({ SecretList: [{ Name: 'db' }], NextToken: 'more' })
        : success({ SecretList: [{ Name: 'text' }] })
    if (operation === 'BatchGetSecretValue')
      return success({
        SecretValues: [
          { Name: 'db', SecretString: 'x' },
          { Name: 'text', SecretString: 'y' },
        ],
      })
    if (id === 'deleted') return failure('InvalidRequestException', MARKED)
    if (operation === 'DescribeSecret')
      return success({
        Name: id,
        Tags: [
          { Key: 'team', Value: 'red' },
          { Key: 'app', Value: 'shop' },
        ],
      })
    const found = SECRETS[id]
    return found === undefined
      ? failure('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
      : success({ Name: id, ...found })
  }
}

const STORE = {
  kind: 'SecretStore',
  spec: { provider: { aws: { service: 'SecretsManager', region: 'eu-west-1' } } },
}

function ask<T>(version: string, use: (client: SecretsClient) => Proc<T>, calls: string[] = []): T {
  const request = { store: STORE, namespace: 'app', behaviours: behaviours(parseVersion(version)) }
  const proc = function* (): Proc<T> {
    return yield* use(yield* newClient(request))
  }
  return drive(proc(), fakeAws(calls))
}

const ref = (key: string, more: Partial<RemoteRef> = {}): RemoteRef => ({
  key,
  property: '',
  version: '',
  metadataPolicy: '',
  ...more,
})

function value(key: string, more: Partial<RemoteRef> = {}, version = '2.9.0'): string {
  return decodeText(ask(version, (client) => client.getSecret(ref(key, more))))
}

describe('AWS Secrets Manager, one value', () => {
  it.each([
    ['whole', 'text', {}, 'plain'],
    ['a property', 'db', { property: 'user' }, 'app'],
    ['a number', 'db', { property: 'port' }, '5432'],
    ['the tags', 'db', { metadataPolicy: 'Fetch' }, '{"app":"shop","team":"red"}'],
    ['one tag', 'db', { metadataPolicy: 'Fetch', property: 'team' }, 'red'],
  ])('%s', (_name, key, more, text) => {
    expect(value(key, more)).toBe(text)
  })

  it('keeps binary payloads', () => {
    expect(ask('2.9.0', (client) => client.getSecret(ref('binary')))).toBe('AAE=')
  })

  it.each([
    ['', { VersionStage: 'AWSCURRENT' }],
    ['AWSPREVIOUS', { VersionStage: 'AWSPREVIOUS' }],
    ['uuid/1234', { VersionId: '1234' }],
  ])('asks for version %j', (version, input) => {
    const calls: string[] = []
    ask('2.9.0', (client) => client.getSecret(ref('text', { version })), calls)
    expect(calls).toEqual([`GetSecretValue ${JSON.stringify({ SecretId: 'text', ...input })}`])
  })

  it('asks once a sync for the same key and version', () => {
    const calls: string[] = []
    const twice = function* (client: SecretsClient): Proc<string> {
      yield* client.getSecret(ref('db', { property: 'user' }))
      return yield* client.getSecret(ref('db', { property: 'port' }))
    }
    ask('2.9.0', twice, calls)
    expect(calls).toHaveLength(1)
  })
})

describe('AWS Secrets Manager, errors', () => {
  const sdk2 = (exception: string, message: string) =>
    `operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: r-1, ${exception}: ${message}`

  it.each([
    ['2.9.0', 'missing', 'no-secret', 'Secret does not exist'],
    ['0.5.0', 'missing', 'no-secret', 'Secret does not exist'],
    ['0.14.4', 'deleted', 'other', `InvalidRequestException: ${MARKED}\n\tstatus code: 400, `],
    ['0.15.0', 'deleted', 'no-secret', 'Secret does not exist'],
    ['0.17.0', 'deleted', 'no-secret', 'Secret does not exist'],
    ['0.18.0', 'deleted', 'other', sdk2('InvalidRequestException', MARKED)],
    ['2.9.0', 'deleted', 'other', sdk2('InvalidRequestException', MARKED)],
    ['2.9.0', 'empty', 'other', 'invalid secret received. no secret string nor binary for key: empty'],
  ])('%s says of %s: %s', (version, key, failureKind, message) => {
    expect(() => value(key, {}, version)).toThrow(expect.objectContaining({ failure: failureKind, message }))
  })

  it('a missing property is an error, never a missing secret', () => {
    expect(() => value('db', { property: 'nope' })).toThrow(
      expect.objectContaining({ failure: 'other', message: 'key nope does not exist in secret db' }),
    )
    expect(() => value('text', { property: 'nope' })).toThrow('key nope does not exist in secret text')
  })

  it('does not model other providers and services', () => {
    const client = (store: JsonObject) => () =>
      drive(newClient({ store, namespace: 'app', behaviours: behaviours(parseVersion('2.9.0')) }), fakeAws())
    expect(client({ spec: { provider: { vault: {} } } })).toThrow(NotModelled)
    expect(client({ spec: { provider: { aws: { service: 'ParameterStore' } } } })).toThrow(NotModelled)
  })
})

describe('AWS Secrets Manager, several values', () => {
  const decoded = (data: SecretData) =>
    Object.fromEntries(Object.entries(data).map(([key, each]) => [key, decodeText(each)]))

  it('extracts the members of a JSON object: null is empty, the rest keeps its source text', () => {
    expect(decoded(ask('2.9.0', (client) => client.getSecretMap(ref('db'))))).toEqual({
      user: 'app',
      port: '5432',
      ssl: '',
      tags: '["a"]',
    })
  })

  it('cannot extract from what is no object', () => {
    expect(() => ask('2.9.0', (client) => client.getSecretMap(ref('text')))).toThrow(
      "unable to unmarshal secret text: invalid character 'p' looking for beginning of value",
    )
  })

  it('finds by name page by page', () => {
    const calls: string[] = []
    const found = ask('2.9.0', (client) => client.getAllSecrets({ name: { regexp: '^t' } }), calls)
    expect(decoded(found)).toEqual({ text: 'plain' })
    expect(calls.map((call) => call.split(' ')[0])).toEqual(['ListSecrets', 'ListSecrets', 'GetSecretValue'])
  })

  it.each([
    ['2.9.0', { name: { regexp: '.' }, path: 'p' }, ['BatchGetSecretValue'], { db: 'x', text: 'y' }],
    ['2.9.0', { tags: { team: 'red' } }, ['BatchGetSecretValue'], { db: 'x', text: 'y' }],
    [
      '0.10.7',
      { tags: { team: 'red' } },
      ['ListSecrets', 'GetSecretValue', 'ListSecrets', 'GetSecretValue'],
      { db: '{"user":"app","port":5432,"ssl":null,"tags":["a"]}', text: 'plain' },
    ],
  ])('%s finds %j with %j', (version, find, operations, expected) => {
    const calls: string[] = []
    expect(decoded(ask(version, (client) => client.getAllSecrets(find), calls))).toEqual(expected)
    expect(calls.map((call) => call.split(' ')[0])).toEqual(operations)
  })

  it('needs a name or tags', () => {
    expect(() => ask('2.9.0', (client) => client.getAllSecrets({}))).toThrow('unexpected find operator')
  })
})
