import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/json.js'
import { arrayAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { nodeManifest } from '../../../../../twins/kubernetes/controllers/nodes.js'
import { parseQuantity } from '../../../../../twins/kubernetes/controllers/quantity.js'
import { rejectNode } from '../../../../../twins/kubernetes/controllers/scheduler/filter-nodes.js'
import { podRequests } from '../../../../../twins/kubernetes/controllers/scheduler/resource-fit.js'
import { leastLoaded } from '../../../../../twins/kubernetes/controllers/scheduler.js'
import { deploymentOf, podOf, Workloads } from '../../../../support/workloads.js'

const TAINT = { key: 'dedicated', value: 'db', effect: 'NoSchedule' }
const tainted = nodeManifest('n', { taints: [TAINT] })
const affinity = (expression: JsonObject): JsonObject => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [expression] }],
      },
    },
  },
})

describe('filters', () => {
  it.each<{ says: string; spec: JsonObject; node: JsonObject; reason: string | undefined }>([
    {
      says: 'a cordoned node',
      spec: {},
      node: nodeManifest('n', { unschedulable: true }),
      reason: 'node(s) were unschedulable',
    },
    { says: 'a taint', spec: {}, node: tainted, reason: 'node(s) had untolerated taint {dedicated: db}' },
    {
      says: 'a taint without a value',
      spec: {},
      node: nodeManifest('n', {
        taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
      }),
      reason: 'node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }',
    },
    {
      says: 'a preference only',
      spec: {},
      node: nodeManifest('n', { taints: [{ ...TAINT, effect: 'PreferNoSchedule' }] }),
      reason: undefined,
    },
    {
      says: 'an equal toleration',
      spec: { tolerations: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
      node: tainted,
      reason: undefined,
    },
    {
      says: 'a toleration of every effect',
      spec: { tolerations: [{ key: 'dedicated', operator: 'Exists' }] },
      node: tainted,
      reason: undefined,
    },
    {
      says: 'a toleration of everything',
      spec: { tolerations: [{ operator: 'Exists' }] },
      node: tainted,
      reason: undefined,
    },
    {
      says: 'a toleration of another value',
      spec: { tolerations: [{ key: 'dedicated', value: 'web' }] },
      node: tainted,
      reason: 'node(s) had untolerated taint {dedicated: db}',
    },
    {
      says: 'a node selector',
      spec: { nodeSelector: { disk: 'ssd' } },
      node: nodeManifest('n'),
      reason: "node(s) didn't match Pod's node affinity/selector",
    },
    {
      says: 'a matching node selector',
      spec: { nodeSelector: { disk: 'ssd' } },
      node: nodeManifest('n', { labels: { disk: 'ssd' } }),
      reason: undefined,
    },
    {
      says: 'an affinity',
      spec: affinity({ key: 'zone', operator: 'In', values: ['a'] }),
      node: nodeManifest('n', { labels: { zone: 'b' } }),
      reason: "node(s) didn't match Pod's node affinity/selector",
    },
    {
      says: 'a matching affinity',
      spec: affinity({ key: 'cores', operator: 'Gt', values: ['8'] }),
      node: nodeManifest('n', { labels: { cores: '16' } }),
      reason: undefined,
    },
  ])('meet $says', ({ spec, node, reason }) => {
    expect(rejectNode({ spec }, node)?.reasons[0]).toBe(reason)
  })
})

describe('requests', () => {
  it('are the larger of all containers and each init container, sidecars with both', () => {
    const asks = (cpu: string): JsonObject => ({ resources: { requests: { cpu } } })
    const spec = {
      initContainers: [{ ...asks('100m'), restartPolicy: 'Always' }, asks('2')],
      containers: [asks('500m'), { resources: { limits: { cpu: '500m' } } }],
    }
    expect(podRequests({ spec })['cpu']).toBeCloseTo(2.1)
  })

  it.each([
    ['500m', 0.5],
    ['2', 2],
    ['1Gi', 1_073_741_824],
    ['1.5k', 1500],
    ['1e3', 1000],
    [3, 3],
  ])('read %s as %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value)
  })

  it('refuse what is not a quantity', () => {
    expect(() => parseQuantity('lots')).toThrow('quantities must match the regular expression')
  })
})

