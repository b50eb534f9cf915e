import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../twins/kernel/json.js'
import { arrayAt, findObject, metadataOf, textAt } from '../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../twins/kubernetes/controllers/nodes.js'
import { podNames, statefulSetOf } from '../support/stateful.js'
import { deploymentOf, podOf, Workloads } from '../support/workloads.js'

const NODES = ['a', 'b'].map((name) => nodeManifest(name))
const nodeOf = (pod: JsonObject): string => textAt(pod, 'spec', 'nodeName')
const isReady = (pod: JsonObject): boolean =>
  arrayAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
const isGoing = (pod: JsonObject): boolean => metadataOf(pod)['deletionTimestamp'] !== undefined
const taintsOf = (twin: Workloads, name: string): readonly string[] =>
  arrayAt(findObject(twin.world, '', 'nodes', '', name)!, 'spec', 'taints').map(
    (taint) => `${textAt(taint, 'key')}:${textAt(taint, 'effect')}`,
  )

function setReady(twin: Workloads, name: string, status: string): void {
  const node = { verb: 'patch', group: '', version: 'v1', resource: 'nodes', name } as const
  const body = { status: { conditions: [{ type: 'Ready', status }] } }
  twin.api({ ...node, subresource: 'status', patchType: 'merge', body })
}

function patchNode(twin: Workloads, name: string, body: JsonObject): void {
  const node = { verb: 'patch', group: '', version: 'v1', resource: 'nodes', name } as const
  twin.api({ ...node, patchType: 'merge', body })
}

describe('a node that fails', () => {
  it.each([
    ['False', 'node.kubernetes.io/not-ready'],
    ['Unknown', 'node.kubernetes.io/unreachable'],
  ])('with Ready %s is tainted %s until it is back', (status, key) => {
    const twin = new Workloads({ nodes: NODES })
    setReady(twin, 'a', status)
    twin.quiesce()
    expect(taintsOf(twin, 'a')).toEqual([`${key}:NoSchedule`, `${key}:NoExecute`])
    setReady(twin, 'a', 'True')
    twin.quiesce()
    expect(taintsOf(twin, 'a')).toEqual([])
  })

  it('keeps its pods for five minutes, not ready, and loses them to another node', () => {
    const twin = new Workloads({ nodes: NODES })
    twin.create(deploymentOf('api', 2))
    twin.quiesce()
    expect(twin.pods().map(nodeOf).sort()).toEqual(['a', 'b'])
    setReady(twin, 'a', 'Unknown')
    twin.elapse(290_000)
    expect(twin.pods().map(isGoing)).toEqual([false, false])
    expect(twin.pods().find((pod) => nodeOf(pod) === 'a')!).toSatisfy((pod: JsonObject) => !isReady(pod))
    twin.elapse(30_000)
    const [gone] = twin.pods().filter(isGoing) as [JsonObject]
    expect(nodeOf(gone)).toBe('a')
    expect(arrayAt(gone, 'status', 'conditions')).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' }),
    )
    const left = twin.pods().filter((pod) => !isGoing(pod))
    expect(left.map(nodeOf)).toEqual(['b', 'b'])
    expect(left.every(isReady)).toBe(true)
    setReady(twin, 'a', 'True')
    twin.quiesce()
    expect(twin.pods()).toHaveLength(2)
  })

  it('that is back in time keeps its pods', () => {
    const twin = new Workloads({ nodes: NODES })
    twin.create(deploymentOf('api', 2))
    twin.quiesce()
    const before = podNames(twin)
    setReady(twin, 'a', 'Unknown')
    twin.elapse(100_000)
    setReady(twin, 'a', 'True')
    twin.elapse(600_000)
    expect(podNames(twin)).toEqual(before)
    expect(twin.pods().every(isReady)).toBe(true)
  })

  it('holds the pod of a StatefulSet, which is not replaced before it is really gone', () => {
    const twin = new Workloads({ nodes: NODES })
    twin.create(statefulSetOf('db', 1))
    twin.quiesce()
    const node = nodeOf(twin.pod('db-0')!)
    setReady(twin, node, 'Unknown')
    twin.elapse(900_000)
    expect(podNames(twin)).toEqual(['db-0'])
    expect(isGoing(twin.pod('db-0')!)).toBe(true)
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'nodes', name: node })
    twin.quiesce()
    expect(isReady(twin.pod('db-0')!)).toBe(true)
    expect(nodeOf(twin.pod('db-0')!)).not.toBe(node)
  })
})

