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
import { claimOf, podNames, statefulSetOf } from '../support/stateful.js'
import { Workloads } from '../support/workloads.js'

const setOf = (twin: Workloads, name = 'db'): JsonObject =>
  findObject(twin.world, 'apps', 'statefulsets', 'test', name)!
const statusOf = (twin: Workloads): JsonObject => objectAt(setOf(twin), 'status')
const revisions = (twin: Workloads): readonly JsonObject[] =>
  listObjects(twin.world, 'apps', 'controllerrevisions', 'test')
const claims = (twin: Workloads): readonly JsonObject[] =>
  listObjects(twin.world, '', 'persistentvolumeclaims', 'test')
const imageOf = (pod: JsonObject | undefined): string =>
  textAt(arrayAt(pod ?? {}, 'spec', 'containers')[0], 'image')
const images = (twin: Workloads): readonly string[] => twin.pods().map(imageOf)

function running(replicas: number, spec: JsonObject = {}): Workloads {
  const twin = new Workloads()
  twin.create(statefulSetOf('db', replicas, spec))
  twin.quiesce()
  return twin
}

/** A new image for every pod. */
function update(twin: Workloads, image: string): void {
  const containers = [{ name: 'main', image }]
  twin.patch('statefulsets', 'db', { spec: { template: { spec: { containers } } } })
}

describe('a StatefulSet', () => {
  it('creates its pods in order, each when the one before it is ready', () => {
    const twin = new Workloads()
    twin.create(statefulSetOf('db', 2))
    twin.elapse(1_000)
    expect(podNames(twin)).toEqual(['db-0'])
    twin.quiesce()
    expect(podNames(twin)).toEqual(['db-0', 'db-1'])
    expect(statusOf(twin)).toMatchObject({
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
      collisionCount: 0,
    })
    expect(twin.events('db')).toContain('SuccessfulCreate: create Pod db-0 in StatefulSet db successful')
  })

  it('creates all at once when pods are managed in parallel', () => {
    const twin = new Workloads()
    twin.create(statefulSetOf('db', 3, { podManagementPolicy: 'Parallel' }))
    twin.elapse(100)
    expect(podNames(twin)).toEqual(['db-0', 'db-1', 'db-2'])
  })

  it('starts at the ordinal it is told', () => {
    expect(podNames(running(2, { ordinals: { start: 5 } }))).toEqual(['db-5', 'db-6'])
  })

  it('gives its pods a name, labels, a hostname and its revision', () => {
    const twin = running(1)
    const pod = twin.pod('db-0')!
    const revision = textAt(statusOf(twin), 'currentRevision')
    expect(revisions(twin).map((one) => textAt(metadataOf(one), 'name'))).toEqual([revision])
    expect(revision).toMatch(/^db-[bcdfghjklmnpqrstvwxz2456789]+$/)
    expect(metadataOf(pod)).toMatchObject({
      generateName: 'db-',
      labels: {
        app: 'db',
        'statefulset.kubernetes.io/pod-name': 'db-0',
        'apps.kubernetes.io/pod-index': '0',
        'controller-revision-hash': revision,
      },
    })
    expect(objectAt(pod, 'spec')).toMatchObject({ hostname: 'db-0', subdomain: 'db' })
  })

  it('deletes surplus pods from the highest, one after the other', () => {
    const twin = running(3)
    twin.patch('statefulsets', 'db', { spec: { replicas: 1 } })
    twin.elapse(100)
    const going = twin.pods().filter((pod) => metadataOf(pod)['deletionTimestamp'] !== undefined)
    expect(going.map((pod) => textAt(metadataOf(pod), 'name'))).toEqual(['db-2'])
    twin.quiesce()
    expect(podNames(twin)).toEqual(['db-0'])
    expect(twin.events('db')).toContain('SuccessfulDelete: delete Pod db-1 in StatefulSet db successful')
  })

  it('makes a deleted pod again under the same name', () => {
    const twin = running(1)
    const uid = textAt(twin.pod('db-0'), 'metadata', 'uid')
    twin.delete('pods', 'db-0')
    twin.quiesce()
    expect(podNames(twin)).toEqual(['db-0'])
    expect(textAt(twin.pod('db-0'), 'metadata', 'uid')).not.toBe(uid)
  })

  it('waits minReadySeconds between pods', () => {
    const twin = new Workloads()
    twin.create(statefulSetOf('db', 2, { minReadySeconds: 60 }))
    twin.elapse(50_000)
    expect(podNames(twin)).toEqual(['db-0'])
    twin.quiesce()
    expect(statusOf(twin)).toMatchObject({ readyReplicas: 2, availableReplicas: 2 })
  })
})

