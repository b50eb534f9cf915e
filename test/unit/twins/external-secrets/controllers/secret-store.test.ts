import { describe, expect, it } from 'vitest'
import { aws } from '../../../../../twins/aws/index.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, findObject, textAt } from '../../../../../twins/kubernetes/index.js'
import { EsoWorld, toBase64 } from '../../../../support/external-secrets.js'

const HOUR_MS = 3_600_000

function storeOf(world: EsoWorld, name = 'other'): JsonObject | undefined {
  return findObject(world.world, 'external-secrets.io', 'secretstores', 'app', name)
}

function readyOf(store: JsonObject | undefined): string {
  const conditions = arrayAt(store, 'status', 'conditions')
  return conditions
    .map((each) => `${textAt(each, 'status')} ${textAt(each, 'reason')}: ${textAt(each, 'message')}`)
    .join('; ')
}

function withStore(provider: JsonObject, eso = '2.9.0', before?: (world: EsoWorld) => void): EsoWorld {
  const world = new EsoWorld({ eso, components: [aws] })
  before?.(world)
  const manifest = world.store('other', {})
  world.mustCreate({ ...manifest, spec: { provider } })
  return world.run()
}

const FAKE = { data: [{ key: 'db', value: '{}' }] }

describe('the conditions of a store', () => {
  it.each([
    ['2.9.0', 0, 'True Valid: store validated', 'Normal Valid: store validated'],
    [
      '2.9.0',
      2,
      'False InvalidProviderConfig: unable to validate store',
      'Warning InvalidProviderConfig: unable to validate',
    ],
    [
      '2.9.0',
      1,
      'True ValidationUnknown: could not determine validation status',
      'Warning ValidationUnknown: unable to validate',
    ],
    [
      '0.19.2',
      1,
      'False InvalidProviderConfig: unable to validate store',
      'Warning InvalidProviderConfig: unable to validate',
    ],
  ])('%s, validation %i: %s', (eso, validationResult, ready, event) => {
    const world = withStore({ fake: { ...FAKE, validationResult } }, eso)
    expect(readyOf(storeOf(world))).toBe(ready)
    expect(world.events('other')).toEqual([event])
  })

  it('name the capabilities since v0.7.0', () => {
    expect(textAt(storeOf(withStore({ fake: FAKE }, '0.7.0')), 'status', 'capabilities')).toBe('ReadWrite')
    expect(textAt(storeOf(withStore({ fake: FAKE }, '0.6.1')), 'status', 'capabilities')).toBe('')
  })

  it('say what is not modelled, and are not retried', () => {
    const world = withStore({ vault: { server: 'https://vault' } })
    expect(readyOf(storeOf(world))).toBe(
      'False InvalidProviderConfig: not modelled: the External Secrets provider vault',
    )
    expect(world.wait(HOUR_MS).events('other')).toHaveLength(1)
  })

  it('are looked at again every five minutes, and once after their own status was written', () => {
    const count = (world: EsoWorld) =>
      Number(
        world.world
          .list<JsonObject>('kubernetes.objects', 'events/app/other.')
          .map((row) => row.value['count'])[0],
      )
    expect(count(withStore({ fake: FAKE }).wait(HOUR_MS))).toBe(2 + 12)
  })
})

const REGION = { service: 'SecretsManager', region: 'eu-west-1' }
const KEYS = {
  accessKeyIDSecretRef: { name: 'keys', key: 'id' },
  secretAccessKeySecretRef: { name: 'keys', key: 'secret' },
}

describe('the credentials of an AWS store', () => {
  const failed = (why: string) => `Warning InvalidProviderConfig: unable to create session: ${why}`
  const withKeys = (data: Readonly<Record<string, string>>) => (world: EsoWorld) =>
    world.createSecret('keys', data)

  it('may be the operator’s own', () => {
    expect(readyOf(storeOf(withStore({ aws: REGION })))).toBe('True Valid: store validated')
  })

  it.each([
    [
      'no Secret',
      () => undefined,
      failed(
        'could not fetch SecretAccessKey secret: cannot get Kubernetes secret "keys" from namespace "app": Secret "keys" not found',
      ),
    ],
    [
      'no key',
      withKeys({ id: 'x' }),
      failed('could not fetch SecretAccessKey secret: cannot find secret data for key: "secret"'),
    ],
    ['both', withKeys({ id: 'x', secret: 'y' }), 'Normal Valid: store validated'],
  ])('from a Secret: %s', (_name, before, event) => {
    const world = withStore({ aws: { ...REGION, auth: { secretRef: KEYS } } }, '2.9.0', before)
    expect(world.events('other')).toEqual([event])
  })

  it.each([
    ['none', undefined, failed('ServiceAccount "sa" not found')],
    ['without a role', {}, failed('an IAM role must be associated with service account sa (namespace: app)')],
    [
      'with a role',
      { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/r' },
      'Normal Valid: store validated',
    ],
  ])('from a ServiceAccount: %s', (_name, annotations, event) => {
    const metadata = { name: 'sa', namespace: 'app', annotations: annotations ?? {} }
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
    const jwt = { serviceAccountRef: { name: 'sa' } }
    const world = withStore({ aws: { ...REGION, auth: { jwt } } }, '2.9.0', (each) => {
      if (annotations !== undefined) each.mustCreate(account)
    })
    expect(world.events('other')).toEqual([event])
  })
})

describe('a ClusterSecretStore', () => {
  const start = (
    conditions: readonly JsonObject[],
    provider: JsonObject = { fake: { data: [{ key: 'db', value: '{"a":"b"}' }] } },
  ) => {
    const world = new EsoWorld({ components: [aws] })
    const spec = { provider, conditions: [...conditions] }
    world.mustCreate({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: 'shared' },
      spec,
    })
    world.run()
    world.mustCreate(
      world.externalSecretManifest(
        'db',
        {},
        { secretStoreRef: { kind: 'ClusterSecretStore', name: 'shared' } },
      ),
    )
    return world.run()
  }

  it.each([
    ['no conditions', [], true],
    ['its namespace', [{ namespaces: ['app'] }], true],
    ['another namespace', [{ namespaces: ['other'] }], false],
    ['a label', [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'app' } } }], true],
    ['another label', [{ namespaceSelector: { matchLabels: { team: 'red' } } }], false],
    ['a pattern', [{ namespaceRegexes: ['^a'] }], true],
    ['one of several', [{ namespaces: ['other'] }, { namespaces: ['app'] }], true],
  ])('with %s', (_name, conditions, allowed) => {
    const world = start(conditions)
    expect(world.data('db')).toEqual(allowed ? { a: 'b' } : undefined)
    if (!allowed)
      expect(world.events('db')[0]).toContain(
        'using cluster store "shared" is not allowed from namespace "app": denied by spec.condition',
      )
  })

  it('takes the credentials of the namespace that asks when it names none', () => {
    const world = start([], { aws: { ...REGION, auth: { secretRef: KEYS } } })
    const store = findObject(world.world, 'external-secrets.io', 'clustersecretstores', '', 'shared')
    expect(readyOf(store)).toBe('True Valid: store validated')
    expect(world.events('db')[0]).toContain('cannot get Kubernetes secret "keys" from namespace "app"')
    world.createSecret('keys', { id: toBase64('x'), secret: toBase64('y') })
    expect(world.wait(60_000).events('db').join()).toContain('Secret does not exist')
  })
})
