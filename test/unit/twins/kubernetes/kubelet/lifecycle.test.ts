import { describe, expect, it } from 'vitest'
import type { ImageProgram } from '../../../../../twins/contract/component.js'
import type { Json, JsonObject } from '../../../../../twins/kernel/json.js'
import { park, print, printError, report } from '../../../../../twins/kernel/requests.js'
import { arrayAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { podOf, Workloads, waitingOf } from '../../../../support/workloads.js'

const BOX = { image: 'busybox:1', command: ['sleep', 'infinity'] }
const statusOf = (twin: Workloads, index = 0) =>
  arrayAt(twin.pod('p'), 'status', 'containerStatuses')[index] as JsonObject
const phaseOf = (twin: Workloads) => textAt(twin.pod('p'), 'status', 'phase')

function runPod(
  container: JsonObject,
  ms: number,
  spec: JsonObject = {},
  images: readonly ImageProgram[] = [],
): Workloads {
  const twin = new Workloads({ images })
  twin.create(podOf('p', container, spec))
  twin.elapse(ms)
  return twin
}

/** Milliseconds until a deleted pod is gone. */
function timeToGo(twin: Workloads): number {
  const start = twin.world.now
  twin.delete('pods', 'p')
  twin.quiesce()
  expect(twin.pod('p')).toBeUndefined()
  return twin.world.now - start
}

describe('preStop', () => {
  it.each<[string, JsonObject, number]>([
    ['sleeps before SIGTERM', { sleep: { seconds: 7 } }, 7_000],
    ['runs a command before SIGTERM', { exec: { command: ['sh', '-c', 'sleep 4 && true'] } }, 4_000],
    ['ends with the grace period', { sleep: { seconds: 60 } }, 10_000],
  ])('%s', (_, preStop, ms) => {
    const twin = runPod({ ...BOX, lifecycle: { preStop } }, 8_000, { terminationGracePeriodSeconds: 10 })
    const took = timeToGo(twin)
    expect(took).toBeGreaterThanOrEqual(ms)
    expect(took).toBeLessThan(ms + 2_000)
  })

  it('that fails is told and does not hold the container', () => {
    const preStop = { exec: { command: ['frobnicate'] } }
    const twin = runPod({ ...BOX, lifecycle: { preStop } }, 8_000)
    expect(timeToGo(twin)).toBeLessThan(3_000)
    expect(twin.events('p')).toContain('FailedPreStopHook: PreStopHook failed')
  })
})

describe('postStart', () => {
  it('keeps the pod from being ready and the next container from starting', () => {
    const lifecycle = { postStart: { sleep: { seconds: 20 } } }
    const containers = [
      { name: 'main', ...BOX, lifecycle },
      { name: 'other', ...BOX },
    ]
    const twin = runPod({}, 10_000, { containers })
    expect(waitingOf(twin.pod('p')!)).toBe('ContainerCreating')
    expect(statusOf(twin, 1)).toMatchObject({ state: { waiting: { reason: 'ContainerCreating' } } })
    twin.elapse(20_000)
    expect([statusOf(twin, 0), statusOf(twin, 1)]).toMatchObject([{ ready: true }, { ready: true }])
  })

  it('that fails ends the container', () => {
    const lifecycle = { postStart: { exec: { command: ['false'] } } }
    const twin = runPod({ ...BOX, lifecycle }, 8_000, { restartPolicy: 'Never' })
    expect(twin.events('p')).toEqual(
      expect.arrayContaining(['FailedPostStartHook: PostStartHook failed', 'Killing: FailedPostStartHook']),
    )
    expect(phaseOf(twin)).toBe('Failed')
  })

  it('by HTTP is not modelled', () => {
    expect(() => runPod({ ...BOX, lifecycle: { postStart: { httpGet: { port: 80 } } } }, 8_000)).toThrow(
      'postStart hook httpGet of container main of pod test/p',
    )
  })
})

describe('activeDeadlineSeconds of a pod', () => {
  it('stops it and lets it fail', () => {
    const twin = runPod(BOX, 29_000, { activeDeadlineSeconds: 30 })
    expect(phaseOf(twin)).toBe('Running')
    twin.elapse(5_000)
    expect(twin.pod('p')!['status']).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    })
    expect(twin.events('p')).toContain('Killing: Stopping container main')
  })

  it('counts while it waits for its image', () => {
    const twin = new Workloads()
    twin.refuseImage('busybox:1', 'not found')
    twin.create(podOf('p', BOX, { activeDeadlineSeconds: 30 }))
    twin.elapse(40_000)
    expect(phaseOf(twin)).toBe('Failed')
  })
})

describe('the end of a container', () => {
  const ending = (status: Json): ImageProgram => ({
    name: 'app',
    matches: () => true,
    program: function* () {
      yield* print('one')
      yield* printError('two')
      yield* report(status)
      return 3
    },
  })
  const terminated = (twin: Workloads) => (statusOf(twin)['state'] as JsonObject)['terminated']

  it.each<[string, Json, JsonObject, JsonObject]>([
    ['has no message by default', null, {}, { reason: 'Error' }],
    ['has the message it left', { terminationMessage: 'why' }, {}, { reason: 'Error', message: 'why' }],
    [
      'has the end of its log for one',
      null,
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      { reason: 'Error', message: 'one\ntwo\n' },
    ],
    ['was for want of memory', { oomKilled: true }, {}, { reason: 'OOMKilled' }],
  ])('%s', (_, status, container, expected) => {
    const twin = runPod(container, 8_000, { restartPolicy: 'Never' }, [ending(status)])
    const { exitCode, startedAt, finishedAt, containerID, ...rest } = terminated(twin) as JsonObject
    expect(rest).toEqual(expected)
    expect([exitCode, startedAt === finishedAt, typeof containerID]).toEqual([3, true, 'string'])
  })

  it('came before its start when there is no such command', () => {
    const twin = runPod({ image: 'busybox:1', command: ['frobnicate'] }, 8_000, { restartPolicy: 'Never' })
    const message =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "frobnicate": executable file not found in $PATH: unknown'
    expect(terminated(twin)).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message,
      startedAt: '1970-01-01T00:00:00Z',
    })
    expect(twin.events('p')).toContain(`Failed: Error: ${message}`)
  })
})

it.each([
  ['App:1', 'invalid reference format: repository name (library/App) must be lowercase'],
  ['app:1:2', 'invalid reference format'],
])('the image name %s is refused', (image, problem) => {
  const twin = runPod({ image }, 8_000)
  const text = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${problem}`
  expect(waitingOf(twin.pod('p')!)).toBe(`InvalidImageName: ${text}`)
  expect(twin.events('p')).toEqual(
    expect.arrayContaining([`InspectFailed: ${text}`, 'Failed: Error: InvalidImageName']),
  )
})

it('sidecars stop after the other containers', () => {
  const stops: string[] = []
  const app: ImageProgram = {
    name: 'app',
    matches: () => true,
    program: function* () {
      return yield* park()
    },
  }
  const twin = runPod(
    {},
    8_000,
    { initContainers: [{ name: 'side', image: 'proxy:1', restartPolicy: 'Always' }] },
    [app],
  )
  timeToGo(twin)
  for (const { event } of twin.log()) {
    if (event.kind === 'process-exited' && event.signal !== null)
      stops.push(event.pid.split('/').at(-2) as string)
  }
  expect(stops).toEqual(['main', 'side'])
})
