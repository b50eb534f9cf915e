import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../../twins/kernel/index.js'
import { fromTimestamp, kubernetes, valueAt } from '../../../../../twins/kubernetes/index.js'
import { adoptedRecord } from '../../../../../twins/kubernetes/kubelet/adopted-record.js'
import { writesOf } from '../../../../support/snapshots.js'
import { TestTwin } from '../../../../support/twin.js'

const NOW = '2026-02-01T12:00:00Z'
const now = fromTimestamp(NOW)

interface PodParts {
  readonly spec?: JsonObject
  readonly status?: JsonObject
  readonly metadata?: JsonObject
}

/** A pod with one container `app`, whose status has these members. */
function pod(container: JsonObject, parts: PodParts = {}): JsonObject {
  const status = {
    name: 'app',
    ready: false,
    restartCount: 0,
    image: 'app:1',
    imageID: 'app@sha256:1',
    lastState: {},
    ...container,
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'p',
      namespace: 'test',
      uid: '00000000-0000-4000-8000-000000000001',
      ...parts.metadata,
    },
    spec: {
      nodeName: 'node-a',
      restartPolicy: 'Always',
      containers: [{ name: 'app', image: 'app:1' }],
      ...parts.spec,
    },
    status: {
      phase: 'Running',
      podIP: '10.244.0.9',
      startTime: '2026-02-01T11:00:00Z',
      containerStatuses: [status],
      ...parts.status,
    },
  }
}

const CRASHED = {
  restartCount: 5,
  containerID: 'containerd://6',
  state: {
    waiting: {
      reason: 'CrashLoopBackOff',
      message: 'back-off 2m40s restarting failed container=app pod=p_test(1)',
    },
  },
  lastState: {
    terminated: {
      exitCode: 1,
      reason: 'Error',
      containerID: 'containerd://6',
      startedAt: '2026-02-01T11:58:00Z',
      finishedAt: '2026-02-01T11:58:10Z',
    },
  },
}

describe('what a node remembers of a dumped pod', () => {
  const app = (one: JsonObject) => adoptedRecord(one, now).containers['app']

  it.each([
    [
      'a container that runs',
      pod({
        restartCount: 2,
        ready: true,
        containerID: 'containerd://3',
        state: { running: { startedAt: '2026-02-01T11:30:00Z' } },
      }),
      { attempt: 2, id: 'containerd://3', startedAt: now - 30 * 60_000, exit: null, waiting: null },
    ],
    [
      'a container that has ended',
      pod({
        state: {
          terminated: {
            exitCode: 0,
            reason: 'Completed',
            containerID: 'containerd://1',
            startedAt: '2026-02-01T11:30:00Z',
            finishedAt: '2026-02-01T11:31:00Z',
          },
        },
      }),
      {
        attempt: 0,
        exit: expect.objectContaining({ exitCode: 0, finishedAt: now - 29 * 60_000 }),
        waiting: null,
      },
    ],
    [
      'a container in its back-off',
      pod(CRASHED),
      {
        attempt: 5,
        exit: expect.objectContaining({ exitCode: 1 }),
        last: null,
        waiting: { reason: 'CrashLoopBackOff', message: expect.stringContaining('back-off 2m40s') },
        retryAt: now - 110_000 + 160_000,
        backOff: { delayMs: 160_000, sinceAt: now - 120_000 },
      },
    ],
    [
      'a container that was never created',
      pod({
        imageID: '',
        state: { waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' } },
      }),
      {
        attempt: -1,
        pid: null,
        exit: null,
        waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' },
      },
    ],
  ])('%s', (_what, dumped, expected) => {
    expect(app(dumped)).toMatchObject(expected)
  })

  it('nothing of a container that is about to be created', () => {
    expect(app(pod({ imageID: '', state: { waiting: { reason: 'ContainerCreating' } } }))).toBeUndefined()
  })

  it('when the grace period of a pod that is being deleted began', () => {
    const metadata = { deletionTimestamp: '2026-02-01T12:00:20Z', deletionGracePeriodSeconds: 30 }
    expect(adoptedRecord(pod({}, { metadata }), now).termination).toEqual({ sinceAt: now - 10_000 })
  })

  it('a pod that has run out of its time', () => {
    const status = { phase: 'Failed', reason: 'DeadlineExceeded' }
    expect(adoptedRecord(pod({}, { status }), now).pastDeadline).toBe(true)
  })
})

describe('the kubelet of a restored node', () => {
  const restored = (dumped: JsonObject) =>
    new TestTwin({ components: [kubernetes], snapshot: [dumped], startMs: now })
  const writesTo = (twin: TestTwin) => writesOf(twin).filter((write) => write.includes('pods/test/p'))
  const statusOf = (twin: TestTwin) =>
    (
      valueAt(twin.get('', 'pods', 'test', 'p'), 'status', 'containerStatuses') as
        | readonly JsonObject[]
        | undefined
    )?.[0]

  it('waits out the rest of a back-off, and counts on from there', () => {
    const ready = { conditions: [{ type: 'Initialized', status: 'True' }] }
    const twin = restored(pod(CRASHED, { status: ready }))
    twin.elapse(49_000)
    expect(statusOf(twin)).toMatchObject({
      restartCount: 5,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
    })
    twin.elapse(2_000)
    expect(statusOf(twin)).toMatchObject({ restartCount: 6, state: { running: {} } })
  })

  it('goes on with a deletion: what runs is stopped, then the pod is gone', () => {
    const metadata = { deletionTimestamp: '2026-02-01T12:00:20Z', deletionGracePeriodSeconds: 30 }
    const running = {
      ready: true,
      containerID: 'containerd://3',
      state: { running: { startedAt: '2026-02-01T11:30:00Z' } },
    }
    const twin = restored(pod(running, { metadata }))
    twin.quiesce()
    expect(twin.get('', 'pods', 'test', 'p')).toBeUndefined()
  })

  it('leaves pods alone that have come to their end', () => {
    const ended = {
      terminated: {
        exitCode: 0,
        reason: 'Completed',
        startedAt: '2026-02-01T11:30:00Z',
        finishedAt: '2026-02-01T11:31:00Z',
      },
    }
    const twin = restored(pod({ state: ended }, { status: { phase: 'Succeeded' } }))
    twin.settle()
    expect(writesTo(twin)).toEqual([])
  })

  it('waits with an image that cannot be pulled for as long as the longest pause', () => {
    const message = 'Back-off pulling image "app:1": ErrImagePull: no such image'
    const twin = restored(
      pod(
        { imageID: '', state: { waiting: { reason: 'ImagePullBackOff', message } } },
        { status: { phase: 'Pending' } },
      ),
    )
    twin.elapse(290_000)
    expect(statusOf(twin)).toMatchObject({ state: { waiting: { reason: 'ImagePullBackOff', message } } })
    twin.elapse(20_000)
    expect(statusOf(twin)).toMatchObject({ state: { running: {} } })
  })
})
