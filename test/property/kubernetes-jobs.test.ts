import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Chooser, type FaultBudget, type JsonObject, run } from '../../twins/kernel/index.js'
import {
  arrayAt,
  metadataOf,
  numberAt,
  OBJECTS,
  objectAt,
  textAt,
} from '../../twins/kubernetes/client/objects.js'
import { conditionsOf, jobOf, statusOf } from '../support/jobs.js'
import { Workloads } from '../support/workloads.js'

const FAULTS: FaultBudget = {
  crashes: 4,
  stalls: 0,
  processes: [],
  controllers: ['job', 'kubelet', 'scheduler', 'garbage-collector'],
}

/** Takes one of the first few alternatives by the next number; the nominal one when they run out. */
function chooserOf(numbers: readonly number[]): Chooser {
  let next = 0
  return {
    choose: (alternatives) => {
      const number = numbers[next++] ?? 0
      const index = alternatives.findIndex((one) => one.kind === 'fault')
      if (number >= 90 && index >= 0) return index + (number % (alternatives.length - index))
      const transitions = index < 0 ? alternatives.length : index
      return number % Math.min(transitions, 4)
    },
  }
}

/** All states of the Job's status, and the number of active pods with each state of any pod. */
function historyOf(twin: Workloads) {
  const statuses: JsonObject[] = []
  const active: number[] = []
  const running = new Set<string>()
  for (const { event } of twin.log()) {
    if (event.kind !== 'write' || event.table !== OBJECTS) continue
    const after = event.after as JsonObject | null | undefined
    if (event.key.startsWith('jobs.batch/') && after) statuses.push(objectAt(after, 'status'))
    if (!event.key.startsWith('pods/')) continue
    const over =
      !after ||
      metadataOf(after)['deletionTimestamp'] !== undefined ||
      ['Succeeded', 'Failed'].includes(textAt(after, 'status', 'phase'))
    if (over) running.delete(event.key)
    else running.add(event.key)
    active.push(running.size)
  }
  return { statuses, active }
}

const counted = (status: JsonObject, phase: 'succeeded' | 'failed'): number =>
  numberAt(status, 0, phase) + arrayAt(status, 'uncountedTerminatedPods', phase).length

describe('under any order of actors, with controllers restarting', () => {
  it.each([
    ['reconcile', 'exit 0', 'Complete: CompletionsReached'],
    ['write', 'exit 0', 'Complete: CompletionsReached'],
    ['write', 'exit 1', 'Failed: BackoffLimitExceeded'],
  ] as const)('at grain %s a Job of `%s` counts each pod once', (grain, script, outcome) => {
    const numbers = fc.array(fc.nat(99), { minLength: 20, maxLength: 200 })
    fc.assert(
      fc.property(numbers, (choices) => {
        const twin = new Workloads({ grain })
        twin.create(jobOf('j', script, { completions: 3, parallelism: 2, backoffLimit: 1 }))
        twin.world = run(twin.system, twin.world, { chooser: chooserOf(choices), faults: FAULTS }).world
        twin.elapse(120_000)
        const { statuses, active } = historyOf(twin)
        expect(Math.max(...active)).toBeLessThanOrEqual(2)
        for (const phase of ['succeeded', 'failed'] as const) {
          const counts = statuses.map((status) => counted(status, phase))
          expect(counts).toEqual([...counts].sort((a, b) => a - b))
          const ended = twin.pods().filter((pod) => textAt(pod, 'status', 'phase').toLowerCase() === phase)
          expect(counts.at(-1)).toBe(ended.length)
        }
        expect(conditionsOf(twin, 'j')).toContain(outcome)
        expect(objectAt(statusOf(twin, 'j'), 'uncountedTerminatedPods')).toEqual({})
        expect(twin.pods().flatMap((pod) => arrayAt(metadataOf(pod), 'finalizers'))).toEqual([])
      }),
      { numRuns: 4 },
    )
  })
})
