import { describe, expect, it } from 'vitest'
import { githubAnnotations } from '../../../reports/index.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'

const lines: Readonly<Record<string, number>> = { 'wait-for-it': 12 }
const annotate = (outcome: typeof MIXED) =>
  githubAnnotations([{ outcome, file: 'rehearsals/a,b.scenario.ts', lineOf: (name) => lines[name] }])

describe('annotations for GitHub Actions', () => {
  it('are an error for each part that differs, at its line as far as it is known, escaped as the toolkit does', () => {
    const [incident, fix] = annotate(MIXED).trimEnd().split('\n')
    expect(incident).toMatch(
      /^::error file=rehearsals\/a%2Cb\.scenario\.ts,title=rehearse doom%3A incident deletes-again differs::/,
    )
    expect(fix).toMatch(
      /^::error file=rehearsals\/a%2Cb\.scenario\.ts,line=12,title=rehearse doom%3A fix wait-for-it is fail%2C pass was expected::Wait until the Secret is back\.%0Agate steps fails/,
    )
  })

  it('are a warning for what could not be judged', () => {
    const fixes = [{ ...MIXED.fixes[0]!, status: 'inconclusive' as const, surprises: ['100% unsure'] }]
    expect(annotate({ ...EXPECTED, incidents: [], fixes })).toMatch(/^::warning .*%0A100%25 unsure\n$/)
  })

  it('are nothing when everything is as expected', () => {
    expect(annotate(EXPECTED)).toBe('')
  })
})