describe('a taint', () => {
  it('NoExecute evicts at once those who do not tolerate it', () => {
    const twin = new Workloads({ nodes: NODES.slice(0, 1) })
    const tolerations = [{ key: 'maintenance', operator: 'Exists' }]
    twin.create(podOf('stays', {}, { tolerations }))
    twin.create(podOf('goes'))
    twin.quiesce()
    patchNode(twin, 'a', { spec: { taints: [{ key: 'maintenance', effect: 'NoExecute' }] } })
    twin.quiesce()
    expect(podNames(twin)).toEqual(['stays'])
    expect(twin.events('goes')).toContain('TaintManagerEviction: Marking for deletion Pod test/goes')
  })

  it('stands for a cordon', () => {
    const twin = new Workloads({ nodes: NODES })
    patchNode(twin, 'a', { spec: { unschedulable: true } })
    twin.quiesce()
    expect(taintsOf(twin, 'a')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
  })
})

describe('placement', () => {
  const zoned = (name: string, zone: string): JsonObject => nodeManifest(name, { labels: { zone } })
  const labelled = (name: string, spec: JsonObject): JsonObject => {
    const pod = podOf(name, {}, spec)
    return { ...pod, metadata: { name, namespace: 'test', labels: { app: 'api' } } }
  }
  const term = { labelSelector: { matchLabels: { app: 'api' } }, topologyKey: 'zone' }
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
  const messageOf = (twin: Workloads, name: string): string =>
    textAt(
      arrayAt(twin.pod(name)!, 'status', 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled'),
      'message',
    )

  it('keeps pods with anti-affinity apart, and others away from them', () => {
    const twin = new Workloads({ nodes: [zoned('a', 'x'), zoned('b', 'x'), zoned('c', 'y')] })
    const affinity = { podAntiAffinity: { [REQUIRED]: [term] } }
    for (const name of ['p', 'q', 'r']) {
      twin.create(labelled(name, { affinity }))
      twin.quiesce()
    }
    const zones = ['p', 'q'].map((name) => (nodeOf(twin.pod(name)!) === 'c' ? 'y' : 'x'))
    expect([...zones].sort()).toEqual(['x', 'y'])
    expect(messageOf(twin, 'r')).toMatch(
      /^0\/3 nodes are available: 3 node\(s\) didn't match pod anti-affinity rules\. .* 3 No preemption victims found for incoming pod\.$/,
    )
    twin.create(labelled('s', {}))
    twin.quiesce()
    expect(messageOf(twin, 's')).toContain("3 node(s) didn't satisfy existing pods anti-affinity rules")
  })

  it('puts pods with affinity together; the first one goes anywhere', () => {
    const twin = new Workloads({ nodes: [zoned('a', 'x'), zoned('b', 'y')] })
    const affinity = { podAffinity: { [REQUIRED]: [term] } }
    for (const name of ['p', 'q']) {
      twin.create(labelled(name, { affinity }))
      twin.quiesce()
    }
    expect(nodeOf(twin.pod('q')!)).toBe(nodeOf(twin.pod('p')!))
    const other = podOf(
      'other',
      {},
      {
        affinity: {
          podAffinity: { [REQUIRED]: [{ ...term, labelSelector: { matchLabels: { app: 'none' } } }] },
        },
      },
    )
    twin.create(other)
    twin.quiesce()
    expect(messageOf(twin, 'other')).toContain("2 node(s) didn't match pod affinity rules")
  })

  it('spreads within the skew', () => {
    const twin = new Workloads({ nodes: [zoned('a', 'x'), zoned('b', 'y'), nodeManifest('c')] })
    const { labelSelector, topologyKey } = term
    const topologySpreadConstraints = [
      { maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector },
    ]
    for (const name of ['p', 'q', 'r', 's']) {
      twin.create(labelled(name, { topologySpreadConstraints }))
      twin.quiesce()
    }
    expect(twin.pods().map(nodeOf).sort()).toEqual(['a', 'a', 'b', 'b'])
    patchNode(twin, 'a', { spec: { unschedulable: true } })
    twin.create(labelled('t', { topologySpreadConstraints }))
    twin.quiesce()
    twin.create(labelled('u', { topologySpreadConstraints }))
    twin.quiesce()
    expect(messageOf(twin, 'u')).toMatch(
      /^0\/3 nodes are available: 1 node\(s\) didn't match pod topology spread constraints, 1 node\(s\) didn't match pod topology spread constraints \(missing required label\), 1 node\(s\) were unschedulable\./,
    )
  })

  it('gives a port of the node to one pod', () => {
    const twin = new Workloads({ nodes: NODES.slice(0, 1) })
    const ports = [{ containerPort: 80, hostPort: 80 }]
    for (const name of ['p', 'q']) {
      twin.create(podOf(name, { ports }))
      twin.quiesce()
    }
    expect(messageOf(twin, 'q')).toContain("1 node(s) didn't have free ports for the requested pod ports")
  })

  it('says that preemption is not modelled where it would happen', () => {
    const twin = new Workloads({ nodes: [nodeManifest('a', { allocatable: { cpu: '1' } })] })
    const value = {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 10,
    }
    twin.create(value)
    const container = { resources: { requests: { cpu: '600m' } } }
    twin.create(podOf('low', container))
    twin.quiesce()
    twin.create(podOf('high', container, { priorityClassName: 'high' }))
    expect(() => twin.quiesce()).toThrow('preemption of pod test/low by test/high')
  })
})
