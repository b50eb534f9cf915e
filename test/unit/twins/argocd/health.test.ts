import { describe, expect, it } from 'vitest'
import { healthOf, isWorse } from '../../../../twins/argocd/health/health.js'

const job = (...conditions: object[]) => ({ apiVersion: 'batch/v1', kind: 'Job', status: { conditions } })
const pod = (restartPolicy: string, status: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  spec: { restartPolicy },
  status,
})
const deployment = (spec: object, status: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', generation: 2 },
  spec: { replicas: 2, ...spec },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...status },
})
const cluster = (status: object | undefined, annotations = {}) => ({
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  metadata: { name: 'db', annotations },
  ...(status === undefined ? {} : { status }),
})
const claim = (phase: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase } })
const es = (...conditions: object[]) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  status: { conditions },
})

describe('health', () => {
  it.each([
    ['a Secret', { apiVersion: 'v1', kind: 'Secret' }, undefined],
    ['a terminating object', { ...claim('Bound'), metadata: { deletionTimestamp: 't' } }, 'Progressing'],
    [
      'a terminating hook',
      {
        ...job({ type: 'Failed' }),
        metadata: { deletionTimestamp: 't', finalizers: ['argocd.argoproj.io/hook-finalizer'] },
      },
      'Degraded',
    ],
    ['a running Job', job(), 'Progressing'],
    ['a complete Job', job({ type: 'Complete', status: 'True' }), 'Healthy'],
    ['a Job with Failed, whatever its status', job({ type: 'Failed', status: 'False' }), 'Degraded'],
    ['a suspended Job', job({ type: 'Suspended', status: 'True' }), 'Suspended'],
    ['a paused Deployment', deployment({ paused: true }, {}), 'Suspended'],
    ['an unobserved Deployment', deployment({}, { observedGeneration: 1 }), 'Progressing'],
    [
      'a Deployment past its deadline',
      deployment({}, { conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }] }),
      'Degraded',
    ],
    ['a Deployment with an old pod', deployment({}, { replicas: 3 }), 'Progressing'],
    ['a Deployment that is through', deployment({}, {}), 'Healthy'],
    ['a Pending claim', claim('Pending'), 'Progressing'],
    ['a Lost claim', claim('Lost'), 'Degraded'],
    [
      'a crash-looping Pod',
      pod('Always', { containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
      'Degraded',
    ],
    [
      'the same of a hook',
      pod('Never', {
        phase: 'Pending',
        containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }],
      }),
      'Progressing',
    ],
    ['a Running Pod that never restarts', pod('Never', { phase: 'Running' }), 'Progressing'],
    [
      'a Service with a balancer',
      { apiVersion: 'v1', kind: 'Service', spec: { type: 'LoadBalancer' } },
      'Progressing',
    ],
    [
      'an Application',
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', status: { health: { status: 'Degraded' } } },
      undefined,
    ],
    ['an ExternalSecret that failed', es({ type: 'Ready', status: 'False' }), 'Degraded'],
    ['a new ExternalSecret', es(), 'Progressing'],
    ['a healthy Cluster', cluster({ phase: 'Cluster in healthy state', conditions: [] }), 'Healthy'],
    [
      'a Cluster that is configured',
      cluster({ phase: 'Applying configuration', conditions: [] }),
      'Degraded',
    ],
    [
      'a Cluster in an unlisted phase',
      cluster({ phase: 'Invalid cluster definition', conditions: [] }),
      'Unknown',
    ],
    ['a Cluster without a status', cluster(undefined), 'Unknown'],
    ['a Cluster left alone', cluster(undefined, { 'cnpg.io/reconciliationLoop': 'disabled' }), 'Suspended'],
    [
      'a Cluster that wakes up',
      cluster({ phase: 'x', conditions: [{ type: 'cnpg.io/hibernation', status: 'False' }] }),
      'Degraded',
    ],
  ])('of %s', (_what, object, expected) => {
    expect(healthOf(object as never)?.status).toBe(expected)
  })

  it('of Applications counts only when a check is configured', () => {
    const child = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      status: { health: { status: 'Degraded' } },
    }
    expect(healthOf(child, true)?.status).toBe('Degraded')
  })

  it('orders Healthy, Suspended, Progressing, Missing, Degraded, Unknown', () => {
    const order = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'] as const
    expect(order.every((one, index) => index === 0 || isWorse(order[index - 1]!, one))).toBe(true)
  })
})
