import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import type { ApiResponse } from '../../twins/kubernetes/client/api.js'
import { arrayAt, findObject, metadataOf, objectAt, textAt } from '../../twins/kubernetes/client/objects.js'
import { podNames, statefulSetOf } from '../support/stateful.js'
import { deploymentOf, podOf, Workloads } from '../support/workloads.js'

function budgetOf(spec: JsonObject, app = 'api'): JsonObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'test' },
    spec: { selector: { matchLabels: { app } }, ...spec },
  }
}

const statusOf = (twin: Workloads): JsonObject =>
  objectAt(findObject(twin.world, 'policy', 'poddisruptionbudgets', 'test', 'b'), 'status')
const condition = (twin: Workloads): unknown => arrayAt(statusOf(twin), 'conditions')[0]

function evict(twin: Workloads, name: string): ApiResponse {
  const metadata = { name, namespace: 'test' }
  return twin.api({
    verb: 'create',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'test',
    name,
    subresource: 'eviction',
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata },
  })
}

/** A Deployment of three ready pods under a budget. */
function guarded(spec: JsonObject): Workloads {
  const twin = new Workloads()
  twin.create(deploymentOf('api', 3))
  twin.create(budgetOf(spec))
  twin.quiesce()
  return twin
}

describe('the status of a budget', () => {
  const table = [
    [{ minAvailable: 2 }, { desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 }],
    [{ minAvailable: '50%' }, { desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 }],
    [{ minAvailable: '100%' }, { desiredHealthy: 3, disruptionsAllowed: 0, expectedPods: 3 }],
    [{ maxUnavailable: 1 }, { desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 }],
    [{ maxUnavailable: '40%' }, { desiredHealthy: 1, disruptionsAllowed: 2, expectedPods: 3 }],
    [{ maxUnavailable: 0 }, { desiredHealthy: 3, disruptionsAllowed: 0, expectedPods: 3 }],
  ] as const

  it.each(table)('under %j', (spec, status) => {
    expect(statusOf(guarded(spec))).toMatchObject({ observedGeneration: 1, currentHealthy: 3, ...status })
  })

  it('says in a condition whether something may go', () => {
    expect(condition(guarded({ minAvailable: 2 }))).toMatchObject({
      type: 'DisruptionAllowed',
      status: 'True',
      reason: 'SufficientPods',
      observedGeneration: 1,
    })
    expect(condition(guarded({ minAvailable: 3 }))).toMatchObject({
      status: 'False',
      reason: 'InsufficientPods',
    })
  })

  it('counts on the scale of the set, not on the pods there are', () => {
    const twin = new Workloads()
    twin.refuseImage('broken:1', 'no')
    twin.create(statefulSetOf('db', 3))
    twin.create(budgetOf({ maxUnavailable: 1 }, 'db'))
    twin.elapse(100)
    expect(podNames(twin)).toEqual(['db-0'])
    expect(statusOf(twin)).toMatchObject({ expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 0 })
  })

  it('warns of pods without a controller', () => {
    const twin = new Workloads()
    twin.create({ ...podOf('one'), metadata: { name: 'one', namespace: 'test', labels: { app: 'api' } } })
    twin.create(budgetOf({ maxUnavailable: 1 }))
    twin.quiesce()
    expect(statusOf(twin)).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 })
    expect(twin.events('b').join()).toContain(
      'UnmanagedPods: Pods selected by this PodDisruptionBudget (selector: ' +
        '&LabelSelector{MatchLabels:map[string]string{app: api,},MatchExpressions:[]LabelSelectorRequirement{},}) ' +
        'were found to be unmanaged.',
    )
  })

  it('allows nothing while a controller of the pods has no scale', () => {
    const twin = new Workloads()
    const labels = { app: 'api' }
    const template = {
      metadata: { labels },
      spec: { containers: [{ name: 'main', image: 'app:1' }] },
    }
    const spec = { selector: { matchLabels: labels }, template }
    twin.create({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace: 'test' },
      spec,
    })
    twin.create(budgetOf({ maxUnavailable: 1 }))
    twin.quiesce()
    expect(condition(twin)).toMatchObject({
      reason: 'SyncFailed',
      message: 'daemonsets.apps does not implement the scale subresource',
    })
  })
})

describe('evictions', () => {
  it('take one pod after the other, never more than the budget allows', () => {
    const twin = guarded({ minAvailable: 2 })
    const [first, second] = podNames(twin) as [string, string]
    expect(evict(twin, first).code).toBe(201)
    const refused = evict(twin, second)
    expect(refused.code).toBe(429)
    expect(textAt(refused.body, 'message')).toBe(
      "Cannot evict pod as it would violate the pod's disruption budget.",
    )
    twin.quiesce()
    expect(podNames(twin)).toHaveLength(3)
    expect(podNames(twin)).not.toContain(first)
    expect(statusOf(twin)).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 3 })
    expect(statusOf(twin)).not.toHaveProperty('disruptedPods')
    expect(evict(twin, second).code).toBe(201)
  })

  it('are refused until the controller has looked at a new budget', () => {
    const twin = new Workloads()
    twin.create(deploymentOf('api', 3))
    twin.quiesce()
    twin.create(budgetOf({ minAvailable: 1 }))
    const [pod] = podNames(twin) as [string]
    expect(textAt(arrayAt(evict(twin, pod).body, 'details', 'causes')[0], 'message')).toBe(
      'The disruption budget b is still being processed by the server.',
    )
    twin.quiesce()
    expect(evict(twin, pod).code).toBe(201)
    expect(metadataOf(twin.pod(pod)!)['deletionTimestamp']).toBeDefined()
  })
})
