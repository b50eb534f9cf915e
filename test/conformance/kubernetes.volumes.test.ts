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
import { claimOf, statefulSetOf } from '../support/stateful.js'
import { podOf, Workloads } from '../support/workloads.js'

const claim = (twin: Workloads, name = 'data'): JsonObject | undefined =>
  findObject(twin.world, '', 'persistentvolumeclaims', 'test', name)
const volumes = (twin: Workloads): readonly JsonObject[] => listObjects(twin.world, '', 'persistentvolumes')
const phaseOf = (object: JsonObject | undefined): string => textAt(object, 'status', 'phase')
const using = (name: string, claimName: string, spec: JsonObject = {}): JsonObject =>
  podOf(name, {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }], ...spec })
const unscheduled = (twin: Workloads, name: string): string =>
  textAt(
    arrayAt(twin.pod(name)!, 'status', 'conditions').find((one) => textAt(one, 'type') === 'PodScheduled'),
    'message',
  )

function volumeOf(name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '5Gi' },
      hostPath: { path: '/data' },
      ...spec,
    },
  }
}

describe('a claim of the default class', () => {
  it('gets the class and waits for a pod', () => {
    const twin = new Workloads()
    twin.create(claimOf('data'))
    twin.quiesce()
    expect(textAt(claim(twin), 'spec', 'storageClassName')).toBe('standard')
    expect(phaseOf(claim(twin))).toBe('Pending')
    expect(metadataOf(claim(twin)!)['finalizers']).toEqual(['kubernetes.io/pvc-protection'])
    expect(twin.events('data')).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ])
  })

  it('is given a volume on the node of its first pod, which runs then', () => {
    const twin = new Workloads({ nodes: [nodeManifest('a'), nodeManifest('b', { unschedulable: true })] })
    twin.create(claimOf('data'))
    twin.create(using('p', 'data'))
    twin.quiesce()
    const [volume] = volumes(twin) as [JsonObject]
    const name = `pvc-${textAt(claim(twin), 'metadata', 'uid')}`
    expect(metadataOf(volume)).toMatchObject({ name, finalizers: ['kubernetes.io/pv-protection'] })
    expect(objectAt(volume, 'spec')).toMatchObject({
      capacity: { storage: '1Gi' },
      claimRef: { kind: 'PersistentVolumeClaim', namespace: 'test', name: 'data' },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'standard',
    })
    expect([phaseOf(volume), phaseOf(claim(twin))]).toEqual(['Bound', 'Bound'])
    expect(objectAt(claim(twin), 'status')).toMatchObject({
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
    })
    expect(textAt(twin.pod('p'), 'spec', 'nodeName')).toBe('a')
    expect(twin.events('data')).toContain(`ProvisioningSucceeded: Successfully provisioned volume ${name}`)
  })

  it('keeps later pods on the node of its volume', () => {
    const twin = new Workloads({ nodes: [nodeManifest('a'), nodeManifest('b', { unschedulable: true })] })
    twin.create(claimOf('data'))
    twin.create(using('p', 'data'))
    twin.quiesce()
    const cordon = (name: string, unschedulable: boolean): void => {
      const node = { verb: 'patch', group: '', version: 'v1', resource: 'nodes', name } as const
      twin.api({ ...node, patchType: 'merge', body: { spec: { unschedulable } } })
    }
    cordon('a', true)
    cordon('b', false)
    twin.create(using('q', 'data'))
    twin.quiesce()
    expect(unscheduled(twin, 'q')).toBe(
      "0/2 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, " +
        '1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: ' +
        '2 Preemption is not helpful for scheduling.',
    )
  })

  it('is held while a pod uses it, and goes with its volume afterwards', () => {
    const twin = new Workloads()
    twin.create(claimOf('data'))
    twin.create(using('p', 'data'))
    twin.quiesce()
    twin.delete('persistentvolumeclaims', 'data')
    twin.quiesce()
    expect(metadataOf(claim(twin)!)['deletionTimestamp']).toBeDefined()
    twin.create(using('q', 'data'))
    twin.quiesce()
    expect(unscheduled(twin, 'q')).toContain('persistentvolumeclaim "data" is being deleted')
    twin.delete('pods', 'q')
    twin.delete('pods', 'p')
    twin.quiesce()
    expect(claim(twin)).toBeUndefined()
    expect(volumes(twin)).toEqual([])
  })
})

