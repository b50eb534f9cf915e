import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { metadataOf } from '../../../../../twins/kubernetes/client/objects.js'
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
    expect(api.request({ verb: 'get', ...scale, group: '', resource: 'pods', name: 'p' }).code).toBe(405)
  })
})

function readyPod(api: TestApi, name: string): void {
  api.create('pods', {
    ...pod(name, 'node-1'),
    metadata: { name, namespace: 'default', labels: { app: 'a' } },
  })
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
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

  const budgets = [
    [{ minAvailable: 1 }, 201],
    [{ minAvailable: 2 }, 429],
    [{ minAvailable: '100%' }, 429],
    [{ minAvailable: '50%' }, 201],
    [{ maxUnavailable: 1 }, 201],
    [{ maxUnavailable: 0 }, 429],
  ] as const

  it.each(budgets)('of one of two pods under %j: %i', (spec, code) => {
    const api = new TestApi()
    for (const name of ['p', 'q']) readyPod(api, name)
    api.create('poddisruptionbudgets', budget('b', spec))
    expect(evict(api, 'p').code).toBe(code)
  })

  it('is refused in upstream’s words', () => {
    const api = new TestApi()
    readyPod(api, 'p')
    api.create('poddisruptionbudgets', budget('b', { minAvailable: 1 }))
    expect(evict(api, 'p').body).toMatchObject({
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: {
        causes: [
          {
            reason: 'DisruptionBudget',
            message: 'The disruption budget b needs 1 healthy pods and has 1 currently',
          },
        ],
      },
    })
  })

  it('knows only one budget a pod', () => {
    const api = new TestApi()
    readyPod(api, 'p')
    for (const name of ['a', 'b']) api.create('poddisruptionbudgets', budget(name, { maxUnavailable: 1 }))
    expect(evict(api, 'p')).toMatchObject({ code: 500 })
  })
})
