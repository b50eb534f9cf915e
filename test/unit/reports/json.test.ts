import { describe, expect, it } from 'vitest'
import type { ScenarioOutcome } from '../../../harness/runner/outcome.js'
import { jsonReporter } from '../../../reports/index.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'

const render = (outcomes: readonly ScenarioOutcome[]) =>
  jsonReporter.render(outcomes, { color: true, width: 80, detail: 'quiet' })

/** The same value with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)] as const)
      .reverse(),
  )
}

describe('the JSON report', () => {
  it('holds the whole outcome and its version', () => {
    expect(JSON.parse(render([MIXED, EXPECTED]))).toEqual({
      $schema: 'urn:rehearse:schema:run:1',
      version: 1,
      scenarios: [MIXED, EXPECTED],
    })
  })

  it('is byte-identical for equal outcomes, however they were built', () => {
    expect(render([reversed(MIXED) as ScenarioOutcome])).toBe(render([MIXED]))
  })

  it('has its keys sorted', () => {
    const [first = ''] = /^ {6}"[a-z]+"/m.exec(render([MIXED])) ?? []
    const keys = [...render([MIXED]).matchAll(/^ {6}"([a-zA-Z]+)"/gm)].map((match) => match[1]!)
    expect(first).toContain('document')
    expect(keys).toEqual([...keys].sort())
  })

  it('is one document that ends with a line break', () => {
    expect(render([])).toBe(
      '{\n  "$schema": "urn:rehearse:schema:run:1",\n  "scenarios": [],\n  "version": 1\n}\n',
    )
  })
})
