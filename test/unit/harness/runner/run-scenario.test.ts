import { describe, expect, it } from 'vitest'
import type { Gate } from '../../../../harness/gates/gate.js'
import { gatesOf } from '../../../../harness/gates/gate.js'
import { ALL_GATES } from '../../../../harness/gates/index.js'
import {
  type Prepare,
  type RunScenarioOptions,
  runScenario,
  worst,
} from '../../../../harness/runner/run-scenario.js'
import type { Scenario, Versions } from '../../../../harness/scenario/scenario.js'
import type { Component } from '../../../../twins/contract/component.js'
import { memoryFiles } from '../../../../twins/kernel/files.js'
import { kubernetes } from '../../../../twins/kubernetes/index.js'
import { createFakeTwin, type FakeState, fakeState } from '../../../support/fake-twin.js'
import { fixWith, incidentWith, scenarioWith } from '../../../support/scenarios.js'

const SECRET = {
  kind: 'Secret',
  metadata: { namespace: 'test', name: 'tmp' },
  data: { a: 'ZmFrZS1wYXNzd29yZA==' },
}

const COMMANDS = {
  break: { takesMs: 1000, code: 1, stderr: 'Error: broken\n' },
  mend: {
    takesMs: 1000,
    stdout: 'the password was fake-password\n',
    writes: [
      { afterMs: 100, key: 'secrets/test/tmp', object: SECRET },
      { afterMs: 200, key: 'secrets/test/tmp', object: null },
    ],
  },
}

const component: Component = { name: 'fake', secretValues: kubernetes.secretValues }
const looked: Gate = { name: 'looked', judge: ({ steps }) => ({ compared: steps.length, evidence: [] }) }

/** Runs a scenario on the fake twin; `prepared` collects the profiles that were asked for. */
async function run(
  scenario: Scenario | ((versions: Versions) => Scenario),
  options: Partial<Pick<RunScenarioOptions<FakeState>, 'profile' | 'fixes' | 'gates' | 'detail'>> = {},
) {
  const under = typeof scenario === 'function' ? scenario : () => scenario
  const prepared: Versions[] = []
  const progress: string[] = []
  const prepare: Prepare<FakeState> = (profile) => {
    prepared.push(profile)
    const twin = { ...createFakeTwin({ commands: COMMANDS }), profile: { eso: '2.9.0', ...profile } }
    return { twin, healthy: fakeState() }
  }
  const { gates = [looked], ...rest } = options
  const outcome = await runScenario({
    scenario: under({ eso: '2.9.0' }),
    under,
    files: memoryFiles({ 'a.yaml': 'apiVersion: v1\n' }),
    fixtures: 'fixtures/small',
    components: [component],
    gates,
    prepare,
    seed: 7,
    onProgress: (what) => {
      progress.push(what)
    },
    ...rest,
  })
  return { outcome, prepared, progress }
}

