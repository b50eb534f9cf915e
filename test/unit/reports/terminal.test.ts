import { describe, expect, it } from 'vitest'
import type { IncidentOutcome, ScenarioOutcome } from '../../../harness/runner/outcome.js'
import { type ReportOptions, terminalReporter } from '../../../reports/index.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'

const golden = (name: string) => `../../golden/reports/${name}.txt`
const plain = (text: string) => text.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')

function render(outcome: ScenarioOutcome, options: Partial<ReportOptions> = {}): string {
  return terminalReporter.render([outcome], { color: false, width: 110, detail: 'normal', ...options })
}

const CASES: readonly (readonly [string, ScenarioOutcome, Partial<ReportOptions>])[] = [
  ['mixed-110', MIXED, {}],
  ['mixed-80', MIXED, { width: 80 }],
  ['mixed-80-color', MIXED, { width: 80, color: true }],
  ['mixed-110-verbose', MIXED, { detail: 'verbose' }],
  ['mixed-80-verbose', MIXED, { detail: 'verbose', width: 80 }],
  ['mixed-110-quiet', MIXED, { detail: 'quiet' }],
  ['expected-110', EXPECTED, {}],
  ['expected-110-quiet', EXPECTED, { detail: 'quiet' }],
]

describe('the terminal report', () => {
  it.each(CASES)('is as recorded: %s', async (name, outcome, options) => {
    await expect(render(outcome, options)).toMatchFileSnapshot(golden(name))
  })

  it.each(CASES)('has no line longer than the width: %s', (_name, outcome, options) => {
    const width = options.width ?? 110
    const long = plain(render(outcome, options))
      .split('\n')
      .filter((line) => line.length > width)
    expect(long).toEqual([])
  })

  it.each(CASES)('ends with one line break: %s', (_name, outcome, options) => {
    expect(render(outcome, options)).toMatch(/[^\n]\n$/)
  })

  it.each(['quiet', 'normal', 'verbose'] as const)('looks the same with and without colour: %s', (detail) => {
    const colored = render(MIXED, { detail, color: true })
    expect(colored).not.toBe(plain(colored))
    expect(plain(colored)).toBe(render(MIXED, { detail }))
  })

  it('has no escape code without colour', () => {
    for (const [, outcome, options] of CASES) {
      const text = render(outcome, { ...options, color: false })
      expect(text).not.toContain(String.fromCharCode(27))
    }
  })

  it('says in quiet what is not as expected, and nothing else', () => {
    expect(render(EXPECTED, { detail: 'quiet' }).split('\n')).toHaveLength(2)
    expect(render(MIXED, { detail: 'quiet' }).split('\n')).toHaveLength(4)
  })

  it.each<readonly [IncidentOutcome['ending'], string]>([
    [{ kind: 'settled', atMs: 60_000 }, 'settled at 1:00.0'],
    [{ kind: 'horizon', atMs: 0, horizonMs: 60_000 }, 'still changing after 1:00.0'],
    [{ kind: 'error', atMs: 0, code: 'limit-reached', message: 'limit x reached' }, 'error: limit x reached'],
  ])('tells how an incident ends: %j', (ending, text) => {
    const incidents = [{ ...EXPECTED.incidents[0]!, ending }]
    expect(render({ ...EXPECTED, incidents })).toContain(`\n  ${text}\n`)
  })

  it('shows several scenarios one after the other', () => {
    const options = { color: false, width: 110, detail: 'normal' } as const
    const both = terminalReporter.render([MIXED, EXPECTED], options)
    expect(both).toBe(render(MIXED) + render(EXPECTED))
    expect(terminalReporter.render([], options)).toBe('')
  })
})
