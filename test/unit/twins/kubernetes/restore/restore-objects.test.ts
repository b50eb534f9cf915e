import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/index.js'
import { kubernetes, SnapshotError, valueAt } from '../../../../../twins/kubernetes/index.js'
import { dumpObjects } from '../../../../support/snapshots.js'
import { TestTwin } from '../../../../support/twin.js'

const components = [kubernetes]
const uid = (digit: string) => `00000000-0000-4000-8000-00000000000${digit}`

function object(
  kind: string,
  name: string,
  digit: string,
  more: JsonObject = {},
  apiVersion = 'v1',
): JsonObject {
  const { metadata, ...rest } = more
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'test', uid: uid(digit), ...(metadata as JsonObject) },
    ...rest,
  }
}

function restore(...snapshot: readonly JsonObject[]): TestTwin {
  return new TestTwin({ components, snapshot })
}

const config = object('ConfigMap', 'a', '1')

describe('a snapshot', () => {
  it.each([
    ['an object without a name', [object('ConfigMap', '', '1')], 0, 'has no metadata.name'],
    [
      'an object without a uid',
      [config, { ...config, metadata: { name: 'b', namespace: 'test' } }],
      1,
      'ConfigMap test/b has no metadata.uid',
    ],
    [
      'a namespaced object without a namespace',
      [{ ...config, metadata: { name: 'a', uid: uid('1') } }],
      0,
      'ConfigMap a has no namespace',
    ],
    [
      'a cluster-scoped object with one',
      [object('Node', 'a', '1')],
      0,
      'Node test/a is in namespace test, but its kind has none',
    ],
    [
      'two states of one object',
      [config, object('ConfigMap', 'a', '1', { metadata: { resourceVersion: '2' } })],
      1,
      'ConfigMap test/a is in the snapshot twice',
    ],
    [
      'two objects with one uid',
      [config, object('ConfigMap', 'b', '1')],
      1,
      'ConfigMap test/b has the uid of ConfigMap test/a',
    ],
    [
      'a version that is not served',
      [object('CronJob', 'a', '1', {}, 'batch/v1beta1')],
      0,
      'CronJob test/a is of version batch/v1beta1',
    ],
    [
      'an owner whose kind was not dumped',
      [
        object('Pod', 'a', '1', {
          metadata: {
            ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: uid('9') }],
          },
        }),
      ],
      0,
      'Pod test/a is owned by ReplicaSet web, but no object of that kind is in the snapshot',
    ],
  ])('with %s is refused', (_what, objects, index, message) => {
    const attempt = () => restore(...objects)
    expect(attempt).toThrow(SnapshotError)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(expect.objectContaining({ index }))
  })

  it('may show an object twice in the same state', () => {
    expect(restore(config, config).get('', 'configmaps', 'test', 'a')).toBeDefined()
  })

  it('is restored without its Events and Leases', () => {
    const twin = restore(
      config,
      object('Event', 'a.1', '2'),
      object('Event', 'a.2', '3', {}, 'events.k8s.io/v1'),
      object('Lease', 'leader', '4', {}, 'coordination.k8s.io/v1'),
    )
    const kinds = dumpObjects(twin.system, twin.world).map(({ kind }) => kind)
    expect(kinds).toContain('ConfigMap')
    expect(kinds).not.toContain('Event')
    expect(kinds).not.toContain('Lease')
  })

  it('implies the namespaces of its objects, and the nodes of its pods where it shows none', () => {
    const pod = object('Pod', 'p', '2', {
      spec: { nodeName: 'node-7', containers: [] },
      status: { hostIP: '10.0.0.7' },
    })
    const twin = restore(config, pod)
    expect(twin.get('', 'namespaces', '', 'test')).toBeDefined()
    const node = twin.get('', 'nodes', '', 'node-7')
    expect(valueAt(node, 'status', 'addresses')).toContainEqual({
      type: 'InternalIP',
      address: '10.0.0.7',
    })
  })

  it('implies no node where it shows some: pods of a node that is gone are collected', () => {
    const pod = object('Pod', 'p', '2', {
      spec: { nodeName: 'node-7', containers: [] },
      status: { phase: 'Running' },
    })
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: uid('3') } }
    const twin = restore(pod, node)
    twin.settle()
    expect(twin.get('', 'nodes', '', 'node-7')).toBeUndefined()
    expect(twin.get('', 'pods', 'test', 'p')).toBeUndefined()
  })

  it('has the storage classes it shows and no other', () => {
    const own = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gp3', uid: uid('5') },
      provisioner: 'ebs.csi.aws.com',
    }
    const names = (twin: TestTwin) =>
      dumpObjects(twin.system, twin.world)
        .filter(({ kind }) => kind === 'StorageClass')
        .map(({ metadata }) => (metadata as JsonObject)['name'])
    expect(names(restore(own))).toEqual(['gp3'])
    expect(names(restore(config))).toEqual(['standard'])
  })
})
