import { describe, expect, it } from 'vitest'
import { deepFreeze, type Json, type JsonObject } from '../../../../../twins/kernel/json.js'
import { base64ErrorOffset } from '../../../../../twins/kubernetes/schema/base64.js'
import { builtinKind, builtinKinds } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import type { ResourceKind } from '../../../../../twins/kubernetes/schema/resource-kind.js'

function kindOf(name: string): ResourceKind {
  return builtinKinds.find((kind) => kind.kind === name) as ResourceKind
}

function decode(kind: string, body: JsonObject): { object: JsonObject; unknownFields: readonly string[] } {
  return kindOf(kind).decode(deepFreeze({ apiVersion: 'v1', kind, ...body }))
}

function template(container: JsonObject): JsonObject {
  return { spec: { template: { spec: { containers: [{ name: 'c', ...container }] } } } }
}

function errorOf(kind: string, body: JsonObject): string {
  try {
    decode(kind, body)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

const AS = (kind: string): string => `${kind} in version "v1" cannot be handled as a ${kind}: `
const INTO = 'json: cannot unmarshal'

describe('typed decoding', () => {
  it.each<readonly [string, string, JsonObject, string]>([
    [
      'bool label of a pod template',
      'Deployment',
      { spec: { template: { metadata: { labels: { canary: true } } } } },
      `${INTO} bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string`,
    ],
    [
      'number label',
      'Deployment',
      { spec: { template: { metadata: { labels: { canary: 1 } } } } },
      `${INTO} number into Go struct field ObjectMeta.spec.template.metadata.labels of type string`,
    ],
    [
      'top-level label',
      'Deployment',
      { metadata: { labels: { canary: true } } },
      `${INTO} bool into Go struct field ObjectMeta.metadata.labels of type string`,
    ],
    [
      'service selector',
      'Service',
      { spec: { selector: { a: true } } },
      `${INTO} bool into Go struct field ServiceSpec.spec.selector of type string`,
    ],
    [
      'env value',
      'Deployment',
      template({ env: [{ name: 'A', value: true }] }),
      `${INTO} bool into Go struct field EnvVar.spec.template.spec.containers.env.value of type string`,
    ],
    [
      'named string type',
      'Deployment',
      template({ imagePullPolicy: 1 }),
      `${INTO} number into Go struct field Container.spec.template.spec.containers.imagePullPolicy of type v1.PullPolicy`,
    ],
    [
      'string for a number',
      'Deployment',
      { spec: { replicas: '3' } },
      `${INTO} string into Go struct field DeploymentSpec.spec.replicas of type int32`,
    ],
    [
      'number out of range',
      'Deployment',
      { spec: { replicas: 3_000_000_000 } },
      `${INTO} number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32`,
    ],
    [
      'object for a list',
      'Deployment',
      { spec: { template: { spec: { containers: {} } } } },
      `${INTO} object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container`,
    ],
    [
      'list for a struct',
      'Deployment',
      { spec: [] },
      `${INTO} array into Go struct field Deployment.spec of type v1.DeploymentSpec`,
    ],
    [
      'string for a map',
      'ConfigMap',
      { data: 'x' },
      `${INTO} string into Go struct field ConfigMap.data of type map[string]string`,
    ],
    ['bad base64', 'Secret', { data: { a: 'not base64!' } }, 'illegal base64 data at input byte 3'],
    [
      'bad quantity',
      'Deployment',
      template({ resources: { limits: { cpu: 'lots' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'bool for int-or-string',
      'Deployment',
      { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      `${INTO} bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32`,
    ],
  ])('%s', (_name, kind, body, expected) => {
    expect(errorOf(kind, body)).toBe(AS(kind) + expected)
  })

  it('the first mismatch in document order is reported', () => {
    expect(errorOf('ConfigMap', { data: { a: 1 }, immutable: 'x' })).toContain('ConfigMap.data')
    expect(errorOf('ConfigMap', { immutable: 'x', data: { a: 1 } })).toContain('ConfigMap.immutable')
  })

  it('unknown fields are dropped and named with list indices', () => {
    const body = {
      spec: { foo: 1, template: { spec: { containers: [{ name: 'c', image: 'i', bar: {} }] } } },
    }
    const { object, unknownFields } = decode('Deployment', body)
    expect(unknownFields).toEqual(['spec.foo', 'spec.template.spec.containers[0].bar'])
    expect(JSON.stringify(object)).not.toContain('foo')
    expect(JSON.stringify(object)).not.toContain('bar')
  })

  it.each<readonly [string, string, JsonObject, string, Json | undefined]>([
    ['null is absent', 'Deployment', { spec: { replicas: null } }, 'spec.replicas', undefined],
    ['zero behind a pointer stays', 'Deployment', { spec: { replicas: 0 } }, 'spec.replicas', 0],
    [
      'zero without a pointer goes',
      'Deployment',
      { spec: { minReadySeconds: 0 } },
      'spec.minReadySeconds',
      undefined,
    ],
    ['empty list goes', 'ServiceAccount', { secrets: [] }, 'secrets', undefined],
    ['empty map goes', 'ConfigMap', { data: {} }, 'data', undefined],
    [
      'empty string behind a pointer stays',
      'PersistentVolumeClaim',
      { spec: { storageClassName: '' } },
      'spec.storageClassName',
      '',
    ],
    [
      'null in a map of strings is empty',
      'Service',
      { metadata: { labels: { a: null } } },
      'metadata.labels.a',
      '',
    ],
    ['a struct always appears', 'Deployment', {}, 'status', {}],
    ['a required number appears', 'ReplicaSet', {}, 'status.replicas', 0],
    [
      'a quantity may be written as a number',
      'Node',
      { status: { capacity: { cpu: 4 } } },
      'status.capacity.cpu',
      '4',
    ],
  ])('%s', (_name, kind, body, path, expected) => {
    let found: Json | undefined = decode(kind, body).object
    for (const key of path.split('.')) found = (found as JsonObject | undefined)?.[key]
    expect(found).toEqual(expected)
  })

  it.each(builtinKinds.map((kind) => [kind.kind, kind] as const))(
    '%s: decoding what was decoded changes nothing',
    (_name, kind) => {
      const once = kind.decode({ apiVersion: 'v1', kind: kind.kind, metadata: { name: 'x' } }).object
      expect(kind.decode(deepFreeze(once)).object).toBe(once)
    },
  )
})

describe('base64', () => {
  // Recorded from Go 1.26 encoding/base64 (StdEncoding.DecodeString).
  it.each([
    ['', undefined],
    ['YQ==', undefined],
    ['YQ\n==\n', undefined],
    ['YWJj', undefined],
    ['YQ', 0],
    ['YWJjYQ', 4],
    ['YQ=', 3],
    ['YQ==YQ==', 4],
    ['Y===', 1],
    ['not base64!', 3],
    ['=', 0],
    ['YQ=x', 2],
  ])('%j', (text, offset) => {
    expect(base64ErrorOffset(text)).toBe(offset)
  })
})

it('the decoder is found through the table of kinds', () => {
  expect(builtinKind('apps', 'Deployment')?.plural).toBe('deployments')
  expect(builtinKind('', 'Deployment')).toBeUndefined()
})
