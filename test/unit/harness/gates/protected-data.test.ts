import { expect, it } from 'vitest'
import { gatesOf } from '../../../../harness/gates/gate.js'
import { protectedData } from '../../../../harness/gates/protected-data.js'
import type { ProtectedData } from '../../../../harness/scenario/scenario.js'
import { createFakeTwin, type FakeState, fakeState } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const COUNT: ProtectedData = { says: 'rows of orders', command: { argv: ['count'] } }

/** A twin whose only command prints the number of objects, and fails where there is none. */
const counting = (branch = true) => ({
  ...createFakeTwin({ branch }),
  start: (state: FakeState, pid: string): FakeState => {
    const count = Object.keys(state.objects).length
    const exit = {
      code: count === 0 ? 2 : 0,
      signal: null,
      stdout: `${count}\n`,
      stderr: count === 0 ? 'no server' : '',
    }
    return { ...state, exits: { ...state.exits, [pid]: exit } }
  },
})

const rows = (count: number) =>
  fakeState(Object.fromEntries(Array.from({ length: count }, (_, index) => [`orders/${index}`, {}])))

const judge = (before: number, after: number, data: readonly ProtectedData[] = [COUNT], branch = true) => {
  const scenario = scenarioWith({ protects: { pods: [], keys: [], data } })
  return protectedData.judge(
    gateContext({ twin: counting(branch), scenario, before: rows(before), after: rows(after) }),
  )
}

const lost = (message: string) => [{ subject: 'rows of orders', owner: null, message, seq: null }]

it.each([
  ['passes when the answers are equal', 3, 3, { compared: 1, evidence: [] }],
  [
    'fails when they differ, with both',
    3,
    2,
    { compared: 1, evidence: lost('“3” when the fix began, “2” at the end') },
  ],
  [
    'fails when nobody answers at the end',
    3,
    0,
    {
      compared: 1,
      evidence: lost('“3” when the fix began, the question ended with exit code 2: no server at the end'),
    },
  ],
  [
    'cannot look when nobody answered at the beginning',
    0,
    3,
    {
      compared: 0,
      evidence: [],
      inconclusive: 'rows of orders: when the fix began, the question ended with exit code 2: no server',
    },
  ],
])('%s', async (_name, before, after, judgement) => {
  expect(await judge(before, after)).toEqual(judgement)
})

it('is not asked where a scenario protects no data', () => {
  const protecting = (data: readonly ProtectedData[]) =>
    gatesOf([protectedData], scenarioWith({ protects: { pods: [], keys: [], data } }))
  expect(protecting([])).toEqual([])
  expect(protecting([COUNT])).toEqual([protectedData])
})

it('cannot look where a twin does not branch', async () => {
  expect(await judge(1, 1, [COUNT], false)).toMatchObject({ inconclusive: 'this twin cannot branch' })
})
