import { describe, expect, it } from 'vitest'
import {
  completedJobStatus,
  completedPodStatus,
  computeStatus,
} from '../../../../../twins/helm/actions/kstatus.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'

function object(apiVersion: string, kind: string, spec: JsonObject, status: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name: 'x', generation: 2 }, spec, status }
}
const deployment = (spec: JsonObject, status: JsonObject) => object('apps/v1', 'Deployment', spec, status)
const full = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 }
const done = [
  { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  { type: 'Available', status: 'True' },
]
const two = { replicas: 2, progressDeadlineSeconds: 600 }

describe('computeStatus', () => {
  it.each<[string, JsonObject, string]>([
    [
      'not observed',
      deployment(two, { observedGeneration: 1 }),
      'InProgress: Deployment generation is 2, but latest observed generation is 1',
    ],
    ['too few', deployment(two, { replicas: 1 }), 'InProgress: Replicas: 1/2'],
    ['not updated', deployment(two, { ...full, updatedReplicas: 1 }), 'InProgress: Updated: 1/2'],
    ['surplus', deployment(two, { ...full, replicas: 3 }), 'InProgress: Pending termination: 1'],
    ['not available', deployment(two, { ...full, availableReplicas: 1 }), 'InProgress: Available: 1/2'],
    ['no conditions', deployment(two, full), 'InProgress: ReplicaSet not Available'],
    [
      'rolled out',
      deployment(two, { ...full, conditions: done }),
      'Current: Deployment is available. Replicas: 2',
    ],
    [
      'deadline',
      deployment(two, {
        conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
      }),
      'Failed: Progress deadline exceeded',
    ],
    ['job not started', object('batch/v1', 'Job', {}, {}), 'InProgress: Job not started'],
    [
      'job running',
      object('batch/v1', 'Job', {}, { startTime: 't', active: 1 }),
      'Current: Job in progress. success:0, active: 1, failed: 0',
    ],
    ['claim', object('v1', 'PersistentVolumeClaim', {}, {}), 'InProgress: PVC is not Bound. phase: unknown'],
    [
      'daemons',
      object('apps/v1', 'DaemonSet', {}, {}),
      'InProgress: DaemonSet status.observedGeneration not found',
    ],
    [
      'failed pod',
      object('v1', 'Pod', {}, { phase: 'Failed' }),
      'Current: Pod has completed, but not successfully',
    ],
    ['other kind', object('a.io/v1', 'A', {}, {}), 'Current: Resource is current'],
    [
      'other kind, not ready',
      object('a.io/v1', 'A', {}, { conditions: [{ type: 'Ready', status: 'False', message: 'no' }] }),
      'InProgress: no',
    ],
  ])('%s', (_name, live, expected) => {
    const { status, message } = computeStatus(live)
    expect(`${status}: ${message}`).toBe(expected)
  })

  it('waits for hooks to complete', () => {
    const failed = { failed: 1, conditions: [{ type: 'Failed', status: 'True' }] }
    expect(completedJobStatus(object('batch/v1', 'Job', {}, failed)).message).toBe('Job Failed. failed: 1/1')
    expect(completedJobStatus(object('batch/v1', 'Job', {}, { startTime: 't' })).status).toBe('InProgress')
    expect(completedPodStatus(object('v1', 'Pod', {}, { phase: 'Failed' })).message).toBe('pod x failed')
  })
})