describe('an update of a StatefulSet', () => {
  it('replaces one pod at a time from the highest', () => {
    const twin = running(3)
    const first = textAt(statusOf(twin), 'currentRevision')
    update(twin, 'app:2')
    twin.elapse(2_000)
    expect(imageOf(twin.pod('db-0'))).toBe('app:1')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:2', 'app:2', 'app:2'])
    expect(textAt(statusOf(twin), 'currentRevision')).not.toBe(first)
    expect(statusOf(twin)).toMatchObject({ currentReplicas: 3, updatedReplicas: 3 })
  })

  it('stops at the partition', () => {
    const twin = running(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } })
    update(twin, 'app:2')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:1', 'app:1', 'app:2'])
    const { currentRevision, updateRevision } = statusOf(twin)
    expect(currentRevision).not.toBe(updateRevision)
    expect(statusOf(twin)).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 })
    twin.delete('pods', 'db-0')
    twin.quiesce()
    expect(imageOf(twin.pod('db-0'))).toBe('app:1')
  })

  it('leaves it to the user with OnDelete', () => {
    const twin = running(2, { updateStrategy: { type: 'OnDelete' } })
    update(twin, 'app:2')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:1', 'app:1'])
    twin.delete('pods', 'db-0')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:2', 'app:1'])
  })

  it('stays stuck on a broken pod after the template is corrected, until somebody deletes the pod', () => {
    const twin = running(2)
    twin.refuseImage('broken:1', 'not found')
    update(twin, 'broken:1')
    twin.elapse(120_000)
    update(twin, 'app:1')
    twin.elapse(600_000)
    expect(images(twin)).toEqual(['app:1', 'broken:1'])
    twin.delete('pods', 'db-1')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:1', 'app:1'])
    expect(statusOf(twin)).toMatchObject({ readyReplicas: 2, updatedReplicas: 2 })
  })

  it('replaces a broken pod by itself when pods are managed in parallel', () => {
    const twin = running(2, { podManagementPolicy: 'Parallel' })
    twin.refuseImage('broken:1', 'not found')
    update(twin, 'broken:1')
    twin.elapse(120_000)
    update(twin, 'app:1')
    twin.quiesce()
    expect(images(twin)).toEqual(['app:1', 'app:1'])
  })

  it('back to an earlier template raises its revision instead of making another', () => {
    const twin = running(1)
    update(twin, 'app:2')
    twin.quiesce()
    update(twin, 'app:1')
    twin.quiesce()
    expect(
      revisions(twin)
        .map((one) => one['revision'])
        .sort(),
    ).toEqual([2, 3])
  })

  it('keeps as many old revisions as the history limit says', () => {
    const twin = running(1, { revisionHistoryLimit: 1 })
    for (const image of ['app:2', 'app:3', 'app:4']) {
      update(twin, image)
      twin.quiesce()
    }
    expect(
      revisions(twin)
        .map((one) => one['revision'])
        .sort(),
    ).toEqual([3, 4])
  })

  it('ignores maxUnavailable, whose feature gate is off', () => {
    const rollingUpdate = { maxUnavailable: 2 }
    const twin = running(1, { updateStrategy: { type: 'RollingUpdate', rollingUpdate } })
    expect(objectAt(setOf(twin), 'spec', 'updateStrategy', 'rollingUpdate')).toEqual({ partition: 0 })
  })

  it('refuses a change of what cannot change', () => {
    const twin = running(1)
    expect(() => twin.patch('statefulsets', 'db', { spec: { serviceName: 'other' } })).toThrow(
      'StatefulSet.apps "db" is invalid: spec: Forbidden: updates to statefulset spec for fields other than ' +
        "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', " +
        "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    )
  })
})

describe('the claims of a StatefulSet', () => {
  const templates = { volumeClaimTemplates: [claimOf('data')] }

  it('have a name per template and ordinal and outlive pods, scaling and the set', () => {
    const twin = running(2, templates)
    expect(claims(twin).map((claim) => textAt(metadataOf(claim), 'name'))).toEqual(['data-db-0', 'data-db-1'])
    expect(arrayAt(twin.pod('db-1'), 'spec', 'volumes')[0]).toEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-db-1' },
    })
    expect(twin.events('db')).toContain(
      'SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success',
    )
    twin.patch('statefulsets', 'db', { spec: { replicas: 1 } })
    twin.quiesce()
    twin.delete('statefulsets', 'db', { group: 'apps' })
    twin.quiesce()
    expect(claims(twin)).toHaveLength(2)
  })

  it('go with the pod when the set is scaled down and whenScaled is Delete', () => {
    const policy = { whenScaled: 'Delete', whenDeleted: 'Retain' }
    const twin = running(2, { ...templates, persistentVolumeClaimRetentionPolicy: policy })
    twin.patch('statefulsets', 'db', { spec: { replicas: 1 } })
    twin.quiesce()
    expect(claims(twin).map((claim) => textAt(metadataOf(claim), 'name'))).toEqual(['data-db-0'])
    twin.patch('statefulsets', 'db', { spec: { replicas: 2 } })
    twin.quiesce()
    expect(claims(twin)).toHaveLength(2)
  })

  it('go with the set when whenDeleted is Delete', () => {
    const policy = { whenScaled: 'Retain', whenDeleted: 'Delete' }
    const twin = running(2, { ...templates, persistentVolumeClaimRetentionPolicy: policy })
    twin.delete('statefulsets', 'db', { group: 'apps' })
    twin.quiesce()
    expect(claims(twin)).toEqual([])
    expect(twin.pods()).toEqual([])
  })
})

describe('pods of another StatefulSet of the same name', () => {
  it('that was deleted with its pods orphaned are adopted', () => {
    const twin = running(2)
    const before = twin.pods().map((pod) => textAt(metadataOf(pod), 'uid'))
    twin.delete('statefulsets', 'db', { group: 'apps', propagationPolicy: 'Orphan' })
    twin.quiesce()
    twin.create(statefulSetOf('db', 2))
    twin.quiesce()
    expect(twin.pods().map((pod) => textAt(metadataOf(pod), 'uid'))).toEqual(before)
    expect(revisions(twin)).toHaveLength(1)
  })
})
