import { describe, expect, it } from 'vitest'
import type { FixOutcome, ScenarioOutcome } from '../../../harness/runner/outcome.js'
import { diffVerdicts, isWorse, markdownReporter, renderVerdictDiff } from '../../../reports/index.js'
import { EXPECTED, MIXED } from '../../support/outcomes.js'

const OPTIONS = { color: false, width: 110, detail: 'normal' } as const
const [passing, refuted] = EXPECTED.fixes as [FixOutcome, FixOutcome]
const withFixes = (...fixes: readonly FixOutcome[]): ScenarioOutcome => ({ ...EXPECTED, fixes })
const between = (before: ScenarioOutcome, after: ScenarioOutcome) =>
  diffVerdicts([before], [after], 'earlier.json')
const kinds = (before: FixOutcome, after: FixOutcome) =>
  between(withFixes(before), withFixes(after)).changes.map(({ kind }) => kind)

const [gate, ...gates] = refuted.gates
const failing: FixOutcome = { ...passing, verdict: 'fail', status: 'differs', surprises: ['gate x fails'] }

describe('diffVerdicts', () => {
  it('finds nothing between equal runs, whatever their times', () => {
    const later = { ...EXPECTED, healthy: { settledAtMs: 1, objects: 2 } }
    expect(between(EXPECTED, later)).toEqual({ since: 'earlier.json', compared: 3, changes: [] })
  })

  it.each([
    ['worse', passing, failing],
    ['better', failing, passing],
    ['worse', passing, { ...passing, verdict: 'fail', expected: 'fail' } as FixOutcome],
    ['worse', refuted, { ...refuted, gates: [{ ...gate!, verdict: 'fail' }, ...gates] } as FixOutcome],
    ['better', { ...refuted, gates: [{ ...gate!, verdict: 'fail' }, ...gates] } as FixOutcome, refuted],
    ['worse', refuted, { ...refuted, verdict: 'pass', status: 'differs' } as FixOutcome],
  ] as const)('%s', (kind, before, after) => {
    expect(kinds(before, after)).toEqual([kind])
  })

  it('tells new and vanished evidence of a gate, and calls it neither worse nor better', () => {
    const other = {
      ...refuted.gates[1]!,
      evidence: [{ subject: 'Secret a', owner: null, message: 'is gone', seq: 1 }],
    }
    const [change] = between(
      withFixes(refuted),
      withFixes({ ...refuted, gates: [refuted.gates[0]!, other, refuted.gates[2]!] }),
    ).changes
    expect(change).toEqual({
      kind: 'changed',
      scenario: 'doom',
      part: 'fix drop-it',
      details: [
        'gate keys-present, new evidence: Secret a: is gone',
        'gate keys-present, no longer: Secret test/db: was deleted',
      ],
    })
  })

  it('names what came and went, versions too', () => {
    const after = { ...withFixes(refuted), profile: { eso: '0.10.7', helm: '3.17.2' } }
    const { changes } = between(withFixes(passing), after)
    expect(changes.map(({ kind, part }) => `${kind} ${part}`)).toEqual([
      'changed ',
      'appeared fix drop-it',
      'vanished fix keep-it',
    ])
    expect(changes[0]!.details).toEqual(['version of eso: 2.9.0 → 0.10.7'])
  })

  it('misses a link of a chain that does not happen any more', () => {
    const [incident] = EXPECTED.incidents
    const chain = incident!.chain.map((link) => ({ ...link, seq: null, atMs: null }))
    const incidents = [{ ...incident!, chain, status: 'differs' as const }]
    const diff = between(EXPECTED, { ...EXPECTED, incidents })
    expect(isWorse(diff)).toBe(true)
    expect(diff.changes[0]!.details).toContain(
      'does not happen any more: Helm deletes the dropped ExternalSecret',
    )
  })
})

describe('shown', () => {
  const diff = between(EXPECTED, { ...MIXED, incidents: MIXED.incidents.slice(0, 1), fixes: [failing] })

  it('on a terminal as recorded, what got worse first', async () => {
    await expect(renderVerdictDiff(diff, OPTIONS)).toMatchFileSnapshot(
      '../../golden/reports/verdict-diff.txt',
    )
  })

  it('at the head of the Markdown as recorded', async () => {
    const text = markdownReporter.render([], { ...OPTIONS, comparison: diff })
    await expect(text).toMatchFileSnapshot('../../golden/reports/verdict-diff.md')
  })

  it('says when nothing has changed', () => {
    expect(renderVerdictDiff(between(EXPECTED, EXPECTED), OPTIONS)).toContain(
      'nothing has changed; 3 incidents and fixes compared',
    )
  })
})
