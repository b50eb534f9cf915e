import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../../../twins/kernel/json.js'
import { statusViewer } from '../../../../../../../twins/kubernetes/tools/kubectl/commands/rollout-viewers.js'
import { mappingOf } from '../../../../../../../twins/kubernetes/tools/kubectl/mappings.js'
import { INFOS, ok, runKubectl } from '../../../../../../support/kubectl.js'

const workload = (kind: string) => {
  const info = INFOS.find((each) => each.kind === kind)
  if (info === undefined) throw new TypeError(kind)
  return mappingOf(info)
}

function deployment(status: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', generation: 2, uid: 'd', ...more },
    spec: { replicas: 3, template: {} },
    status: { observedGeneration: 2, ...status },
  }
}

describe('the state of a Deployment', () => {
  const view = statusViewer(workload('Deployment'), 0)
  const head = 'Waiting for deployment "web" rollout to finish:'
  it.each<[JsonObject, string, boolean]>([
    [{ observedGeneration: 1 }, 'Waiting for deployment spec update to be observed...', false],
    [{ updatedReplicas: 1 }, `${head} 1 out of 3 new replicas have been updated...`, false],
    [{ updatedReplicas: 3, replicas: 4 }, `${head} 1 old replicas are pending termination...`, false],
    [
      { updatedReplicas: 3, replicas: 3, availableReplicas: 2 },
      `${head} 2 of 3 updated replicas are available...`,
      false,
    ],
    [
      { updatedReplicas: 3, replicas: 3, availableReplicas: 3 },
      'deployment "web" successfully rolled out',
      true,
    ],
  ])('%j', (status, text, done) => {
    expect(view(deployment(status))).toEqual({ text, done })
  })

  it('has failed when its deadline has passed', () => {
    const conditions = [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }]
    expect(() => view(deployment({ conditions }))).toThrow('deployment "web" exceeded its progress deadline')
  })

  it('must be of the revision asked for', () => {
    const annotations = { 'deployment.kubernetes.io/revision': '4' }
    const pinned = statusViewer(workload('Deployment'), 3)
    expect(() => pinned(deployment({}, { annotations }))).toThrow(
      'desired revision (3) is different from the running revision (4)',
    )
  })
})

describe('the state of a StatefulSet', () => {
  const view = statusViewer(workload('StatefulSet'), 0)
  const statefulSet = (status: JsonObject, rollingUpdate: JsonObject | null = null): JsonObject => ({
    metadata: { name: 'db', generation: 1 },
    spec: {
      replicas: 3,
      updateStrategy: { type: 'RollingUpdate', ...(rollingUpdate === null ? {} : { rollingUpdate }) },
    },
    status,
  })
  const ready = { observedGeneration: 1, readyReplicas: 3 }
  it.each<[JsonObject, string, boolean]>([
    [statefulSet({}), 'Waiting for statefulset spec update to be observed...', false],
    [statefulSet({ observedGeneration: 1, readyReplicas: 1 }), 'Waiting for 2 pods to be ready...', false],
    [
      statefulSet({ ...ready, updateRevision: 'b', currentRevision: 'a', updatedReplicas: 2 }),
      'waiting for statefulset rolling update to complete 2 pods at revision b...',
      false,
    ],
    [
      statefulSet({ ...ready, updateRevision: 'b', currentRevision: 'b', currentReplicas: 3 }),
      'statefulset rolling update complete 3 pods at revision b...',
      true,
    ],
    [
      statefulSet({ ...ready, updatedReplicas: 0 }, { partition: 2 }),
      'Waiting for partitioned roll out to finish: 0 out of 1 new pods have been updated...',
      false,
    ],
    [
      statefulSet({ ...ready, updatedReplicas: 1 }, { partition: 2 }),
      'partitioned roll out complete: 1 new pods have been updated...',
      true,
    ],
  ])('%#', (object, text, done) => {
    expect(view(object)).toEqual({ text, done })
  })

  it('cannot be told with OnDelete', () => {
    const object = { metadata: { name: 'db' }, spec: { updateStrategy: { type: 'OnDelete' } } }
    expect(() => view(object)).toThrow('rollout status is only available for RollingUpdate strategy type')
  })
})

describe('kubectl rollout', () => {
  it('restarts by a strategic merge patch of one annotation', () => {
    const run = runKubectl('rollout restart deploy/web', { script: () => ok(deployment({})) })
    expect(run).toMatchObject({ code: 0, stdout: 'deployment.apps/web restarted\n' })
    expect(run.requests[1]).toMatchObject({
      verb: 'patch',
      patchType: 'strategic',
      fieldManager: 'kubectl-rollout',
      body: {
        spec: {
          template: {
            metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' } },
          },
        },
      },
    })
  })

  it('does not restart twice in a second', () => {
    const object = deployment({})
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }
    const spec = { replicas: 3, template: { metadata: { annotations } } }
    const run = runKubectl('rollout restart deploy/web', { script: () => ok({ ...object, spec }) })
    expect(run.stderr).toBe(
      'error: failed to create patch for web: if restart has already been triggered within the past second, ' +
        'please wait before attempting to trigger another\n',
    )
  })

  it('undoes to the second newest revision and keeps its own annotations', () => {
    const replicaSet = (revision: number, image: string): JsonObject => ({
      metadata: {
        name: `web-${revision}`,
        annotations: { 'deployment.kubernetes.io/revision': String(revision), cause: `r${revision}` },
        ownerReferences: [{ controller: true, uid: 'd' }],
      },
      spec: {
        template: {
          metadata: { labels: { app: 'web', 'pod-template-hash': String(revision) } },
          spec: { image },
        },
      },
    })
    const template = { metadata: { labels: { app: 'web' } }, spec: { image: 'three' } }
    const live = deployment({}, { annotations: { 'deployment.kubernetes.io/revision': '3', stale: 'x' } })
    const object = { ...live, spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template } }
    const items = [replicaSet(1, 'one'), replicaSet(3, 'three'), replicaSet(2, 'two')]
    const run = runKubectl('rollout undo deploy/web', {
      script: ({ verb }) => (verb === 'list' ? ok({ items }) : ok(object)),
    })
    expect(run.stdout).toBe('deployment.apps/web rolled back\n')
    expect(run.requests.at(-1)).toMatchObject({
      patchType: 'json',
      body: [
        { path: '/spec/template', value: { metadata: { labels: { app: 'web' } }, spec: { image: 'two' } } },
        { path: '/metadata/annotations', value: { 'deployment.kubernetes.io/revision': '3', cause: 'r2' } },
      ],
    })
  })
})
