import { describe, expect, it } from 'vitest'
import { judgeIncident } from '../../../../harness/runner/judge-incident.js'
import type { StepOutcome } from '../../../../harness/runner/outcome.js'
import { incidentWith } from '../../../support/scenarios.js'

const outcome = (changes: Partial<StepOutcome>): StepOutcome => ({
  name: 'break',
  command: 'break',
  ran: true,
  startedAtMs: 0,
  endedAtMs: 0,
  exitCode: 0,
  stdout: '',
  stderr: '',
  ...changes,
})
const found = { says: 'x', seq: 1, atMs: 0 }
const missing = { says: 'x', seq: null, atMs: null }

function judge(step: Partial<StepOutcome>, exitCode: number | undefined, chain = [found]) {
  const steps = [
    { name: 'break', command: { argv: ['break'] }, ...(exitCode === undefined ? {} : { exitCode }) },
  ]
  return judgeIncident(incidentWith({ steps }), {
    profile: {},
    digest: 'd',
    result: { state: null, steps: [outcome(step)], ending: { kind: 'settled', atMs: 0 } },
    chain,
    timeline: [],
  })
}

describe('judgeIncident', () => {
  it('is as expected when the chain is complete, however the steps end', () => {
    expect(judge({ exitCode: 1 }, undefined)).toMatchObject({ status: 'as-expected', surprises: [] })
  })

  it('differs when a link is missing', () => {
    expect(
      judge({}, undefined, [found, { ...missing, seq: null as never, atMs: null as never }]).status,
    ).toBe('differs')
  })

  it.each([
    ['the expected exit code', { exitCode: 0 }, []],
    ['another exit code', { exitCode: 1 }, ['step break ended with 1, exit code 0 was expected']],
    [
      'no exit code',
      { exitCode: null },
      ['step break ended with nothing: it never ended, exit code 0 was expected'],
    ],
    [
      'a step that did not run',
      { ran: false, exitCode: null },
      ['step break did not run, exit code 0 was expected'],
    ],
  ])('compares the exit code of a step that has one: %s', (_what, step, surprises) => {
    expect(judge(step, 0)).toMatchObject({
      surprises,
      status: surprises.length === 0 ? 'as-expected' : 'differs',
    })
  })
})
