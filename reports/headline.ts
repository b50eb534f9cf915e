import type { ScenarioOutcome } from '../harness/runner/outcome.js'
import { plural } from './format.js'

/** One line for a scenario: `name: 9 verdicts as expected (3 pass, 6 fail), 4 incidents replayed`. */
export function headline(outcome: ScenarioOutcome): string {
  const { incidents, fixes } = outcome
  const asExpected = fixes.filter((fix) => fix.status === 'as-expected')
  const passed = fixes.filter((fix) => fix.verdict === 'pass').length
  const failed = fixes.filter((fix) => fix.verdict === 'fail').length
  const replayed = incidents.filter((incident) => incident.status === 'as-expected').length
  const verdicts = `${asExpected.length} of ${plural(fixes.length, 'verdict')} as expected (${passed} pass, ${failed} fail)`
  return `${outcome.scenario}: ${verdicts}, ${replayed} of ${plural(incidents.length, 'incident')} replayed`
}
