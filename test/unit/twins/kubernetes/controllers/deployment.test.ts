import { describe, expect, it } from 'vitest'
import type { AdmissionHook } from '../../../../../twins/contract/component.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, metadataOf, numberAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { deploymentOf, Workloads } from '../../../../support/workloads.js'

const REVISION = 'deployment.kubernetes.io/revision'
const nameOf = (object: JsonObject): string => textAt(metadataOf(object), 'name')
const condition = (object: JsonObject, type: string) =>
  arrayAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === type)
const image = (name: string): JsonObject => ({
  spec: { template: { spec: { containers: [{ name: 'main', image: name }] } } },
})
const replicasBySet = (twin: Workloads) =>
  twin.replicaSets().map((one) => numberAt(one, -1, 'spec', 'replicas'))

function rolledOut(replicas: number, spec: JsonObject = {}): Workloads {
  const twin = new Workloads()
  twin.create(deploymentOf('web', replicas, {}, spec))
  twin.quiesce()
  return twin
}

describe('a new Deployment', () => {
  it('gets a ReplicaSet with hash, owner and annotations, and tells of its scaling', () => {
    const twin = rolledOut(2)
    const [replicaSet] = twin.replicaSets()
    const hash = textAt(replicaSet, 'metadata', 'labels', 'pod-template-hash')
    expect(nameOf(replicaSet!)).toBe(`web-${hash}`)
    expect(metadataOf(replicaSet!)).toMatchObject({
      annotations: {
        [REVISION]: '1',
        'deployment.kubernetes.io/desired-replicas': '2',
        'deployment.kubernetes.io/max-replicas': '3',
      },
      ownerReferences: [{ kind: 'Deployment', name: 'web', controller: true, blockOwnerDeletion: true }],
    })
    expect(textAt(twin.deployment('web'), 'metadata', 'annotations', REVISION)).toBe('1')
    expect(twin.events('web')).toEqual([`ScalingReplicaSet: Scaled up replica set web-${hash} from 0 to 2`])
    expect(
      twin
        .events(nameOf(replicaSet!))
        .every((text) => text.startsWith('SuccessfulCreate: Created pod: web-')),
    ).toBe(true)
  })

  it('becomes available and has progressed', () => {
    const twin = rolledOut(2)
    const deployment = twin.deployment('web')
    expect(condition(deployment, 'Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    })
    expect(condition(deployment, 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${nameOf(twin.replicaSets()[0]!)}" has successfully progressed.`,
    })
    expect(metadataOf(deployment)['generation']).toBe(1)
    expect(deployment['status']).toMatchObject({ observedGeneration: 1, replicas: 2, availableReplicas: 2 })
  })
})

describe('a rolling update', () => {
  it('replaces all pods, one at a time, and never has fewer than allowed', () => {
    const twin = rolledOut(3)
    const before = twin.pods().map(nameOf)
    twin.patch('deployments', 'web', image('app:2'))
    let least = 3
    for (let round = 0; round < 120; round++) {
      twin.elapse(500)
      least = Math.min(least, numberAt(twin.deployment('web'), 0, 'status', 'availableReplicas'))
    }
    expect(least).toBe(3)
    expect(
      twin
        .pods()
        .map(nameOf)
        .filter((name) => before.includes(name)),
    ).toEqual([])
    expect(replicasBySet(twin).sort()).toEqual([0, 3])
    expect(textAt(twin.deployment('web'), 'metadata', 'annotations', REVISION)).toBe('2')
  })

  it('waits for minReadySeconds', () => {
    const twin = rolledOut(1, { minReadySeconds: 30 })
    const start = twin.world.now
    expect(numberAt(twin.deployment('web'), 0, 'status', 'availableReplicas')).toBe(1)
    expect(start).toBeGreaterThanOrEqual(30_000)
    expect(start).toBeLessThan(40_000)
  })

  it('keeps revisionHistoryLimit old ReplicaSets', () => {
    const twin = rolledOut(1, { revisionHistoryLimit: 1 })
    for (const version of ['app:2', 'app:3', 'app:4']) {
      twin.patch('deployments', 'web', image(version))
      twin.quiesce()
    }
    const revisions = twin.replicaSets().map((one) => textAt(one, 'metadata', 'annotations', REVISION))
    expect(revisions.sort()).toEqual(['3', '4'])
  })

  it('is not set off by a changed ConfigMap or a label of the Deployment', () => {
    const twin = rolledOut(1)
    const before = twin.pods().map(nameOf)
    twin.patch('deployments', 'web', { metadata: { labels: { x: 'y' }, annotations: { note: 'n' } } })
    twin.quiesce()
    expect(twin.pods().map(nameOf)).toEqual(before)
    expect(textAt(twin.replicaSets()[0], 'metadata', 'annotations', 'note')).toBe('n')
  })
})

describe('Recreate', () => {
  it('starts new pods only when all old ones are gone', () => {
    const twin = rolledOut(2, { strategy: { type: 'Recreate' } })
    const old = twin.pods().map(nameOf)
    twin.patch('deployments', 'web', image('app:2'))
    let overlap = 0
    for (let round = 0; round < 100; round++) {
      twin.elapse(100)
      const names = twin.pods().map(nameOf)
      if (names.some((name) => old.includes(name)) && names.some((name) => !old.includes(name))) overlap++
    }
    twin.quiesce()
    expect(overlap).toBe(0)
    expect(twin.pods()).toHaveLength(2)
    expect(replicasBySet(twin).sort()).toEqual([0, 2])
  })
})

describe('pause and resume', () => {
  it('holds a rollout back and lets it go', () => {
    const twin = rolledOut(2)
    twin.patch('deployments', 'web', { spec: { paused: true } })
    twin.patch('deployments', 'web', image('app:2'))
    twin.quiesce()
    expect(twin.replicaSets()).toHaveLength(1)
    expect(condition(twin.deployment('web'), 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    })
    twin.patch('deployments', 'web', { spec: { paused: null } })
    twin.quiesce()
    expect(twin.replicaSets()).toHaveLength(2)
    expect(condition(twin.deployment('web'), 'Progressing')).toMatchObject({
      reason: 'NewReplicaSetAvailable',
    })
  })

  it('still scales while paused', () => {
    const twin = rolledOut(2)
    twin.patch('deployments', 'web', { spec: { paused: true, replicas: 4 } })
    twin.quiesce()
    expect(twin.pods()).toHaveLength(4)
  })
})

describe('scaling', () => {
  it.each([5, 1, 0])('to %i changes the pods and not the revision', (replicas) => {
    const twin = rolledOut(3)
    twin.patch('deployments', 'web', { spec: { replicas } })
    twin.quiesce()
    expect(twin.pods()).toHaveLength(replicas)
    expect(textAt(twin.deployment('web'), 'metadata', 'annotations', REVISION)).toBe('1')
    const size = textAt(
      twin.replicaSets()[0],
      'metadata',
      'annotations',
      'deployment.kubernetes.io/desired-replicas',
    )
    expect(size).toBe(String(replicas))
  })
})

describe('ownership of ReplicaSets', () => {
  it('is taken over with the pods when the Deployment was deleted as an orphaning one', () => {
    const twin = rolledOut(2)
    const before = twin.pods().map(nameOf)
    twin.delete('deployments', 'web', { group: 'apps', propagationPolicy: 'Orphan' })
    twin.quiesce()
    expect(twin.pods().map(nameOf)).toEqual(before)
    expect(arrayAt(twin.replicaSets()[0], 'metadata', 'ownerReferences')).toEqual([])
    twin.create(deploymentOf('web', 2))
    twin.quiesce()
    expect(twin.pods().map(nameOf)).toEqual(before)
    expect(twin.replicaSets()).toHaveLength(1)
    expect(arrayAt(twin.replicaSets()[0], 'metadata', 'ownerReferences')).toHaveLength(1)
  })
})

describe('a ReplicaSet', () => {
  const labels = (twin: Workloads, name: string, app: string) =>
    twin.patch('pods', name, { metadata: { labels: { app } } }, '')

  it('replaces a deleted pod', () => {
    const twin = rolledOut(2)
    const [first] = twin.pods().map(nameOf)
    twin.delete('pods', first!)
    twin.quiesce()
    expect(twin.pods()).toHaveLength(2)
    expect(twin.pods().map(nameOf)).not.toContain(first)
  })

  it('releases a pod whose labels no longer match, and takes it back as a surplus one', () => {
    const twin = rolledOut(1)
    const [name] = twin.pods().map(nameOf)
    labels(twin, name!, 'debug')
    twin.quiesce()
    expect(twin.pods()).toHaveLength(2)
    expect(arrayAt(twin.pod(name!), 'metadata', 'ownerReferences')).toEqual([])
    labels(twin, name!, 'web')
    twin.quiesce()
    expect(twin.pods()).toHaveLength(1)
  })

  it('reports a refused pod in its status, and the Deployment repeats it', () => {
    const hook: AdmissionHook = {
      name: 'no.example.com',
      group: '',
      resource: 'pods',
      operations: ['CREATE'],
      review: () => 'not today',
    }
    const twin = new Workloads({ admission: [hook] })
    twin.create(deploymentOf('web', 2))
    twin.elapse(1_000)
    const [replicaSet] = twin.replicaSets()
    const failure = condition(replicaSet!, 'ReplicaFailure')
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' })
    expect(condition(twin.deployment('web'), 'ReplicaFailure')).toMatchObject({
      reason: 'FailedCreate',
      message: textAt(failure, 'message'),
    })
    expect(twin.events(nameOf(replicaSet!))[0]).toBe(
      `FailedCreate: Error creating: ${textAt(failure, 'message')}`,
    )
  })
})
