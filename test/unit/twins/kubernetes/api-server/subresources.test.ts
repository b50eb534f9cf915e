import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, metadataOf, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { deployment, pod, TestApi } from '../../../../support/api.js'
import { widget, widgetDefinition } from '../../../../support/widgets.js'

const scale = {
  group: 'apps',
  resource: 'deployments',
  name: 'web',
  namespace: 'default',
  subresource: 'scale',
} as const

describe('scale', () => {
  it('shows and sets the replicas of a Deployment', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web', { replicas: 2 }))
    expect(api.request({ verb: 'get', ...scale }).body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=web' },
    })
    const body = { spec: { replicas: 5 } }
    const answer = api.request({ verb: 'patch', patchType: 'merge', ...scale, body })
    expect(answer.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } })
    const { body: after } = api.get('deployments', 'web', { group: 'apps' })
    expect(after).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5 } })
  })

  it('refuses a negative number and a stale version', () => {
    const api = new TestApi()
    api.create('deployments', deployment('web'))
    const put = { verb: 'update', ...scale } as const
    expect(api.request({ ...put, body: { spec: { replicas: -1 } } }).body['message']).toBe(
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
    const stale = { metadata: { name: 'web', resourceVersion: '1' }, spec: { replicas: 1 } }
    expect(api.request({ ...put, body: stale }).code).toBe(409)
  })

  it('works on custom resources that declare it', () => {
    const api = new TestApi()
    api.create('customresourcedefinitions', widgetDefinition)
    api.settle()
    api.create('widgets', widget('w'))
    const request = { ...scale, group: 'example.com', resource: 'widgets', name: 'w' } as const
    api.request({ verb: 'patch', patchType: 'merge', ...request, body: { spec: { replicas: 3 } } })
    expect(api.request({ verb: 'get', ...request }).body).toMatchObject({ spec: { replicas: 3 } })
    expect(api.request({ verb: 'update', ...request, body: { spec: { replicas: 4 } } })).toMatchObject({
      code: 200,
      body: { kind: 'Scale', spec: { replicas: 4 } },
    })
  })

  it('does not exist on other kinds', () => {
    const api = new TestApi()
    api.create('pods', pod('p'))
    const pods = { ...scale, group: '', resource: 'pods', name: 'p' }
    expect(api.request({ verb: 'get', ...pods })).toMatchObject({
      code: 404,
      body: { message: 'the server could not find the requested resource (get pods p)' },
    })
  })
})

function readyPod(api: TestApi, name: string, ready = 'True'): void {
  api.create('pods', {
    ...pod(name, 'node-1'),
    metadata: { name, namespace: 'default', labels: { app: 'a' } },
  })
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: ready }] }
  const request = { verb: 'patch', patchType: 'merge', resource: 'pods', name } as const
  api.request({ ...request, namespace: 'default', subresource: 'status', body: { status } })
}

function budget(name: string, spec: JsonObject): JsonObject {
  const selector = { matchLabels: { app: 'a' } }
  const metadata = { name, namespace: 'default' }
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { selector, ...spec } }
}

function evict(api: TestApi, name: string) {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } }
  const request = { verb: 'create', resource: 'pods', name, namespace: 'default' } as const
  return api.request({ ...request, subresource: 'eviction', body })
}

describe('eviction', () => {
  it('deletes a pod without a budget', () => {
    const api = new TestApi()
    readyPod(api, 'p')
    expect(evict(api, 'p').code).toBe(201)
    expect(metadataOf(api.get('pods', 'p').body)).toHaveProperty('deletionTimestamp')
    expect(api.log().at(-1)!.event).toMatchObject({ verb: 'delete' })
  })

  /** A budget whose controller has said this. */
  function judged(api: TestApi, status: JsonObject, spec: JsonObject = { minAvailable: 1 }): void {
    const { body } = api.create('poddisruptionbudgets', budget('b', spec))
    const whole = { observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, ...status }
    const request = { verb: 'update', group: 'policy', resource: 'poddisruptionbudgets' } as const
    const named = { name: 'b', namespace: 'default', subresource: 'status' } as const
    const written = api.request({ ...request, ...named, body: { ...body, status: whole } })
    expect(written.code).toBe(200)
  }
  const causeOf = (answer: { body: JsonObject }): string =>
    textAt(arrayAt(answer.body, 'details', 'causes')[0], 'message')

  it('takes one of the disruptions that the status allows and notes the pod', () => {
    const api = new TestApi()
    for (const name of ['p', 'q']) readyPod(api, name)
    judged(api, { disruptionsAllowed: 1, currentHealthy: 2 })
    expect(evict(api, 'p').code).toBe(201)
    const { status } = api.request({
      verb: 'get',
      group: 'policy',
      resource: 'poddisruptionbudgets',
      name: 'b',
      namespace: 'default',
    }).body as { status: JsonObject }
    expect(status).toMatchObject({ disruptionsAllowed: 0, conditions: [{ reason: 'InsufficientPods' }] })
    expect(Object.keys(status['disruptedPods'] as JsonObject)).toEqual(['p'])
    expect(arrayAt(api.get('pods', 'p').body, 'status', 'conditions')).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' }),
    )
    expect(evict(api, 'q').code).toBe(429)
  })

  const refusals = [
    [
      'nothing is allowed',
      { disruptionsAllowed: 0 },
      'The disruption budget b needs 1 healthy pods and has 1 currently',
    ],
    [
      'the controller has not seen the budget',
      { observedGeneration: 0 },
      'The disruption budget b is still being processed by the server.',
    ],
    [
      'the controller cannot tell',
      {
        disruptionsAllowed: 0,
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: 'False',
            reason: 'SyncFailed',
            message: 'no scale',
            lastTransitionTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
      'The disruption budget b does not allow evicting pods currently because it failed sync: no scale',
    ],
  ] as const

  it.each(refusals)('is refused when %s', (_when, status, cause) => {
    const api = new TestApi()
    readyPod(api, 'p')
    judged(api, status)
    const answer = evict(api, 'p')
    expect(answer.body).toMatchObject({
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: 'DisruptionBudget' }] },
    })
    expect(causeOf(answer)).toBe(cause)
  })

  const unready = [
    ['the budget is met', { currentHealthy: 1, desiredHealthy: 1 }, {}, 201],
    ['the budget is not met', { currentHealthy: 0, desiredHealthy: 1 }, {}, 429],
    ['nothing has to be healthy', { currentHealthy: 0, desiredHealthy: 0 }, {}, 429],
    [
      'the policy is AlwaysAllow',
      { currentHealthy: 0, desiredHealthy: 1 },
      { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      201,
    ],
  ] as const

  it.each(unready)('of a pod that is not ready, when %s', (_when, status, spec, code) => {
    const api = new TestApi()
    readyPod(api, 'p', 'False')
    judged(api, { disruptionsAllowed: 0, ...status }, { minAvailable: 1, ...spec })
    expect(evict(api, 'p').code).toBe(code)
  })

  it('knows only one budget a pod', () => {
    const api = new TestApi()
    readyPod(api, 'p')
    for (const name of ['a', 'b']) api.create('poddisruptionbudgets', budget(name, { maxUnavailable: 1 }))
    expect(evict(api, 'p')).toMatchObject({ code: 500 })
  })
})
