import type { FixOutcome, IncidentOutcome, ScenarioOutcome, StepOutcome } from '../harness/runner/outcome.js'
import { formatTime } from './format.js'
import { escapeMarkup } from './markup.js'
import type { Reporter } from './reporter.js'

/**
 * JUnit XML as CI systems read it: a suite a scenario, a case for each incident and each fix. A case fails when it is not
 * as expected, and is an error when it could not be judged: a refuted fix that was expected to be refuted passes. Times are
 * left out, since those of the twin are virtual.
 */
export const junitReporter: Reporter = {
  name: 'junit',
  render: (outcomes) => {
    const cases = outcomes.map(casesOf)
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="rehearse" ${countsOf(cases.flat())}>`,
      ...outcomes.flatMap((outcome, index) => suite(outcome, cases[index]!)),
      '</testsuites>',
    ]
    return `${lines.join('\n')}\n`
  },
}

interface Case {
  readonly name: string
  readonly status: ScenarioOutcome['status']
  readonly reasons: readonly string[]
  readonly steps: readonly StepOutcome[]
}

function casesOf({ incidents, fixes }: ScenarioOutcome): readonly Case[] {
  return [...incidents.map(incidentCase), ...fixes.map(fixCase)]
}

function incidentCase({ name, title, status, chain, surprises, steps }: IncidentOutcome): Case {
  const missing = chain.filter((link) => link.seq === null).map((link) => `did not happen: ${link.says}`)
  return { name: `incident ${name}: ${title}`, status, reasons: [...missing, ...surprises], steps }
}

function fixCase({ name, title, status, surprises, steps }: FixOutcome): Case {
  return { name: `fix ${name}: ${title}`, status, reasons: surprises, steps }
}

function suite(outcome: ScenarioOutcome, cases: readonly Case[]): readonly string[] {
  const versions = Object.entries(outcome.profile).map(([key, version]) => property(key, version))
  return [
    `  <testsuite name="${escapeMarkup(outcome.scenario)}" ${countsOf(cases)}>`,
    '    <properties>',
    ...versions,
    property('twin', outcome.twin),
    property('seed', String(outcome.seed)),
    '    </properties>',
    ...cases.flatMap((one) => testCase(outcome.scenario, one)),
    '  </testsuite>',
  ]
}

function property(name: string, value: string): string {
  return `      <property name="${escapeMarkup(name)}" value="${escapeMarkup(value)}"/>`
}

function testCase(scenario: string, { name, status, reasons, steps }: Case): readonly string[] {
  const element = status === 'differs' ? 'failure' : 'error'
  const [first = status] = reasons
  const problem =
    status === 'as-expected'
      ? []
      : [
          `      <${element} message="${escapeMarkup(first)}">${escapeMarkup(reasons.join('\n'))}</${element}>`,
        ]
  return [
    `    <testcase classname="${escapeMarkup(scenario)}" name="${escapeMarkup(name)}">`,
    ...problem,
    `      <system-out>${escapeMarkup(steps.map(stepText).join('\n'))}</system-out>`,
    '    </testcase>',
  ]
}

function stepText({ command, ran, startedAtMs, endedAtMs, exitCode }: StepOutcome): string {
  if (!ran) return `$ ${command}\n  did not run`
  const ended = exitCode === null ? 'never ended' : `exit ${exitCode}`
  return `$ ${command}\n  ${formatTime(startedAtMs)} → ${formatTime(endedAtMs)}  ${ended}`
}

function countsOf(cases: readonly Case[]): string {
  const count = (status: ScenarioOutcome['status']) => cases.filter((one) => one.status === status).length
  return `tests="${cases.length}" failures="${count('differs')}" errors="${count('inconclusive')}"`
}