describe('the scheduler', () => {
  const scheduled = (twin: Workloads, name: string) =>
    arrayAt(twin.pod(name)!, 'status', 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled')

  it('says why no node fits, reasons counted and sorted, and places the pod when one does', () => {
    const nodes = [
      nodeManifest('a', { taints: [TAINT] }),
      nodeManifest('b', { unschedulable: true }),
      nodeManifest('c', { allocatable: { cpu: '1', memory: '1Gi' } }),
    ]
    const twin = new Workloads({ nodes })
    twin.create(podOf('p', { resources: { requests: { cpu: '2', memory: '2Gi' } } }))
    twin.quiesce()
    const message =
      '0/3 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 node(s) had untolerated taint(s), ' +
      '1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: ' +
      '3 Preemption is not helpful for scheduling.'
    expect(scheduled(twin, 'p')).toMatchObject({ status: 'False', reason: 'Unschedulable', message })
    expect(twin.events('p')).toEqual([`FailedScheduling: ${message}`])
    expect(textAt(twin.pod('p')!, 'status', 'phase')).toBe('Pending')
    twin.api({
      verb: 'patch',
      group: '',
      version: 'v1',
      resource: 'nodes',
      name: 'b',
      patchType: 'merge',
      body: { spec: { unschedulable: null } },
    })
    twin.quiesce()
    expect(textAt(twin.pod('p')!, 'spec', 'nodeName')).toBe('b')
    expect(scheduled(twin, 'p')).toMatchObject({ status: 'True' })
    expect(twin.events('p')).toContain('Scheduled: Successfully assigned test/p to b')
  })

  it('says so when there is no node at all', () => {
    const twin = new Workloads({ nodes: [] })
    twin.create(podOf('p'))
    twin.quiesce()
    expect(scheduled(twin, 'p')).toMatchObject({ message: 'no nodes available to schedule pods' })
  })

  it('waits for a claim', () => {
    const twin = new Workloads()
    twin.create(podOf('p', {}, { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] }))
    twin.quiesce()
    expect(scheduled(twin, 'p')).toMatchObject({
      message:
        '0/1 nodes are available: persistentvolumeclaim "data" not found. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    })
  })

  it('tries again when a pod frees its node', () => {
    const twin = new Workloads({ nodes: [nodeManifest('a', { allocatable: { pods: '1' } })] })
    twin.create(podOf('first'))
    twin.quiesce()
    twin.create(podOf('second'))
    twin.quiesce()
    expect(scheduled(twin, 'second')).toMatchObject({ status: 'False' })
    twin.delete('pods', 'first')
    twin.quiesce()
    expect(textAt(twin.pod('second')!, 'status', 'phase')).toBe('Running')
  })

  it('spreads the pods of one ReplicaSet', () => {
    const twin = new Workloads({ nodes: ['a', 'b', 'c'].map((name) => nodeManifest(name)) })
    twin.create(deploymentOf('web', 6))
    twin.quiesce()
    const nodes = twin.pods().map((pod) => textAt(pod, 'spec', 'nodeName'))
    expect([...nodes].sort()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  })

  it('takes the same nodes for the pods of one ReplicaSet, however their names end', () => {
    const nodesUnder = (seed: number) => {
      const twin = new Workloads({ nodes: ['a', 'b', 'c', 'd'].map((name) => nodeManifest(name)), seed })
      twin.create(deploymentOf('web', 2))
      twin.quiesce()
      return twin.pods().map((pod) => textAt(pod, 'spec', 'nodeName'))
    }
    const first = nodesUnder(1).sort()
    for (const seed of [2, 3, 4, 5, 6]) expect(nodesUnder(seed).sort()).toEqual(first)
  })

  it('leaves pods of other schedulers alone', () => {
    const twin = new Workloads()
    twin.create(podOf('p', {}, { schedulerName: 'mine' }))
    twin.quiesce()
    expect(textAt(twin.pod('p')!, 'spec', 'nodeName')).toBe('')
  })

  it('breaks ties by the pod alone', () => {
    expect(leastLoaded(['b', 'a'], new Map(), 'x')).toBe(leastLoaded(['a', 'b'], new Map(), 'x'))
    expect(leastLoaded(['a', 'b'], new Map([['a', 1]]), 'x')).toBe('b')
  })
})
