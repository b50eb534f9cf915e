import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageProgram } from '../../twins/contract/component.js'
import { type Chooser, type FaultBudget, type JsonObject, run } from '../../twins/kernel/index.js'
import { park, report } from '../../twins/kernel/requests.js'
import { arrayAt } from '../../twins/kubernetes/client/objects.js'
import { podOf, Workloads } from '../support/workloads.js'

const FAULTS: FaultBudget = { crashes: 3, stalls: 0, processes: [], controllers: ['kubelet'] }

/** Takes one of the first few alternatives by the next number; the nominal one when they run out. */
function chooserOf(numbers: readonly number[]): Chooser {
  let next = 0
  return {
    choose: (alternatives) => {
      const number = numbers[next++] ?? 0
      const index = alternatives.findIndex((one) => one.kind === 'fault')
      if (number >= 80 && index >= 0) return index + (number % (alternatives.length - index))
      const transitions = index < 0 ? alternatives.length : index
      return number % Math.min(transitions, 4)
    },
  }
}

const app: ImageProgram = {
  name: 'app',
  matches: () => true,
  program: function* () {
    yield* report({ ready: true })
    return yield* park()
  },
  exec: function* () {
    yield { kind: 'sleep', ms: 3_000 }
    return 0
  },
}

const CONTAINER = {
  startupProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
  readinessProbe: { httpGet: { port: 80 } },
  livenessProbe: { tcpSocket: { port: 80 } },
  lifecycle: { postStart: { exec: { command: ['warm-up'] } }, preStop: { sleep: { seconds: 2 } } },
}

describe('under any order of actors, with the kubelet restarting', () => {
  it.each(['reconcile', 'write'] as const)('hooks and probes at grain %s hold nothing up', (grain) => {
    const numbers = fc.array(fc.nat(99), { minLength: 10, maxLength: 120 })
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const twin = new Workloads({ grain, images: [app] })
        twin.create(podOf('p', CONTAINER))
        twin.world = run(twin.system, twin.world, { chooser: chooserOf(first), faults: FAULTS }).world
        twin.elapse(60_000)
        const [status] = arrayAt(twin.pod('p'), 'status', 'containerStatuses')
        expect(status as JsonObject).toMatchObject({ ready: true, started: true, restartCount: 0 })
        twin.delete('pods', 'p')
        twin.world = run(twin.system, twin.world, { chooser: chooserOf(second), faults: FAULTS }).world
        twin.elapse(60_000)
        expect(twin.pod('p')).toBeUndefined()
      }),
      { numRuns: 6 },
    )
  })
})
