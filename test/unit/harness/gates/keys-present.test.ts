import { describe, expect, it } from 'vitest'
import { keysPresent } from '../../../../harness/gates/keys-present.js'
import type { Protection } from '../../../../harness/scenario/scenario.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { createFakeTwin, fakeState, writeObject } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const KEY = 'secrets/test/db'
const DB = { namespace: 'test', secret: 'db', keys: ['username', 'password'] }

const secret = (...keys: readonly string[]): JsonObject => ({
  kind: 'Secret',
  metadata: { namespace: 'test', name: 'db' },
  data: Object.fromEntries(keys.map((key) => [key, 'eA=='])),
})
const FULL = secret('username', 'password', 'other')

async function judge(
  start: JsonObject | null,
  writes: readonly (JsonObject | null)[],
  keys: Protection['keys'] = [DB],
) {
  const scenario = scenarioWith({ protects: { pods: [], keys } })
  const checks = [keysPresent.check!(scenario)]
  const twin = createFakeTwin({ checks })
  let state = await twin.arm(fakeState(start === null ? {} : { [KEY]: start }))
  for (const object of writes) state = writeObject(state, KEY, object, checks)
  return keysPresent.judge(gateContext({ twin, scenario, after: state }))
}

describe('keys-present', () => {
  it.each<readonly [string, JsonObject | null, readonly (JsonObject | null)[], readonly string[]]>([
    ['untouched', FULL, [], []],
    ['other keys change', FULL, [secret('username', 'password')], []],
    ['deleted', FULL, [null], ['was deleted', 'is absent at the end']],
    ['deleted and made again', FULL, [null, FULL], ['was deleted']],
    ['deleted twice', FULL, [null, FULL, null, FULL], ['was deleted', 'was deleted']],
    ['a key lost and back', FULL, [secret('username'), FULL], ['lost the keys password']],
    [
      'keys lost one after the other',
      FULL,
      [secret('username'), secret()],
      ['lost the keys password', 'lost the keys username', 'lacks username, password at the end'],
    ],
    ['absent at the start, never made', null, [], ['is absent at the end']],
    ['absent at the start, made', null, [FULL], []],
    ['absent at the start, made and lost', null, [FULL, null], ['was deleted', 'is absent at the end']],
    [
      'a key absent at the start does not hide the loss of another',
      secret('username'),
      [secret(), FULL],
      ['lost the keys username'],
    ],
  ])('%s', async (_what, start, writes, messages) => {
    const { compared, evidence } = await judge(start, writes)
    expect(evidence.map((item) => item.message)).toEqual(messages)
    expect(compared).toBe(2)
  })

  it('says which Secret and which log entry', async () => {
    const { evidence } = await judge(FULL, [FULL, null, FULL])
    expect(evidence).toEqual([{ subject: 'Secret test/db', owner: null, message: 'was deleted', seq: 2 }])
  })

  it('minds all keys when a Secret is named twice', async () => {
    const keys = [
      { ...DB, keys: ['username'] },
      { ...DB, keys: ['password'] },
    ]
    const { evidence } = await judge(FULL, [secret('username'), FULL], keys)
    expect(evidence.map((item) => item.message)).toEqual(['lost the keys password'])
  })

  it('takes no member of every object for a key', async () => {
    const { evidence } = await judge(FULL, [], [{ ...DB, keys: ['constructor'] }])
    expect(evidence.map((item) => item.message)).toEqual(['lacks constructor at the end'])
  })

  it('minds no other Secret', async () => {
    const { evidence } = await judge(FULL, [null, FULL], [{ ...DB, secret: 'else' }])
    expect(evidence.map((item) => item.message)).toEqual(['is absent at the end'])
  })

  it('says so when nothing is protected', async () => {
    expect(await judge(FULL, [null], [])).toEqual({
      compared: 0,
      evidence: [],
      note: 'the scenario protects no keys',
    })
  })

  it('cannot look when it was never armed', async () => {
    expect((await keysPresent.judge(gateContext())).inconclusive).toBe('the check was never armed')
  })
})
