import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf, objectAt, valueAt } from '../../../../../twins/kubernetes/client/objects.js'
import { builtinKinds } from '../../../../../twins/kubernetes/schema/builtin/index.js'
import { tableCells } from '../../../../../twins/kubernetes/schema/resource-kind.js'
import { TestApi } from '../../../../support/api.js'
import { widgetDefinition } from '../../../../support/widgets.js'

const HPAS = { group: 'autoscaling', resource: 'horizontalpodautoscalers', namespace: 'default' } as const
const V1 = { ...HPAS, version: 'v1', name: 'web' } as const
const V2 = { ...HPAS, version: 'v2', name: 'web' } as const
const TARGET: JsonObject = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const MEMORY: JsonObject = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
}

function autoscaler(version: 'v1' | 'v2', spec: JsonObject): JsonObject {
  return {
    apiVersion: `autoscaling/${version}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'default' },
    spec: { scaleTargetRef: TARGET, maxReplicas: 5, ...spec },
  }
}

function cpu(averageUtilization: number): JsonObject {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }
}

describe('an autoscaler', () => {
  it('made in v1 is stored as v2, and shown as either', () => {
    const api = new TestApi()
    const body = autoscaler('v1', { targetCPUUtilizationPercentage: 70 })
    const created = api.request({ verb: 'create', ...HPAS, version: 'v1', body })
    expect(created).toMatchObject({
      code: 201,
      body: { apiVersion: 'autoscaling/v1', spec: { minReplicas: 1, targetCPUUtilizationPercentage: 70 } },
    })
    expect(api.request({ verb: 'get', ...V2 }).body).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { minReplicas: 1, metrics: [cpu(70)] },
    })
  })

  it('without metrics goes by 80% of the CPU', () => {
    const api = new TestApi()
    api.request({ verb: 'create', ...HPAS, version: 'v1', body: autoscaler('v1', {}) })
    expect(api.request({ verb: 'get', ...V1 }).body).toMatchObject({
      spec: { targetCPUUtilizationPercentage: 80 },
    })
  })

  it('keeps through v1 what only v2 can say', () => {
    const api = new TestApi()
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } }
    const body = autoscaler('v2', { metrics: [MEMORY, cpu(50)], behavior })
    api.request({ verb: 'create', ...HPAS, version: 'v2', body })
    const before = api.request({ verb: 'get', ...V2 }).body
    const shown = api.request({ verb: 'get', ...V1 }).body
    expect(objectAt(metadataOf(shown), 'annotations')).toHaveProperty([
      'autoscaling.alpha.kubernetes.io/metrics',
    ])
    const changed = { ...shown, spec: { ...objectAt(shown, 'spec'), maxReplicas: 9 } }
    expect(api.request({ verb: 'update', ...V1, body: changed }).code).toBe(200)
    const after = api.request({ verb: 'get', ...V2 }).body
    const metrics = [cpu(50), MEMORY]
    expect(objectAt(after, 'spec')).toEqual({ ...objectAt(before, 'spec'), metrics, maxReplicas: 9 })
    expect(metadataOf(after)).not.toHaveProperty('annotations')
    expect(valueAt(after, 'metadata', 'generation')).toBe(2)
  })

  it.each([
    [{ minReplicas: 0 }, 'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1'],
    [
      { minReplicas: 9 },
      'spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`',
    ],
    [
      { metrics: [{ type: 'Resource' }] },
      'spec.metrics[0].resource: Required value: must populate information for the given metric source',
    ],
    [{ scaleTargetRef: { kind: 'Deployment', name: '' } }, 'spec.scaleTargetRef.name: Required value'],
  ])('with %j is refused', (spec, message) => {
    const api = new TestApi()
    const answer = api.request({ verb: 'create', ...HPAS, version: 'v2', body: autoscaler('v2', spec) })
    expect(answer.code).toBe(422)
    expect(answer.body['message']).toContain(message)
  })
})

