import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import {
  arrayAt,
  findObject,
  listObjects,
  metadataOf,
  objectAt,
  textAt,
} from '../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../twins/kubernetes/controllers/nodes.js'
import { Workloads } from '../support/workloads.js'

function daemonSetOf(spec: JsonObject = {}, podSpec: JsonObject = {}): JsonObject {
  const labels = { app: 'agent' }
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'test' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'agent:1' }], ...podSpec },
      },
      ...spec,
    },
  }
}

const NODES = ['a', 'b', 'c'].map((name) => nodeManifest(name))

function running(spec: JsonObject = {}, podSpec: JsonObject = {}, nodes = NODES): Workloads {
  const twin = new Workloads({ nodes })
  twin.create(daemonSetOf(spec, podSpec))
  twin.quiesce()
  return twin
}

const nodesOf = (twin: Workloads): readonly string[] =>
  twin
    .pods()
    .map((pod) => textAt(pod, 'spec', 'nodeName'))
    .sort()
const images = (twin: Workloads): readonly string[] =>
  twin.pods().map((pod) => textAt(arrayAt(pod, 'spec', 'containers')[0], 'image'))
const statusOf = (twin: Workloads): JsonObject =>
  objectAt(findObject(twin.world, 'apps', 'daemonsets', 'test', 'agent'), 'status')
const deleting = (twin: Workloads): readonly JsonObject[] =>
  twin.pods().filter((pod) => metadataOf(pod)['deletionTimestamp'] !== undefined)

function update(twin: Workloads, image: string): void {
  const containers = [{ name: 'main', image }]
  twin.patch('daemonsets', 'agent', { spec: { template: { spec: { containers } } } })
}

function patchNode(twin: Workloads, name: string, body: JsonObject): void {
  const node = { verb: 'patch', group: '', version: 'v1', resource: 'nodes', name } as const
  twin.api({ ...node, patchType: 'merge', body })
}

describe('a DaemonSet', () => {
  it('has one pod on each node and says so', () => {
    const twin = running()
    expect(nodesOf(twin)).toEqual(['a', 'b', 'c'])
    expect(statusOf(twin)).toEqual({
      currentNumberScheduled: 3,
      numberMisscheduled: 0,
      desiredNumberScheduled: 3,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    })
    const [revision] = listObjects(twin.world, 'apps', 'controllerrevisions', 'test')
    expect(metadataOf(twin.pods()[0]!)).toMatchObject({
      labels: {
        'controller-revision-hash': textAt(revision, 'metadata', 'labels', 'controller-revision-hash'),
        'pod-template-generation': '1',
      },
    })
  })

  it('tolerates what happens to nodes', () => {
    const [pod] = running().pods()
    expect(arrayAt(pod, 'spec', 'tolerations').map((one) => textAt(one, 'key'))).toEqual([
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
      'node.kubernetes.io/disk-pressure',
      'node.kubernetes.io/memory-pressure',
      'node.kubernetes.io/pid-pressure',
      'node.kubernetes.io/unschedulable',
    ])
  })

  it('follows nodes as they come, are cordoned and are tainted', () => {
    const twin = running({}, {}, NODES.slice(0, 2))
    twin.create(nodeManifest('c', { unschedulable: true }))
    twin.quiesce()
    expect(nodesOf(twin)).toEqual(['a', 'b', 'c'])
    patchNode(twin, 'a', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } })
    twin.quiesce()
    expect(nodesOf(twin)).toEqual(['a', 'b', 'c'])
    expect(statusOf(twin)).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 1 })
    patchNode(twin, 'a', { spec: { taints: [{ key: 'gpu', effect: 'NoExecute' }] } })
    twin.quiesce()
    expect(nodesOf(twin)).toEqual(['b', 'c'])
  })

  it('runs only where its node selector says', () => {
    const nodes = [nodeManifest('a', { labels: { disk: 'ssd' } }), nodeManifest('b')]
    const twin = running({}, { nodeSelector: { disk: 'ssd' } }, nodes)
    expect(nodesOf(twin)).toEqual(['a'])
    patchNode(twin, 'b', { metadata: { labels: { disk: 'ssd' } } })
    twin.quiesce()
    expect(nodesOf(twin)).toEqual(['a', 'b'])
  })
})

describe('an update of a DaemonSet', () => {
  it('replaces one pod at a time', () => {
    const twin = running()
    update(twin, 'agent:2')
    twin.elapse(200)
    expect(deleting(twin)).toHaveLength(1)
    twin.quiesce()
    expect(images(twin)).toEqual(['agent:2', 'agent:2', 'agent:2'])
    expect(statusOf(twin)).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 })
  })

  it('replaces as many as maxUnavailable allows, rounded up', () => {
    const twin = running({ updateStrategy: { rollingUpdate: { maxUnavailable: '50%' } } })
    update(twin, 'agent:2')
    twin.elapse(200)
    expect(deleting(twin)).toHaveLength(2)
    twin.quiesce()
    expect(images(twin)).toEqual(['agent:2', 'agent:2', 'agent:2'])
  })

  it('starts the new pod first with maxSurge', () => {
    const twin = running({ updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } })
    update(twin, 'agent:2')
    twin.elapse(200)
    expect(twin.pods()).toHaveLength(4)
    expect(deleting(twin)).toHaveLength(0)
    twin.quiesce()
    expect(images(twin)).toEqual(['agent:2', 'agent:2', 'agent:2'])
  })

  it('stops at the first pod that does not become available, and goes on when the template is corrected', () => {
    const twin = running()
    twin.refuseImage('broken:1', 'no')
    update(twin, 'broken:1')
    twin.elapse(300_000)
    expect([...images(twin)].sort()).toEqual(['agent:1', 'agent:1', 'broken:1'])
    expect(statusOf(twin)).toMatchObject({ numberUnavailable: 1 })
    update(twin, 'agent:3')
    twin.quiesce()
    expect(images(twin)).toEqual(['agent:3', 'agent:3', 'agent:3'])
  })

  it('leaves it to the user with OnDelete', () => {
    const twin = running({ updateStrategy: { type: 'OnDelete' } })
    update(twin, 'agent:2')
    twin.quiesce()
    expect(images(twin)).toEqual(['agent:1', 'agent:1', 'agent:1'])
    expect(statusOf(twin)).not.toHaveProperty('updatedNumberScheduled')
    twin.delete('pods', textAt(metadataOf(twin.pods()[0]!), 'name'))
    twin.quiesce()
    expect([...images(twin)].sort()).toEqual(['agent:1', 'agent:1', 'agent:2'])
  })

  it('keeps revisions, and reuses the one of a template that returns', () => {
    const twin = running({ revisionHistoryLimit: 1 })
    for (const image of ['agent:2', 'agent:3', 'agent:2']) {
      update(twin, image)
      twin.quiesce()
    }
    const revisions = listObjects(twin.world, 'apps', 'controllerrevisions', 'test')
    expect(revisions.map((one) => one['revision']).sort()).toEqual([3, 4])
  })
})
