import type { ScenarioOutcome } from '../harness/runner/outcome.js'
import { plural } from './format.js'

/** One line for a scenario: `name: 9 of 9 verdicts as expected (3 pass, 6 fail), 4 of 4 incidents replayed`. */
export function headline(outcome: ScenarioOutcome): string {
  const { incidents, fixes } = outcome
  const asExpected = fixes.filter((fix) => fix.status === 'as-expected')
  const counts = (['pass', 'fail', 'inconclusive'] as const)
    .map((verdict) => ({ verdict, count: fixes.filter((fix) => fix.verdict === verdict).length }))
    .filter(({ verdict, count }) => verdict !== 'inconclusive' || count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
  const replayed = incidents.filter((incident) => incident.status === 'as-expected').length
  const verdicts = `${asExpected.length} of ${plural(fixes.length, 'verdict')} as expected (${counts.join(', ')})`
  return `${outcome.scenario}: ${verdicts}, ${replayed} of ${plural(incidents.length, 'incident')} replayed`
}
