import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../twins/kernel/index.js'
import { metadataOf } from '../../twins/kubernetes/client/objects.js'
import type { HttpAnswer } from '../../twins/kubernetes/http/contract.js'
import { TestFront } from '../support/http-front.js'
import { widgetDefinition } from '../support/widgets.js'

const segment = fc.oneof(
  fc.constantFrom(
    'api',
    'apis',
    'v1',
    'apps',
    'namespaces',
    'default',
    'pods',
    'deployments',
    'scale',
    'status',
  ),
  fc.constantFrom(
    'configmaps',
    'secrets',
    'log',
    'exec',
    'token',
    'serviceaccounts',
    'nodes',
    'c',
    'watch',
    '%zz',
  ),
  fc.constantFrom('binding', 'eviction', 'finalize', 'batch', 'jobs', 'customresourcedefinitions', 'events'),
  fc.string({ maxLength: 5 }),
)
const resource = fc.constantFrom(
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/pods',
  '/api/v1/namespaces',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/batch/v1/namespaces/default/jobs',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
)
const path = fc.oneof(
  fc.array(segment, { maxLength: 8 }).map((parts) => `/${parts.join('/')}`),
  resource,
  fc.tuple(resource, fc.constantFrom('c', 'default', 'kube-system'), segment).map((parts) => parts.join('/')),
)
const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')
const pair = fc.tuple(
  fc.constantFrom(
    'watch',
    'limit',
    'continue',
    'resourceVersion',
    'fieldSelector',
    'labelSelector',
    'dryRun',
    'force',
    'tailLines',
    'command',
    'container',
    'fieldManager',
    'timeoutSeconds',
    'sendInitialEvents',
    'resourceVersionMatch',
  ),
  fc.oneof(
    fc.constantFrom('1', 'true', '0', '-1', 'All', 'NotOlderThan', 'a=b', 'metadata.name=c'),
    fc.string({ maxLength: 6 }),
  ),
)
const query = fc
  .array(pair, { maxLength: 3 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'))
const type = fc.constantFrom(
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'text/plain',
  '',
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1.5, '', 'a', 'c', 'default'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'metadata',
        'spec',
        'status',
        'name',
        'labels',
        'data',
        'template',
        'containers',
        'op',
        'path',
        'value',
        'selector',
        'finalizers',
        'ownerReferences',
        'annotations',
        '$patch',
        'kind',
        'apiVersion',
        'names',
        'versions',
      ),
      tie('json'),
      { maxKeys: 4 },
    ),
  ),
}))
const object = fc.record(
  { metadata: fc.oneof(json, fc.constant({ name: 'c' })), spec: json, data: json },
  { requiredKeys: [] },
)
const body = fc.oneof(
  object.map((value) => new TextEncoder().encode(JSON.stringify(value))),
  json.map((value) => new TextEncoder().encode(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => new Uint8Array([0x6b, 0x38, 0x73, 0, ...bytes])),
)

/** One answer, read to its end if it is a stream. */
function statusOf(front: TestFront, answer: HttpAnswer): number {
  if (answer.kind === 'exec') return 101
  if (answer.kind === 'stream') answer.stream.read(front.world)
  return answer.status
}

/** Valid objects, by the address of their collection. */
const VALID: Readonly<Record<string, JsonObject>> = {
  '/api/v1/namespaces/default/configmaps': {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', labels: { a: 'b' } },
    data: { a: 'b' },
  },
  '/api/v1/namespaces/default/pods': {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'c' },
    spec: podSpec(),
  },
  '/api/v1/namespaces/default/services': {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'c' },
    spec: { selector: { a: 'b' }, ports: [{ name: 'x', port: 80, targetPort: 'http' }] },
  },
  '/apis/apps/v1/namespaces/default/deployments': {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'c' },
    spec: workloadSpec(),
  },
  '/apis/apps/v1/namespaces/default/statefulsets': {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'c' },
    spec: { ...workloadSpec(), serviceName: 'c' },
  },
  '/apis/batch/v1/namespaces/default/jobs': {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'c' },
    spec: { template: { spec: { ...podSpec(), restartPolicy: 'Never' } } },
  },
  '/apis/rbac.authorization.k8s.io/v1/clusterroles': {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'c' },
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
  },
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': widgetDefinition,
}

function podSpec(): JsonObject {
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }]
  const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 5 }
  return {
    containers: [{ name: 'c', image: 'i', env, livenessProbe: probe, resources: { limits: { cpu: '1' } } }],
    volumes: [{ name: 'v', secret: { secretName: 's' } }],
    tolerations: [{ operator: 'Exists' }],
  }
}

function workloadSpec(): JsonObject {
  const template = { metadata: { labels: { a: 'b' } }, spec: podSpec() }
  return { replicas: 1, selector: { matchLabels: { a: 'b' } }, template }
}

/** The value with whatever stands at a place in it, chosen by `steps`, replaced. */
function spoiled(value: Json, steps: readonly number[], junk: Json): Json {
  const [step, ...rest] = steps
  if (step === undefined || typeof value !== 'object' || value === null) return junk
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return junk
  const child = spoiled((value as JsonObject)[key] as Json, rest, junk)
  if (!Array.isArray(value)) return { ...(value as JsonObject), [key]: child }
  return value.map((item, index) => (String(index) === key ? child : (item as Json)))
}

describe('the front', () => {
  it('answers whatever it is sent', () => {
    const front = new TestFront()
    fc.assert(
      fc.property(method, path, query, type, body, (verb, where, how, contentType, bytes) => {
        const headers = { 'content-type': contentType, accept: 'application/json' }
        const answer = front.handle(verb, `${where.replaceAll('?', '')}?${how}`, { headers, body: bytes })
        expect(statusOf(front, answer)).toBeGreaterThanOrEqual(101)
      }),
      { numRuns: 200 },
    )
  })

  it('answers objects that are wrong somewhere', () => {
    const front = new TestFront()
    for (const [collection, valid] of Object.entries(VALID)) {
      expect([collection, front.send('POST', collection, { body: valid }).status]).toEqual([collection, 201])
    }
    const junk = json as fc.Arbitrary<Json>
    const steps = fc.array(fc.nat(5), { minLength: 1, maxLength: 8 })
    const patch = fc.constantFrom(
      undefined,
      'strategic-merge-patch+json',
      'merge-patch+json',
      'apply-patch+yaml',
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(VALID)),
        steps,
        junk,
        patch,
        (collection, place, value, kind) => {
          const valid = VALID[collection] as JsonObject
          const { name } = metadataOf(valid)
          const sent = JSON.stringify(spoiled(valid, place, value))
          const target = `${collection}/${String(name)}?fieldManager=me&dryRun=All`
          const headers = kind === undefined ? {} : { 'content-type': `application/${kind}` }
          const answer = front.send(kind === undefined ? 'PUT' : 'PATCH', target, { body: sent, headers })
          expect(answer.status).toBeGreaterThanOrEqual(200)
          const created = front.send('POST', `${collection}?dryRun=All`, {
            body: sent.replaceAll('"c"', '"d"'),
          })
          expect(created.status).toBeGreaterThanOrEqual(200)
        },
      ),
      { numRuns: 200 },
    )
  })
})
