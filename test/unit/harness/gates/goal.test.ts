import { describe, expect, it } from 'vitest'
import { askGate } from '../../../../harness/gates/gate.js'
import { goal } from '../../../../harness/gates/goal.js'
import type { Goal } from '../../../../harness/scenario/scenario.js'
import type { Plane } from '../../../../twins/contract/component.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import type { JsonObject } from '../../../../twins/kernel/json.js'
import { fakeState } from '../../../support/fake-twin.js'
import { gateContext } from '../../../support/gates.js'
import { scenarioWith } from '../../../support/scenarios.js'

const config = (namespace: string, data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name: 'app', uid: 'u' },
  data,
})
const files = memoryFiles({
  'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: test, name: app}\ndata: {a: x}\n',
  'default.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {a: x}\n',
})
const helm: Plane = {
  name: 'helm',
  inspect: () => ({ compared: 0, differences: [] }),
  owned: () => new Map([['ConfigMap test/app', 'helm release app']]),
}
const blind: Plane = { name: 'blind', inspect: helm.inspect }

function ask(wanted: Partial<Goal>, objects: Readonly<Record<string, JsonObject>> = {}) {
  const scenario = scenarioWith({ goals: { done: { description: 'x', ...wanted } } })
  return askGate(goal, gateContext({ scenario, files, planes: [helm, blind], after: fakeState(objects) }))
}

const owns = (plane: string, object: string, owned: boolean) => ({ ownership: [{ plane, object, owned }] })

describe('goal', () => {
  it.each<readonly [string, Partial<Goal>, Readonly<Record<string, JsonObject>>, string, readonly string[]]>([
    [
      'live as declared',
      { declared: ['a.yaml'] },
      { 'configmaps/test/app': config('test', { a: 'x', b: 'y' }) },
      'pass',
      [],
    ],
    ['absent', { declared: ['a.yaml'] }, {}, 'fail', ['is declared but absent']],
    [
      'another value',
      { declared: ['a.yaml'] },
      { 'configmaps/test/app': config('test', { a: 'z' }) },
      'fail',
      ['data.a is "z" instead of "x"'],
    ],
    [
      'a manifest without a namespace is of the default one',
      { declared: ['default.yaml'] },
      { 'configmaps/default/app': config('default', { a: 'x' }) },
      'pass',
      [],
    ],
    [
      'another namespace is not enough',
      { declared: ['default.yaml'] },
      { 'configmaps/test/app': config('test', { a: 'x' }) },
      'fail',
      ['is declared but absent'],
    ],
    ['owned as it should', owns('helm', 'ConfigMap test/app', true), {}, 'pass', []],
    [
      'owned although it should not',
      owns('helm', 'ConfigMap test/app', false),
      {},
      'fail',
      ['is still owned by helm release app'],
    ],
    [
      'not owned although it should',
      owns('helm', 'Secret test/db', true),
      {},
      'fail',
      ['is not owned by helm'],
    ],
    ['not owned as it should', owns('helm', 'Secret test/db', false), {}, 'pass', []],
    ['a plane there is not', owns('hlem', 'ConfigMap test/app', false), {}, 'inconclusive', []],
    ['a plane that owns nothing by name', owns('blind', 'ConfigMap test/app', false), {}, 'inconclusive', []],
    ['a manifest there is not', { declared: ['b.yaml'] }, {}, 'inconclusive', []],
  ])('%s', async (_what, wanted, objects, verdict, messages) => {
    const outcome = await ask(wanted, objects)
    expect(outcome.verdict).toBe(verdict)
    expect(outcome.evidence.map((item) => item.message)).toEqual(messages)
  })

  it('counts what it compared', async () => {
    const both = { declared: ['a.yaml'], ...owns('helm', 'ConfigMap test/app', true) }
    expect((await ask(both)).compared).toBe(2)
    expect((await ask(owns('hlem', 'ConfigMap test/app', true))).compared).toBe(0)
  })

  it('names the plane it does not know', async () => {
    expect((await ask(owns('hlem', 'ConfigMap test/app', true))).note).toBe('no plane hlem that owns objects')
  })

  it('cannot look without a goal', async () => {
    const outcome = await askGate(goal, gateContext({ scenario: scenarioWith({ goals: {} }) }))
    expect(outcome).toMatchObject({ verdict: 'inconclusive', note: 'no goal done' })
  })
})
