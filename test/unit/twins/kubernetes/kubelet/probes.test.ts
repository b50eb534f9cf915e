import { describe, expect, it } from 'vitest'
import type { ImageProgram } from '../../../../../twins/contract/component.js'
import type { Json, JsonObject } from '../../../../../twins/kernel/json.js'
import { park, report, sleep } from '../../../../../twins/kernel/requests.js'
import { arrayAt, textAt } from '../../../../../twins/kubernetes/client/objects.js'
import { conditionsOf, findCondition } from '../../../../../twins/kubernetes/controllers/conditions.js'
import { podOf, Workloads } from '../../../../support/workloads.js'

/** A program that makes these reports, each so many seconds after the one before, and then does nothing. */
const reporting = (...reports: readonly (readonly [number, Json])[]): ImageProgram => ({
  name: 'app',
  matches: () => true,
  program: function* () {
    for (const [seconds, status] of reports) {
      yield* sleep(seconds * 1000)
      yield* report(status)
    }
    return yield* park()
  },
})

const HTTP = { httpGet: { path: '/healthz', port: 'web' } }

function runPod(program: ImageProgram, probes: JsonObject, ms: number, spec: JsonObject = {}): Workloads {
  const twin = new Workloads({ images: [program] })
  twin.create(podOf('p', { ports: [{ name: 'web', containerPort: 8080 }], ...probes }, spec))
  twin.elapse(ms)
  return twin
}

const statusOf = (twin: Workloads) => arrayAt(twin.pod('p'), 'status', 'containerStatuses')[0] as JsonObject
/** Seconds of virtual time at which the pod became ready, or ''. */
function readyAt(twin: Workloads): string {
  const ready = findCondition(conditionsOf(twin.pod('p')!), 'Ready')
  return textAt(ready, 'status') === 'True' ? textAt(ready, 'lastTransitionTime').slice(17, 19) : ''
}
const unhealthy = (twin: Workloads) => twin.events('p').filter((event) => event.startsWith('Unhealthy'))

// The pod reaches its node in second 0, its container starts in second 3; both set the times below.
describe('a readiness probe', () => {
  it.each<[string, ImageProgram, JsonObject, string]>([
    ['is asked soon after the start', reporting([0, { ready: true }]), {}, '04'],
    ['then on the ticks of its period', reporting([3, { ready: true }]), {}, '10'],
    ['of any length', reporting([3, { ready: true }]), { periodSeconds: 4 }, '08'],
    ['not before its initial delay', reporting([0, { ready: true }]), { initialDelaySeconds: 9 }, '20'],
    ['must succeed as often as it says', reporting([0, { ready: true }]), { successThreshold: 3 }, '20'],
    ['does not wait for an answer', reporting([0, { ready: true, responseMs: 1500 }]), {}, ''],
    ['longer than it may', reporting([0, { ready: true, responseMs: 1500 }]), { timeoutSeconds: 2 }, '04'],
  ])('%s', (_, program, probe, seconds) => {
    expect(readyAt(runPod(program, { readinessProbe: { ...HTTP, ...probe } }, 50_000))).toBe(seconds)
  })

  it('keeps a pod ready until it has failed three times', () => {
    const program = reporting([0, { ready: true }], [12, { ready: false }])
    const twin = runPod(program, { readinessProbe: HTTP }, 39_000)
    expect(statusOf(twin)).toMatchObject({ ready: true, restartCount: 0 })
    expect(unhealthy(twin)).toEqual([
      'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
    ])
    twin.elapse(2_000)
    expect(statusOf(twin)).toMatchObject({ ready: false, started: true, restartCount: 0 })
  })

  it('forgives a failure that passes', () => {
    const program = reporting([0, { ready: true }], [12, { ready: false }], [12, { ready: true }])
    const twin = runPod(program, { readinessProbe: HTTP }, 90_000)
    expect(readyAt(twin)).toBe('04')
  })

  it.each<[JsonObject, RegExp]>([
    [
      HTTP,
      /^Get "http:\/\/10\.244\.\d+\.\d+:8080\/healthz": dial tcp 10\.244\.\d+\.\d+:8080: connect: connection refused$/,
    ],
    [{ tcpSocket: { port: 5432 } }, /^dial tcp 10\.244\.\d+\.\d+:5432: connect: connection refused$/],
    [{ exec: { command: ['x'] } }, /^$/],
  ])('says what it finds while nothing listens: %j', (probe, text) => {
    const [event = ''] = unhealthy(runPod(reporting(), { readinessProbe: probe }, 12_000))
    expect(event.replace('Unhealthy: Readiness probe failed: ', '')).toMatch(text)
  })
})

describe('a liveness probe', () => {
  const dying = reporting([0, { ready: true }], [20, { live: false, message: 'deadlock' }])

  it('ends a container after three failures, on its ticks', () => {
    const twin = runPod(dying, { livenessProbe: HTTP }, 49_000)
    expect(unhealthy(twin)).toEqual(['Unhealthy: Liveness probe failed: deadlock'])
    expect(statusOf(twin)).toMatchObject({ restartCount: 0 })
    twin.elapse(5_000)
    expect(twin.events('p')).toContain('Killing: Container main failed liveness probe, will be restarted')
    expect(statusOf(twin)).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 143 } } })
  })

  it('ends the pod if it never restarts', () => {
    const twin = runPod(dying, { livenessProbe: { ...HTTP, failureThreshold: 1 } }, 60_000, {
      restartPolicy: 'Never',
    })
    expect(twin.events('p')).toContain('Killing: Container main failed liveness probe')
    expect(textAt(twin.pod('p'), 'status', 'phase')).toBe('Failed')
  })
})

describe('a startup probe', () => {
  it('holds the other probes back until it succeeds', () => {
    const program = reporting([10, { live: false }], [10, { ready: true, live: true }])
    const probes = {
      startupProbe: HTTP,
      readinessProbe: HTTP,
      livenessProbe: { ...HTTP, failureThreshold: 1 },
    }
    const twin = runPod(program, probes, 29_000)
    expect(statusOf(twin)).toMatchObject({ started: false, ready: false, restartCount: 0 })
    twin.elapse(2_000)
    expect(statusOf(twin)).toMatchObject({ started: true, ready: true, restartCount: 0 })
  })

  it('ends a container that does not start in time', () => {
    const twin = runPod(reporting(), { startupProbe: { ...HTTP, failureThreshold: 2 } }, 25_000)
    expect(twin.events('p')).toContain('Killing: Container main failed startup probe, will be restarted')
    expect(statusOf(twin)).toMatchObject({ restartCount: 1 })
  })
})

it('a pod whose probes have nothing new costs nothing', () => {
  const twin = runPod(reporting([0, { ready: true }]), { readinessProbe: HTTP, livenessProbe: HTTP }, 60_000)
  const { transitions } = twin.world
  twin.elapse(3_600_000)
  expect(twin.world.transitions).toBe(transitions)
})
