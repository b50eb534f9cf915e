import { describe, expect, it } from 'vitest'
import {
  claimReadiness,
  daemonSetReadiness,
  definitionReadiness,
  deploymentReadiness,
  jobReadiness,
  podReadiness,
  replicaSetReadiness,
  serviceReadiness,
  statefulSetReadiness,
} from '../../../../../twins/helm/actions/ready.js'
import type { JsonObject } from '../../../../../twins/kernel/json.js'

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [] } }

function deployment(replicas: number, more: JsonObject = {}): JsonObject {
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%' }
  return {
    metadata: { uid: 'd', generation: 2 },
    spec: { replicas, template, strategy: { type: 'RollingUpdate', rollingUpdate }, ...more },
    status: { observedGeneration: 2 },
  }
}

function replicaSet(readyReplicas: number, more: JsonObject = {}): JsonObject {
  const ownerReferences = [{ uid: 'd', controller: true }]
  const creationTimestamp = '2026-01-01T00:00:00Z'
  return {
    metadata: { name: 'a', generation: 1, ownerReferences, creationTimestamp },
    spec: { template },
    status: { observedGeneration: 1, readyReplicas },
    ...more,
  }
}

describe('deployments', () => {
  it.each([
    [1, 0, 'waiting'],
    [1, 1, 'ready'],
    [3, 2, 'waiting'],
    [4, 3, 'ready'],
    [4, 2, 'waiting'],
  ])('%i replicas with %i ready pods: %s', (replicas, ready, kind) => {
    expect(deploymentReadiness(deployment(replicas), [replicaSet(ready)]).kind).toBe(kind)
  })

  it.each([
    ['paused, without any ReplicaSet', deployment(1, { paused: true }), [], 'ready'],
    ['no ReplicaSet yet', deployment(1), [], 'waiting'],
    [
      'a newer generation',
      { ...deployment(1), metadata: { uid: 'd', generation: 3 } },
      [replicaSet(1)],
      'waiting',
    ],
    ['only an old template', deployment(1), [replicaSet(1, { spec: { template: {} } })], 'waiting'],
    [
      'a ReplicaSet of another owner',
      { ...deployment(1), metadata: { uid: 'x', generation: 2 } },
      [replicaSet(1)],
      'waiting',
    ],
    [
      'a ReplicaSet not observed',
      deployment(1),
      [replicaSet(1, { status: { readyReplicas: 1 } })],
      'waiting',
    ],
  ])('%s', (_, object, sets, kind) => {
    expect(deploymentReadiness(object, sets).kind).toBe(kind)
  })
})

describe('other kinds', () => {
  const observed = { metadata: { generation: 1, name: 'a', namespace: 'n' } }
  const set = (spec: JsonObject, status: JsonObject): JsonObject => ({
    ...observed,
    spec,
    status: { observedGeneration: 1, ...status },
  })
  const rolling = { updateStrategy: { type: 'RollingUpdate' }, replicas: 2 }
  const partitioned = {
    ...rolling,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
  }
  const daemon = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } } }
  const condition = (type: string, status: string): JsonObject => ({
    status: { conditions: [{ type, status }] },
  })

  it.each([
    [
      'StatefulSet, OnDelete',
      statefulSetReadiness(set({ updateStrategy: { type: 'OnDelete' } }, {})),
      'ready',
    ],
    ['StatefulSet, not updated', statefulSetReadiness(set(rolling, { readyReplicas: 2 })), 'waiting'],
    [
      'StatefulSet, revisions differ',
      statefulSetReadiness(set(rolling, { readyReplicas: 2, updatedReplicas: 2, updateRevision: 'b' })),
      'waiting',
    ],
    [
      'StatefulSet, updated beyond its partition',
      statefulSetReadiness(set(partitioned, { readyReplicas: 2, updatedReplicas: 1, updateRevision: 'b' })),
      'ready',
    ],
    [
      'DaemonSet, 10 % of 4 round up to 1',
      daemonSetReadiness(
        set(daemon, { desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberReady: 3 }),
      ),
      'ready',
    ],
    [
      'DaemonSet, too few',
      daemonSetReadiness(
        set(daemon, { desiredNumberScheduled: 4, updatedNumberScheduled: 4, numberReady: 2 }),
      ),
      'waiting',
    ],
    [
      'ReplicaSet with an unready pod',
      replicaSetReadiness(set({}, {}), [condition('Ready', 'False')]),
      'waiting',
    ],
    ['Pod, ready', podReadiness(condition('Ready', 'True')), 'ready'],
    ['Pod, succeeded', podReadiness({ status: { phase: 'Succeeded' } }), 'waiting'],
    ['Job, running', jobReadiness(set({ completions: 1 }, { active: 1 })), 'waiting'],
    ['Job, complete', jobReadiness(set({ completions: 1 }, { succeeded: 1 })), 'ready'],
    ['Job, out of retries', jobReadiness(set({ backoffLimit: 0 }, { failed: 1 })), 'failed'],
    ['claim, pending', claimReadiness({ status: { phase: 'Pending' } }), 'waiting'],
    ['Service without address', serviceReadiness({ spec: { type: 'ClusterIP' } }), 'waiting'],
    ['Service, headless', serviceReadiness({ spec: { type: 'ClusterIP', clusterIP: 'None' } }), 'ready'],
    ['Service, ExternalName', serviceReadiness({ spec: { type: 'ExternalName' } }), 'ready'],
    ['balancer, pending', serviceReadiness({ spec: { type: 'LoadBalancer', clusterIP: '1' } }), 'waiting'],
    [
      'balancer with an external address',
      serviceReadiness({ spec: { type: 'LoadBalancer', clusterIP: '1', externalIPs: ['2'] } }),
      'ready',
    ],
    ['definition, names refused', definitionReadiness(condition('NamesAccepted', 'False')), 'ready'],
    ['definition, not established', definitionReadiness(condition('Established', 'False')), 'waiting'],
  ])('%s', (_, readiness, kind) => {
    expect(readiness.kind).toBe(kind)
  })
})