/** Kind, group version, resource, the rest of the object, what the server fills in, the cells but name and age. */
const KINDS: readonly (readonly [string, string, string, JsonObject, JsonObject, readonly string[]])[] = [
  [
    'LimitRange',
    'v1',
    'limitranges',
    { spec: { limits: [{ type: 'Container', max: { cpu: '2', memory: '1024Mi' }, default: { cpu: '1' } }] } },
    {
      spec: {
        limits: [
          {
            type: 'Container',
            max: { cpu: '2', memory: '1Gi' },
            default: { cpu: '1', memory: '1Gi' },
            defaultRequest: { cpu: '1', memory: '1Gi' },
          },
        ],
      },
    },
    [],
  ],
  [
    'ResourceQuota',
    'v1',
    'resourcequotas',
    { spec: { hard: { pods: '4', 'limits.cpu': '2000m' } } },
    { spec: { hard: { pods: '4', 'limits.cpu': '2' } } },
    ['', ''],
  ],
  [
    'NetworkPolicy',
    'networking.k8s.io/v1',
    'networkpolicies',
    { spec: { podSelector: { matchLabels: { app: 'a' } }, egress: [{ ports: [{ port: 53 }] }] } },
    { spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] } },
    ['app=a'],
  ],
  [
    'IngressClass',
    'networking.k8s.io/v1',
    'ingressclasses',
    { spec: { controller: 'x.io/y', parameters: { apiGroup: 'x.io', kind: 'P', name: 'p' } } },
    { spec: { parameters: { scope: 'Cluster' } } },
    ['x.io/y', 'P.x.io/p'],
  ],
  ['RuntimeClass', 'node.k8s.io/v1', 'runtimeclasses', { handler: 'runsc' }, {}, ['runsc']],
  [
    'MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
    'mutatingwebhookconfigurations',
    {
      webhooks: [
        {
          name: 'a.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { name: 's', namespace: 'n' } },
        },
      ],
    },
    {
      metadata: { generation: 1 },
      webhooks: [
        {
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          reinvocationPolicy: 'Never',
          timeoutSeconds: 10,
          clientConfig: { service: { port: 443 } },
        },
      ],
    },
    ['1'],
  ],
]

describe('kinds that are stored', () => {
  it.each(KINDS)('%s: defaults and columns', (kind, apiVersion, resource, rest, filled, cells) => {
    const api = new TestApi()
    const type = builtinKinds.find((one) => one.kind === kind)!
    const metadata = { name: 'x', ...(type.namespaced ? { namespace: 'default' } : {}) }
    const created = api.create(resource, { apiVersion, kind, metadata, ...rest })
    expect(created).toMatchObject({ code: 201, body: filled })
    expect(tableCells(type, created.body, 0).slice(1, 1 + cells.length)).toEqual(cells)
  })

  it.each([
    [
      'NetworkPolicy',
      'networking.k8s.io/v1',
      'networkpolicies',
      { spec: { podSelector: {}, policyTypes: ['Sideways'] } },
      'spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Egress", "Ingress"',
    ],
    [
      'ResourceQuota',
      'v1',
      'resourcequotas',
      { spec: { hard: { pods: '-1' } } },
      'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    [
      'ReplicationController',
      'v1',
      'replicationcontrollers',
      { spec: { selector: { a: 'b' }, template: { metadata: { labels: { a: 'c' } } } } },
      'spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`',
    ],
  ] as const)('%s: refuses what makes no sense', (kind, apiVersion, resource, rest, message) => {
    const api = new TestApi()
    const body = { apiVersion, kind, metadata: { name: 'x', namespace: 'default' }, ...rest }
    expect(api.create(resource, body).body['message']).toContain(message)
  })
})

describe('strategic merge patches', () => {
  const strategic = { verb: 'patch', patchType: 'strategic' } as const

  it('reach the names of a CustomResourceDefinition, and replace its versions whole', () => {
    const api = new TestApi()
    api.create('customresourcedefinitions', widgetDefinition)
    const name = 'widgets.example.com'
    const body = { metadata: { labels: { a: 'b' } }, spec: { names: { shortNames: ['wdg'] } } }
    const crd = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions', name }
    const patched = api.request({ ...strategic, ...crd, body })
    expect(patched).toMatchObject({
      code: 200,
      body: { metadata: { labels: { a: 'b' } }, spec: { names: { kind: 'Widget', shortNames: ['wdg'] } } },
    })
    const cut = api.request({ ...strategic, ...crd, body: { spec: { versions: [{ name: 'v9' }] } } })
    expect(cut.code).toBe(422)
  })

  it('merge webhooks by name', () => {
    const api = new TestApi()
    const [, apiVersion, resource, rest] = KINDS[5]!
    api.create(resource, {
      apiVersion,
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'm' },
      ...rest,
    })
    const group = 'admissionregistration.k8s.io'
    const body = { webhooks: [{ name: 'a.example.com', failurePolicy: 'Ignore' }] }
    expect(api.request({ ...strategic, group, resource, name: 'm', body }).body).toMatchObject({
      metadata: { generation: 2 },
      webhooks: [{ name: 'a.example.com', failurePolicy: 'Ignore', sideEffects: 'None' }],
    })
  })
})
