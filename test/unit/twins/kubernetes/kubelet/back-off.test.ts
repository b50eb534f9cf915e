import { describe, expect, it } from 'vitest'
import { backOffUntil, nextBackOff } from '../../../../../twins/kubernetes/kubelet/back-off.js'
import { expandVariables } from '../../../../../twins/kubernetes/kubelet/expansion.js'
import { podPhase } from '../../../../../twins/kubernetes/kubelet/pod-phase.js'
import { defaultPullPolicy } from '../../../../../twins/kubernetes/kubelet/pull-image.js'

const BOUNDS = { baseMs: 10_000, maxMs: 300_000 }

describe('a back-off', () => {
  it('lets the first restart go at once', () => {
    expect(backOffUntil(null, 5_000, BOUNDS)).toBeUndefined()
  })

  it('doubles from restart to restart up to its maximum', () => {
    let entry = nextBackOff(null, 0, 0, BOUNDS)
    const delays = [entry.delayMs]
    for (let count = 0; count < 6; count++) {
      const failedAt = entry.sinceAt + 1_000
      entry = nextBackOff(entry, failedAt, backOffUntil(entry, failedAt, BOUNDS)!, BOUNDS)
      delays.push(entry.delayMs)
    }
    expect(delays).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  })

  it('starts afresh after ten minutes of running', () => {
    const entry = { delayMs: 300_000, sinceAt: 0 }
    expect(backOffUntil(entry, 600_000, BOUNDS)).toBe(900_000)
    expect(backOffUntil(entry, 600_001, BOUNDS)).toBeUndefined()
    expect(nextBackOff(entry, 600_001, 600_001, BOUNDS).delayMs).toBe(10_000)
  })
})

describe('the phase of a pod', () => {
  const running = { state: { running: {} }, lastState: {} }
  const waiting = { state: { waiting: {} }, lastState: {} }
  const restarting = { state: { waiting: {} }, lastState: { terminated: { exitCode: 1 } } }
  const succeeded = { state: { terminated: { exitCode: 0 } }, lastState: {} }
  const failed = { state: { terminated: { exitCode: 1 } }, lastState: {} }
  const init = [failed]

  it.each([
    ['Always', [running], {}, 'Running'],
    ['Always', [running, waiting], {}, 'Pending'],
    ['Always', [waiting], {}, 'Pending'],
    ['Always', [restarting], {}, 'Running'],
    ['Always', [succeeded], {}, 'Running'],
    ['OnFailure', [succeeded], {}, 'Succeeded'],
    ['OnFailure', [failed, succeeded], {}, 'Running'],
    ['Never', [failed, succeeded], {}, 'Failed'],
    ['Never', [running, failed], {}, 'Running'],
    ['Always', [running], { pendingInit: true }, 'Pending'],
    ['Never', [waiting], { pendingInit: true, initStatuses: init }, 'Failed'],
    ['Always', [waiting], { pendingInit: true, initStatuses: init }, 'Pending'],
    ['Always', [failed], { terminal: true }, 'Failed'],
    ['Always', [succeeded], { terminal: true }, 'Succeeded'],
  ] as const)('with policy %s and %j %j is %s', (restartPolicy, statuses, more, phase) => {
    const options = { restartPolicy, statuses, initStatuses: [], pendingInit: false, terminal: false }
    expect(podPhase({ ...options, ...more })).toBe(phase)
  })
})

describe('small rules', () => {
  it.each([
    ['a $(B) $$(B) $(C)', 'a x $(B) $(C)'],
    ['$(B)$(B)', 'xx'],
    ['$B', '$B'],
  ])('expand %s to %s', (text, expanded) => {
    expect(expandVariables(text, { B: 'x' })).toBe(expanded)
  })

  it.each([
    ['app', 'Always'],
    ['app:latest', 'Always'],
    ['registry:5000/app', 'Always'],
    ['app:1', 'IfNotPresent'],
    ['app@sha256:00', 'IfNotPresent'],
  ])('pull %s %s', (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy)
  })
})
