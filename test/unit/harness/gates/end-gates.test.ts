import { describe, expect, it } from 'vitest'
import { settled } from '../../../../harness/gates/settled.js'
import { steps } from '../../../../harness/gates/steps.js'
import { survivesRestart } from '../../../../harness/gates/survives-restart.js'
import { zeroDiff } from '../../../../harness/gates/zero-diff.js'
import type { Ending, StepOutcome } from '../../../../harness/runner/outcome.js'
import type { Step } from '../../../../harness/scenario/scenario.js'
import type { Plane, PlaneReport } from '../../../../twins/contract/component.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { createFakeTwin, type FakeState, fakeState, writeObject } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { fixWith } from '../../../support/scenarios.js'

describe('settled', () => {
  it.each<readonly [Ending, object]>([
    [
      { kind: 'settled', atMs: 0 },
      { compared: 1, evidence: [] },
    ],
    [
      { kind: 'diverges', atMs: 0, periodMs: 60_000, from: 4, to: 9 },
      {
        compared: 1,
        evidence: [{ subject: 'world', owner: null, message: 'the world repeats itself every 60 s', seq: 9 }],
      },
    ],
    [
      { kind: 'horizon', atMs: 0, horizonMs: 7000 },
      { compared: 0, evidence: [], inconclusive: 'still changing after 7 s' },
    ],
    [
      { kind: 'error', atMs: 0, code: 'limit-reached', message: 'limit transitions reached (10)' },
      { compared: 0, evidence: [], inconclusive: 'limit transitions reached (10)' },
    ],
  ])('%j', async (ending, judgement) => {
    expect(await settled.judge(gateContext({ ending }))).toEqual(judgement)
  })
})

describe('steps', () => {
  const outcome = (changes: Partial<StepOutcome> = {}): StepOutcome => ({
    name: 'mend',
    command: 'mend',
    ran: true,
    startedAtMs: 0,
    endedAtMs: 0,
    exitCode: 0,
    stdout: '',
    stderr: '',
    ...changes,
  })
  const when = { kind: 'elapsed', ms: 1 } as const

  it.each<readonly [string, Partial<Step>, Partial<StepOutcome>, string | undefined]>([
    ['ends well', {}, {}, undefined],
    ['fails', {}, { exitCode: 1 }, 'exit code 1'],
    ['fails and says why', {}, { exitCode: 1, stderr: 'W\nError: no\n' }, 'exit code 1: Error: no'],
    ['fails as accepted', { onFailure: 'continue' }, { exitCode: 1 }, undefined],
    ['ends with the code it expects', { exitCode: 2 }, { exitCode: 2 }, undefined],
    ['ends with another code', { exitCode: 2 }, { exitCode: 0 }, 'exit code 0 instead of 2'],
    [
      'ends with another code, accepted or not',
      { exitCode: 0, onFailure: 'continue' },
      { exitCode: 1, stderr: 'no' },
      'exit code 1 instead of 0: no',
    ],
    ['never ends', {}, { exitCode: null }, 'never ended'],
    ['never ends, accepted or not', { onFailure: 'continue' }, { exitCode: null }, 'never ended'],
    ['does not run', {}, { ran: false, exitCode: null }, 'did not run: an earlier step had failed'],
    [
      'does not start inside another one',
      { during: { step: 'drop', when } },
      { ran: false, exitCode: null },
      'did not run: its condition did not hold while step drop ran',
    ],
  ])('a step that %s', async (_what, step, changes, message) => {
    const fix = fixWith({ steps: [{ name: 'mend', command: { argv: ['mend'] }, ...step }] })
    const { compared, evidence } = await steps.judge(gateContext({ fix, steps: [outcome(changes)] }))
    expect(evidence).toEqual(
      message === undefined ? [] : [{ subject: 'step mend', owner: null, message, seq: null }],
    )
    expect(compared).toBe(1)
  })
})

describe('zero-diff', () => {
  const plane = (name: string, report: PlaneReport): Plane => ({ name, inspect: () => report })
  const difference = { subject: 'Secret test/a', owner: 'helm release app', message: 'is left over' }

  it('is the union over all planes', async () => {
    const planes = [
      plane('helm', { compared: 2, differences: [difference] }),
      plane('eso', { compared: 3, differences: [], inconclusive: 'no store' }),
      plane('leftovers', { compared: 4, differences: [] }),
    ]
    expect(await zeroDiff.judge(gateContext({ planes }))).toEqual({
      compared: 9,
      evidence: [{ ...difference, seq: null }],
      inconclusive: 'eso: no store',
    })
  })
})

describe('survives-restart', () => {
  const pod = (name: string, ready: boolean, reason?: string): JsonObject => ({
    kind: 'Pod',
    metadata: { namespace: 'test', name },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [
        { name: 'main', state: reason === undefined ? { running: {} } : { waiting: { reason } } },
      ],
    },
  })
  const after = fakeState({
    'pods/test/a': pod('a', true),
    'pods/test/b': pod('b', true),
    'pods/test/c': pod('c', false),
  })
  const judge = (restarts: (state: FakeState) => FakeState, branch = true) =>
    survivesRestart.judge(gateContext({ twin: createFakeTwin({ restarts, branch }), after }))

  it('passes when every pod that was ready is ready again', async () => {
    expect(await judge((state) => state)).toMatchObject({ compared: 2, evidence: [] })
  })

  it('names each pod that does not come back, and why', async () => {
    const { evidence } = await judge((state) =>
      writeObject(
        writeObject(state, 'pods/test/a', pod('a', false, 'CreateContainerConfigError')),
        'pods/test/b',
        null,
      ),
    )
    expect(evidence.map(({ subject, message }) => `${subject} ${message}`)).toEqual([
      'Pod test/a does not become ready again after a restart: CreateContainerConfigError',
      'Pod test/b does not become ready again after a restart',
    ])
  })

  it('leaves the end state as it is', async () => {
    await judge((state) => writeObject(state, 'pods/test/a', null))
    expect(Object.keys(after.objects)).toHaveLength(3)
  })

  it('cannot look on a twin that does not branch', async () => {
    expect((await judge((state) => state, false)).inconclusive).toBe('this twin cannot branch')
  })
})