describe('runScenario', () => {
  it('replays incidents, judges fixes and sums up', async () => {
    const { outcome, progress } = await run(scenarioWith())
    expect(outcome).toMatchObject({ scenario: 'small', twin: 'fake', seed: 7, status: 'as-expected' })
    expect(outcome.incidents[0]).toMatchObject({ name: 'breaks', status: 'as-expected' })
    expect(outcome.fixes[0]).toMatchObject({ name: 'mend', verdict: 'pass', startsAfter: 'breaks' })
    expect(progress).toEqual(['incident breaks', 'building the world (default versions)', 'fix mend'])
  })

  it('starts a fix where its incident ended, and shows only what the fix did', async () => {
    const { outcome } = await run(scenarioWith())
    expect(outcome.fixes[0]!.steps[0]!.startedAtMs).toBe(1000)
    expect(outcome.fixes[0]!.timeline[0]).toMatchObject({ subject: 'fix:mend/mend' })
  })

  it('tells of the history what a report shows, when no more is asked for', async () => {
    const { outcome } = await run(scenarioWith(), { detail: 'shown' })
    expect(outcome.fixes[0]).toMatchObject({ timeline: [], digest: null, status: 'as-expected' })
  })

  it('judges only the fixes asked for', async () => {
    const scenario = scenarioWith({ fixes: [fixWith(), fixWith({ name: 'other' })] })
    const { outcome } = await run(scenario, { fixes: ['other'] })
    expect(outcome.fixes.map((fix) => fix.name)).toEqual(['other'])
  })

  it('builds one world for each profile', async () => {
    const scenario = scenarioWith({
      incidents: [incidentWith(), incidentWith({ name: 'breaks-old', profile: { eso: '0.9.0' } })],
      fixes: [fixWith({ profile: { eso: '0.9.0' } }), fixWith({ name: 'other' })],
    })
    expect((await run(scenario)).prepared).toEqual([{}, { eso: '0.9.0' }])
  })

  it('puts versions of the command line over those of the scenario', async () => {
    const scenario = scenarioWith({
      profile: { helm: '3.17.2', eso: '1.0.0' },
      fixes: [fixWith({ profile: { eso: '0.9.0' } })],
    })
    const { prepared } = await run(scenario, { profile: { eso: '0.5.0' } })
    expect(prepared).toEqual([{ helm: '3.17.2', eso: '0.5.0' }])
  })

  it('lets a fix go on under the versions that show its incident', async () => {
    const scenario = scenarioWith({ incidents: [incidentWith({ profile: { eso: '0.9.0' } })] })
    const { outcome } = await run(scenario)
    expect(outcome.fixes[0]!.profile).toEqual({ eso: '0.9.0' })
  })

  it('follows the chain that holds under the versions in force', async () => {
    const scenario = (versions: Versions) =>
      scenarioWith({
        incidents: [
          incidentWith({
            chain: [
              { says: 'x', event: { exit: { step: 'break', code: versions['eso'] === '0.9.0' ? 1 : 9 } } },
            ],
          }),
        ],
      })
    expect((await run(scenario)).outcome.incidents[0]!.status).toBe('differs')
    expect((await run(scenario, { profile: { eso: '0.9.0' } })).outcome.incidents[0]!.status).toBe(
      'as-expected',
    )
  })

  it('names the version-dependent scenario that hides a part', async () => {
    const scenario = (versions: Versions) =>
      scenarioWith(versions['eso'] === '0.9.0' ? { incidents: [], fixes: [] } : {})
    await expect(run(scenario, { profile: { eso: '0.9.0' } })).rejects.toThrow(
      'a scenario must not hide breaks under some versions',
    )
  })

  it('shows no value of a secret, not even of one that came and went', async () => {
    const { outcome } = await run(scenarioWith())
    expect(JSON.stringify(outcome)).not.toContain('fake-password')
    expect(outcome.fixes[0]!.steps[0]!.stdout).toMatch(/^the password was <secret [0-9a-f]{8}>\n$/)
  })

  it('refuses a goal with a wrong manifest before it runs the fix', async () => {
    const scenario = scenarioWith({ goals: { done: { description: 'x', declared: ['a.yaml'] } } })
    await expect(run(scenario)).rejects.toThrow(
      'fixtures/small/a.yaml:1: an object needs apiVersion and kind',
    )
  })

  it('asks every gate that has something to ask about', async () => {
    const { outcome } = await run(scenarioWith(), { gates: ALL_GATES })
    const asked = gatesOf(ALL_GATES, scenarioWith())
    expect(outcome.fixes[0]!.gates.map((gate) => gate.gate)).toEqual(asked.map((gate) => gate.name))
  })

  it('tells what shows that a claim is wrong', async () => {
    const refutes = {
      claim: 'c',
      truth: 't',
      versions: 'all',
      check: 'k',
      event: { object: 'secrets/test/tmp', verb: 'delete' },
    }
    const { outcome } = await run(scenarioWith({ fixes: [fixWith({ refutes })] }))
    expect(outcome.fixes[0]!.refutation).toMatchObject({ atMs: 1200, event: 'deleted Secret test/tmp' })
    const missing = await run(
      scenarioWith({ fixes: [fixWith({ refutes: { ...refutes, event: { reason: 'x' } } })] }),
    )
    expect(missing.outcome.fixes[0]).toMatchObject({
      status: 'differs',
      refutation: { seq: null, event: null },
    })
  })
})

describe('worst', () => {
  it.each([
    [[], 'as-expected'],
    [['as-expected', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'differs', 'as-expected'], 'differs'],
  ] as const)('%j is %s', (statuses, expected) => {
    expect(worst(statuses)).toBe(expected)
  })
})