describe('a claim without a class', () => {
  const plain = claimOf('data', { storageClassName: '' })

  it('takes the smallest volume that fits', () => {
    const twin = new Workloads()
    twin.create(volumeOf('large'))
    twin.create(volumeOf('small', { capacity: { storage: '2Gi' } }))
    twin.create(volumeOf('tiny', { capacity: { storage: '1Mi' } }))
    twin.create(plain)
    twin.quiesce()
    expect(textAt(claim(twin), 'spec', 'volumeName')).toBe('small')
    expect(volumes(twin).map(phaseOf)).toEqual(['Available', 'Bound', 'Available'])
  })

  it('says that there is none, keeps its pod waiting, and is bound when one appears', () => {
    const twin = new Workloads()
    twin.create(plain)
    twin.create(using('p', 'data'))
    twin.quiesce()
    expect(twin.events('data')).toEqual([
      'FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ])
    expect(unscheduled(twin, 'p')).toBe(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. no new claims to deallocate, ' +
        'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    )
    twin.create(volumeOf('late'))
    twin.quiesce()
    expect(phaseOf(claim(twin))).toBe('Bound')
    expect(textAt(twin.pod('p'), 'spec', 'nodeName')).toBe('node-a')
  })

  it('leaves its volume Released, for nobody else, when it goes', () => {
    const twin = new Workloads()
    twin.create(volumeOf('v'))
    twin.create(plain)
    twin.quiesce()
    twin.delete('persistentvolumeclaims', 'data')
    twin.quiesce()
    expect(volumes(twin).map(phaseOf)).toEqual(['Released'])
    twin.create(plain)
    twin.quiesce()
    expect(phaseOf(claim(twin))).toBe('Pending')
  })

  it('is lost with its volume', () => {
    const twin = new Workloads()
    twin.create(volumeOf('v'))
    twin.create(plain)
    twin.quiesce()
    twin.api({ verb: 'delete', group: '', version: 'v1', resource: 'persistentvolumes', name: 'v' })
    twin.quiesce()
    expect(phaseOf(volumes(twin)[0])).toBe('Bound')
    const body = { metadata: { finalizers: null } }
    const volume = { group: '', version: 'v1', resource: 'persistentvolumes', name: 'v' }
    twin.api({ verb: 'patch', ...volume, patchType: 'merge', body })
    twin.quiesce()
    expect(phaseOf(claim(twin))).toBe('Lost')
    twin.create(using('p', 'data'))
    twin.quiesce()
    expect(unscheduled(twin, 'p')).toContain(
      'persistentvolumeclaim "data" bound to non-existent persistentvolume "v"',
    )
  })
})

describe('a claim that cannot be provisioned', () => {
  const classOf = (provisioner: string): JsonObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner,
  })

  it('names the class that is missing', () => {
    const twin = new Workloads()
    twin.create(claimOf('data', { storageClassName: 'fast' }))
    twin.quiesce()
    expect(twin.events('data')).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "fast" not found'])
  })

  it('waits for a driver that is not there', () => {
    const twin = new Workloads()
    twin.create(classOf('ebs.csi.aws.com'))
    twin.create(claimOf('data', { storageClassName: 'fast' }))
    twin.quiesce()
    expect(twin.events('data').join()).toContain(
      "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com'",
    )
    expect(phaseOf(claim(twin))).toBe('Pending')
  })
})

describe('a StatefulSet with claims', () => {
  it('runs on provisioned volumes and finds them again', () => {
    const twin = new Workloads({ nodes: ['a', 'b'].map((name) => nodeManifest(name)) })
    twin.create(statefulSetOf('db', 2, { volumeClaimTemplates: [claimOf('data')] }))
    twin.quiesce()
    const before = volumes(twin).map((volume) => textAt(metadataOf(volume), 'name'))
    expect(before).toHaveLength(2)
    const node = textAt(twin.pod('db-1'), 'spec', 'nodeName')
    twin.delete('pods', 'db-1')
    twin.quiesce()
    expect(textAt(twin.pod('db-1'), 'spec', 'nodeName')).toBe(node)
    expect(volumes(twin).map((volume) => textAt(metadataOf(volume), 'name'))).toEqual(before)
  })
})
