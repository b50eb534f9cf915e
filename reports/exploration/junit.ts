import type { ExplorationOutcome } from '../../harness/explorer/outcome.js'
import { escapeMarkup } from '../markup.js'
import type { ExplorationReporter, ShownExploration } from './reporter.js'
import { coverageText, explorationHeadline } from './words.js'

/** JUnit XML: a suite a scenario's exploration, one case for what it expects; it fails with everything that differs. */
export const explorationJunitReporter: ExplorationReporter = {
  name: 'junit',
  render: (explorations) => {
    const outcomes = explorations.map(({ outcome }) => outcome)
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="rehearse" ${countsOf(outcomes)}>`,
      ...explorations.flatMap(suite),
      '</testsuites>',
    ]
    return `${lines.join('\n')}\n`
  },
}

function suite({ outcome, counterexamples }: ShownExploration): readonly string[] {
  const { scenario, exploration, title, surprises, status } = outcome
  const element = status === 'differs' ? 'failure' : 'error'
  const [first = explorationHeadline(outcome)] = surprises
  const reasons = surprises.length === 0 ? [explorationHeadline(outcome)] : surprises
  const problem =
    status === 'as-expected'
      ? []
      : [
          `      <${element} message="${escapeMarkup(first)}">${escapeMarkup(reasons.join('\n'))}</${element}>`,
        ]
  const told = counterexamples.flatMap(({ goal, gate, steps, evidence, replay }) => [
    `${goal}: ${gate}: ${steps.join(' -> ')}: ${evidence}`,
    ...(replay === null ? [] : [`$ ${replay}`]),
  ])
  return [
    `  <testsuite name="${escapeMarkup(scenario)}" ${countsOf([outcome])}>`,
    `    <testcase classname="${escapeMarkup(scenario)}" name="exploration ${escapeMarkup(exploration)}: ${escapeMarkup(title)}">`,
    ...problem,
    `      <system-out>${escapeMarkup([coverageText(outcome), ...told].join('\n'))}</system-out>`,
    '    </testcase>',
    '  </testsuite>',
  ]
}

function countsOf(outcomes: readonly ExplorationOutcome[]): string {
  const count = (status: ExplorationOutcome['status']) =>
    outcomes.filter((one) => one.status === status).length
  return `tests="${outcomes.length}" failures="${count('differs')}" errors="${count('inconclusive')}"`
}
