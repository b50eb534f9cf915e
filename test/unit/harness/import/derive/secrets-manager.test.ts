import { describe, expect, it } from 'vitest'
import { deriveSecretsManager } from '../../../../../harness/import/derive/secrets-manager.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'

const GROUP = 'external-secrets.io/v1'
const base64 = (text: string) => Buffer.from(text).toString('base64')

function store(provider: JsonObject, name = 'aws'): JsonObject {
  return { apiVersion: GROUP, kind: 'ClusterSecretStore', metadata: { name }, spec: { provider } }
}
const aws = store({ aws: { service: 'SecretsManager', region: 'eu-west-1' } })

function external(spec: JsonObject, name = 'db', refreshTime = '2026-01-01T00:00:00Z'): JsonObject {
  const secretStoreRef = { kind: 'ClusterSecretStore', name: 'aws' }
  return {
    apiVersion: GROUP,
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'a' },
    spec: { secretStoreRef, ...spec },
    status: { refreshTime },
  }
}
function secret(data: Readonly<Record<string, string>>, name = 'db'): JsonObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]))
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'a' }, data: encoded }
}
const property = (secretKey: string, name: string, key = 'prod/db'): JsonObject => ({
  secretKey,
  remoteRef: { key, property: name },
})

describe('the provider read back from a dump', () => {
  it.each<[string, readonly JsonObject[], unknown]>([
    [
      'properties',
      [
        external({ data: [property('password', 'pw'), property('user', 'name')] }),
        secret({ password: 'x', user: 'y' }),
      ],
      { 'prod/db': { pw: 'x', name: 'y' } },
    ],
    [
      'a whole text',
      [external({ data: [{ secretKey: 'all', remoteRef: { key: 'k' } }] }), secret({ all: 'plain text' })],
      { k: 'plain text' },
    ],
    [
      'a whole JSON object',
      [external({ data: [{ secretKey: 'all', remoteRef: { key: 'k' } }] }), secret({ all: '{"a":"b"}' })],
      { k: { a: 'b' } },
    ],
    [
      'an extract, without what other entries give',
      [
        external({ data: [property('extra', 'e', 'other')], dataFrom: [{ extract: { key: 'k' } }] }),
        secret({ a: '1', b: '2', extra: '3' }),
      ],
      { k: { a: '1', b: '2' }, other: { e: '3' } },
    ],
    [
      'what is decoded on the way',
      [
        external({ data: [{ secretKey: 'k', remoteRef: { key: 'k', decodingStrategy: 'Base64' } }] }),
        secret({ k: 'text' }),
      ],
      { k: base64('text') },
    ],
    [
      'variables of a template',
      [
        external({
          data: [property('pw', 'pw'), property('user', 'user')],
          target: { template: { data: { url: 'pg://{{ .user }}:{{ .pw }}@db/x' } } },
        }),
        secret({ url: 'pg://u:p@db/x' }),
      ],
      { 'prod/db': { user: 'u', pw: 'p' } },
    ],
  ])('%s', (_name, objects, secrets) => {
    expect(deriveSecretsManager([aws, ...objects])).toEqual({
      secretsManager: { region: 'eu-west-1', secrets },
      gaps: [],
    })
  })

  it('believes the ExternalSecret that was refreshed last, and names the other', () => {
    const objects = [
      external({ data: [property('pw', 'pw')] }, 'stale', '2026-01-01T00:00:00Z'),
      external({ data: [property('pw', 'pw')] }, 'fresh', '2026-01-02T00:00:00Z'),
      secret({ pw: 'old' }, 'stale'),
      secret({ pw: 'new' }, 'fresh'),
    ]
    const { secretsManager, gaps } = deriveSecretsManager([aws, ...objects])
    expect(secretsManager?.secrets).toEqual({ 'prod/db': { pw: 'new' } })
    expect(gaps).toEqual([
      'ExternalSecret a/stale: prod/db (pw) differs from what another ExternalSecret last read',
    ])
  })

  it.each<[string, readonly JsonObject[], string]>([
    ['a target that is gone', [aws, external({ data: [property('pw', 'pw')] })], 'is not in the dump'],
    ['a key that is gone', [aws, external({ data: [property('pw', 'pw')] }), secret({})], 'has no key pw'],
    [
      'an old version',
      [
        aws,
        external({ data: [{ secretKey: 'pw', remoteRef: { key: 'k', version: 'AWSPREVIOUS' } }] }),
        secret({ pw: 'x' }),
      ],
      'AWSPREVIOUS',
    ],
    [
      'a find',
      [aws, external({ dataFrom: [{ find: { name: { regexp: '.*' } } }] }), secret({ a: 'x' })],
      'dataFrom cannot be read back',
    ],
    [
      'another provider',
      [store({ vault: {} }), external({ data: [property('pw', 'pw')] }), secret({ pw: 'x' })],
      'provider vault is not modelled',
    ],
    [
      'a store that is gone',
      [external({ data: [property('pw', 'pw')] }), secret({ pw: 'x' })],
      'ClusterSecretStore aws is not in the dump',
    ],
    [
      'a template that computes',
      [
        aws,
        external({
          data: [property('pw', 'pw')],
          target: { template: { data: { h: '{{ .pw | b64enc }}' } } },
        }),
        secret({ h: 'x' }),
      ],
      'a template hides it',
    ],
  ])('says that it does not know %s', (_name, objects, gap) => {
    const { gaps } = deriveSecretsManager(objects)
    expect(gaps.join('\n')).toContain(gap)
  })
})
