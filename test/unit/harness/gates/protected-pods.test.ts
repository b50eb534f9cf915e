import { describe, expect, it } from 'vitest'
import { protectedPods } from '../../../../harness/gates/protected-pods.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { createFakeTwin, fakeState, writeObject } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const KEY = 'pods/test/web'
const SELECTOR = { namespace: 'test', selector: 'app=web' }

interface PodParts {
  readonly name?: string
  readonly uid?: string
  readonly restarts?: number
  readonly container?: string
  readonly state?: JsonObject
  readonly phase?: string
  readonly deleting?: boolean
  readonly app?: string
}

function pod(parts: PodParts = {}): JsonObject {
  const { name = 'web', uid = 'uid-1', restarts = 0, container = 'c-1', app = 'web' } = parts
  const { state = { running: {} }, phase = 'Running', deleting = false } = parts
  return {
    kind: 'Pod',
    metadata: {
      namespace: 'test',
      name,
      uid,
      labels: { app },
      ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    status: {
      phase,
      containerStatuses: [{ name: 'main', restartCount: restarts, containerID: container, state }],
    },
  }
}

/** What the gate says after these writes to the pod; null deletes it. */
async function judge(
  writes: readonly (JsonObject | null)[],
  pods: readonly (typeof SELECTOR)[] = [SELECTOR],
  start: Readonly<Record<string, JsonObject>> = { [KEY]: pod() },
) {
  const scenario = scenarioWith({ protects: { pods, keys: [] } })
  const checks = [protectedPods.check!(scenario)]
  const twin = createFakeTwin({ checks })
  let state = await twin.arm(fakeState(start))
  for (const object of writes) state = writeObject(state, KEY, object, checks)
  return protectedPods.judge(gateContext({ twin, scenario, after: state }))
}

describe('protected-pods', () => {
  it.each<readonly [string, readonly (JsonObject | null)[], readonly string[]]>([
    ['nothing happens', [], []],
    ['the pod is written without harm', [pod(), pod({ app: 'other' })], []],
    ['deleted', [null], ['was deleted']],
    [
      'terminated in peace',
      [pod({ deleting: true }), pod({ deleting: true }), null],
      ['is being terminated', 'was deleted'],
    ],
    [
      'deleted and replaced, as by a StatefulSet',
      [null, pod({ uid: 'uid-2' }), pod({ uid: 'uid-2', restarts: 3 }), null],
      ['was deleted', 'was replaced by another pod of the same name'],
    ],
    ['restarted', [pod({ restarts: 1, container: 'c-2' })], ['was restarted (1 more)']],
    [
      'restarted again and again',
      [pod({ restarts: 1 }), pod({ restarts: 1 }), pod({ restarts: 2 })],
      ['was restarted (1 more)', 'was restarted (2 more)'],
    ],
    [
      'crashed and not started again',
      [pod({ state: { waiting: { reason: 'CreateContainerConfigError' } } })],
      ['lost a running container'],
    ],
    [
      'another container without a restart counted',
      [pod({ container: 'c-2' })],
      ['lost a running container'],
    ],
    ['evicted', [pod({ phase: 'Failed', state: { terminated: {} } })], ['has ended: Failed']],
    ['completed', [pod({ phase: 'Succeeded', state: { terminated: {} } })], ['has ended: Succeeded']],
  ])('%s', async (_what, writes, messages) => {
    const { compared, evidence, inconclusive } = await judge(writes)
    expect(evidence.map((item) => item.message)).toEqual(messages)
    expect(compared).toBe(1)
    expect(inconclusive).toBeUndefined()
  })

  it('says which pod and which log entry', async () => {
    const { evidence } = await judge([pod(), null])
    expect(evidence).toEqual([{ subject: 'Pod test/web', owner: null, message: 'was deleted', seq: 2 }])
  })

  it('counts restarts from the start of the fix', async () => {
    const start = { [KEY]: pod({ restarts: 4 }) }
    expect((await judge([pod({ restarts: 4 })], [SELECTOR], start)).evidence).toEqual([])
    expect((await judge([pod({ restarts: 5 })], [SELECTOR], start)).evidence).toHaveLength(1)
  })

  it('minds no pod that came later or that is not selected', async () => {
    const other = { 'pods/test/other': pod({ name: 'other' }) }
    expect(await judge([pod(), null], [SELECTOR], other)).toMatchObject({ compared: 1, evidence: [] })
    const start = { ...other, [KEY]: pod({ app: 'else' }) }
    expect(await judge([null], [SELECTOR], start)).toMatchObject({ compared: 1, evidence: [] })
  })

  it('does not pass when a selector finds no pod', async () => {
    const missing = { namespace: 'test', selector: 'app=wbe' }
    const { inconclusive } = await judge([], [SELECTOR, missing])
    expect(inconclusive).toBe('no pod has app=wbe in namespace test')
    expect((await judge([], [SELECTOR], {})).inconclusive).toBe('no pod has app=web in namespace test')
  })

  it('says so when nothing is protected', async () => {
    expect(await judge([null], [])).toEqual({
      compared: 0,
      evidence: [],
      note: 'the scenario protects no pods',
    })
  })

  it('cannot look when it was never armed', async () => {
    const twin = createFakeTwin()
    const context = gateContext({ twin, scenario: scenarioWith(), after: fakeState() })
    expect((await protectedPods.judge(context)).inconclusive).toBe('the check was never armed')
  })
})
